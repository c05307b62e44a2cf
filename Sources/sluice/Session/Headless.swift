import FlowKit
import Foundation
import Logging

/// What commands without a screen share: where flows are written, and who is told what.
struct Headless {
    let session: ProxySession
    let writer: CaptureWriter?
    let summary = RunSummary()

    /// What may wait to be written even where the flows themselves get little memory: a burst is not to be lost.
    private static let leastWaitingByteCount = 256 << 20

    /// - Parameters:
    ///   - destinations: where flows are written; none means nowhere.
    ///   - onBrokenOutput: called when nobody reads standard output any more.
    init(
        settings: Settings,
        destinations: [CaptureWriter.Destination],
        keepsRules: Bool = true,
        onBrokenOutput: @escaping @Sendable () -> Void
    ) throws {
        // A reader that goes away is an answer of `write`, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        try settings.refuseDescriptors()
        let filter = try settings.parsedFilter()
        session = try ProxySession(settings: settings, directories: .current, keepsRules: keepsRules) { line in
            if line.level >= .warning { Program.complain(line.text) }
        }
        guard !destinations.isEmpty else {
            writer = nil
            observe()
            return
        }
        let byteLimit = max(settings.memory, Self.leastWaitingByteCount)
        writer = try CaptureWriter(destinations, filter: filter, byteLimit: byteLimit) { path, reason in
            if path == "-" { return onBrokenOutput() }
            Program.complain("cannot write \(path): \(reason)")
        }
        observe()
    }

    private func observe() {
        let (writer, summary) = (writer, summary)
        session.store.onFinish(readsBodies: writer != nil) { flow in
            summary.take(flow)
            writer?.take(flow)
        }
    }

    /// Stops the proxy and writes all there is.
    ///
    /// - Returns: false when something could not be written.
    func finish() -> Bool {
        session.stop()
        guard let writer else { return true }
        let skipped = writer.finish()
        if skipped > 0 { Program.complain("\(skipped) flows were not written: the output could not keep up") }
        return skipped == 0 && !writer.hasFailed
    }
}

extension Settings {
    /// What `--filter` says; every flow where it is not given.
    func parsedFilter() throws(UsageError) -> Filter {
        guard let filter else { return .all }
        do {
            return try Filter.parse(filter.text)
        } catch {
            throw UsageError(filter.complaint(about: error))
        }
    }
}
