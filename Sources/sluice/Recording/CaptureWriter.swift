import Dispatch
import FlowKit
import Synchronization

/// Writes finished flows to files, in the order they end, on a queue of its own.
///
/// Whoever hands flows over never waits. What waits to be written is bounded by `byteLimit`: beyond it flows are
/// counted instead of written, and the count is reported.
final class CaptureWriter: Sendable {
    /// Where flows go, and how.
    struct Destination: Sendable {
        let path: String
        let format: CaptureFormat
    }

    private struct Output {
        let path: String
        let file: CaptureFile
        var format: CaptureFormat
        var isReported = false

        mutating func write(_ flow: Flow) {
            let (bytes, tail) = format.entry(for: flow)
            file.append(bytes, tail: tail)
        }
    }

    private struct State {
        var waitingByteCount = 0
        var skippedCount = 0
        var hasFailed = false
    }

    private let outputs: Mutex<[Output]>
    private let filter: Filter
    private let byteLimit: Int
    private let onFailure: @Sendable (_ path: String, _ reason: String) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "capture")

    /// Creates the files.
    ///
    /// - Parameters:
    ///   - filter: only flows that match are written.
    ///   - onFailure: told once for each output that cannot be written to any more; called on the queue.
    init(
        _ destinations: [Destination],
        filter: Filter,
        byteLimit: Int,
        onFailure: @escaping @Sendable (_ path: String, _ reason: String) -> Void
    ) throws(ProgramError) {
        var opened: [Output] = []
        for destination in destinations {
            let file = try CaptureFile(path: destination.path)
            var format = destination.format
            let (bytes, tail) = format.opening()
            file.append(bytes, tail: tail)
            opened.append(Output(path: destination.path, file: file, format: format))
        }
        outputs = Mutex(opened)
        self.filter = filter
        self.byteLimit = byteLimit
        self.onFailure = onFailure
    }

    /// Takes a flow that has ended; returns at once.
    func take(_ flow: Flow) {
        let byteCount = flow.footprint
        let isTaken = state.withLock { state in
            guard state.waitingByteCount + byteCount <= byteLimit || state.waitingByteCount == 0 else {
                state.skippedCount += 1
                return false
            }
            state.waitingByteCount += byteCount
            return true
        }
        guard isTaken else { return }
        queue.async { [self] in
            write(flow)
            state.withLock { $0.waitingByteCount -= byteCount }
        }
    }

    /// Waits until all is written, and closes the files.
    ///
    /// - Returns: how many flows were not written because the outputs could not keep up.
    func finish() -> Int {
        queue.sync {
            outputs.withLock { outputs in
                for output in outputs { output.file.close() }
                outputs = []
            }
        }
        return state.withLock { $0.skippedCount }
    }

    /// True when a file could not be written.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    private func write(_ flow: Flow) {
        guard filter.matches(flow, context: FilterContext(now: .now)) else { return }
        let failures = outputs.withLock { outputs in
            outputs.indices.compactMap { index -> (String, String)? in
                outputs[index].write(flow)
                guard let failure = outputs[index].file.failure, !outputs[index].isReported else { return nil }
                outputs[index].isReported = true
                return (outputs[index].path, failure)
            }
        }
        for (path, reason) in failures {
            // A reader that has read enough is no failure.
            if path != "-" { state.withLock { $0.hasFailed = true } }
            onFailure(path, reason)
        }
    }
}
