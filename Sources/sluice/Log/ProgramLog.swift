import FlowKit
import Foundation
import Logging
import Synchronization

/// What the program and its engine say: into a file, and to whoever listens.
final class ProgramLog: Sendable {
    struct Line: Sendable {
        let time: Timestamp
        let level: Logger.Level
        let text: String
    }

    private let file: LogFile?
    private let listeners = Mutex<[@Sendable (Line) -> Void]>([])
    private let level: Logger.Level

    init(file: LogFile?, level: Logger.Level) {
        self.file = file
        self.level = level
    }

    /// Calls `listener` with every line from now on, on the thread that logs it: it must return at once.
    func listen(_ listener: @escaping @Sendable (Line) -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    func makeLogger() -> Logger {
        Logger(label: "sluice") { _ in Handler(log: self, logLevel: level) }
    }

    fileprivate func write(_ level: Logger.Level, _ text: String) {
        let line = Line(time: .now, level: level, text: text)
        file?.append(line)
        for listener in listeners.withLock({ $0 }) { listener(line) }
    }

    private struct Handler: LogHandler {
        let log: ProgramLog
        var logLevel: Logger.Level
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            let facts = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            log.write(event.level, "\(event.message)\(facts)")
        }
    }
}

extension Timestamp {
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
