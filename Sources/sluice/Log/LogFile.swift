import FlowKit
import Foundation
import Logging
import ProxyEngine
import Synchronization

/// A log on disk that does not grow without end: at its limit it moves aside, once, and begins anew.
final class LogFile: Sendable {
    private struct State {
        var descriptor: Int32
        var byteCount: Int
    }

    private let path: String
    private let byteLimit: Int
    private let state: Mutex<State>

    /// - Throws: why the file cannot be opened.
    init(path: String, byteLimit: Int = 4 << 20) throws(ProgramError) {
        self.path = path
        self.byteLimit = byteLimit
        do {
            try AtomicFile.makeDirectory((path as NSString).deletingLastPathComponent)
        } catch {
            throw ProgramError("\(error)")
        }
        let descriptor = Self.open(path)
        guard descriptor >= 0 else {
            throw ProgramError("cannot write \(path): \(String(cString: strerror(errno)).lowercased())")
        }
        state = Mutex(State(descriptor: descriptor, byteCount: Int(lseek(descriptor, 0, SEEK_END))))
    }

    deinit {
        state.withLock { _ = Foundation.close($0.descriptor) }
    }

    func append(_ line: ProgramLog.Line) {
        let text = "\(line.time.rfc3339) \(line.level.rawValue) \(line.text)"
        // One line stays one line, whatever a server put into a message.
        let safe = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "·" : String($0) }.joined()
        let bytes = Array((safe + "\n").utf8)
        state.withLock { state in
            if state.byteCount + bytes.count > byteLimit { rotate(&state) }
            Standard(descriptor: state.descriptor).write(bytes)
            state.byteCount += bytes.count
        }
    }

    private func rotate(_ state: inout State) {
        rename(path, path + ".1")
        let descriptor = Self.open(path)
        guard descriptor >= 0 else { return }
        Foundation.close(state.descriptor)
        state = State(descriptor: descriptor, byteCount: 0)
    }

    private static func open(_ path: String) -> Int32 {
        Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }
}
