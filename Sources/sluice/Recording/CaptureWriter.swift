import Dispatch
import FlowKit
import Synchronization

/// Writes finished flows to files, in the order they end, on a queue of its own.
///
/// Whoever hands flows over never waits. Where the files are slow, `byteLimit` bytes of flows wait here; those behind them
/// are only known by their numbers, and read from the store when it is their turn. What is lost there meanwhile is
/// reported, at once and at the end.
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

    /// What could not be written as it was, because the store had let it go.
    struct Losses: Equatable {
        var flowCount = 0
        /// Flows written without a body.
        var bodyCount = 0

        /// In words; `nil`: nothing was lost.
        var text: String? {
            let parts = [
                flowCount > 0 ? "\(flowCount) flows were not written" : nil,
                bodyCount > 0 ? "\(bodyCount) were written without their bodies" : nil,
            ]
            let text = parts.compactMap(\.self).joined(separator: ", ")
            return text.isEmpty ? nil : "\(text): the output could not keep up"
        }
    }

    private struct State {
        /// Bytes of the flows that wait here.
        var waitingByteCount = 0
        /// Those behind them.
        var waitingIDs: [FlowID] = []
        var isReadingStore = false
        var losses = Losses()
        var hasFailed = false
    }

    private let outputs: Mutex<[Output]>
    private let filter: Filter
    private let byteLimit: Int
    private let store: FlowStore
    private let onLoss: @Sendable () -> Void
    private let onFailure: @Sendable (_ path: String, _ reason: String) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "capture")
    /// How many may be known by their numbers.
    private var idLimit: Int { max(1 << 10, byteLimit / 64) }

    /// Creates the files.
    ///
    /// - Parameters:
    ///   - filter: only flows that match are written.
    ///   - store: where flows are recorded.
    ///   - onLoss: told once, when something is lost for the first time; called on the queue.
    ///   - onFailure: told once for each output that cannot be written to any more; called on the queue.
    init(
        _ destinations: [Destination],
        filter: Filter,
        byteLimit: Int,
        store: FlowStore,
        onLoss: @escaping @Sendable () -> Void,
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
        self.store = store
        self.onLoss = onLoss
        self.onFailure = onFailure
    }

    /// Takes a flow that has ended, and is in the store as far as that keeps it; returns at once.
    func take(_ flow: Flow) {
        let byteCount = flow.footprint
        let job = state.withLock { state -> (@Sendable () -> Void)? in
            let hasRoom = state.waitingByteCount + byteCount <= byteLimit || state.waitingByteCount == 0
            if hasRoom, !state.isReadingStore {
                state.waitingByteCount += byteCount
                return { [self] in
                    write(flow)
                    self.state.withLock { $0.waitingByteCount -= byteCount }
                }
            }
            guard state.waitingIDs.count < idLimit else {
                state.losses.flowCount += 1
                return nil
            }
            state.waitingIDs.append(flow.id)
            guard !state.isReadingStore else { return nil }
            state.isReadingStore = true
            return { [self] in writeFromStore() }
        }
        if let job { queue.async(execute: job) }
    }

    /// Writes the flows known by their numbers, until there are none: those that end meanwhile come behind them.
    private func writeFromStore() {
        while true {
            let ids = state.withLock { state in
                defer { state.waitingIDs = [] }
                state.isReadingStore = !state.waitingIDs.isEmpty
                return state.waitingIDs
            }
            if ids.isEmpty { return }
            for id in ids {
                // A snapshot kept for long would keep in memory what the store lets go.
                guard let flow = store.snapshot()[id] else {
                    lose { $0.flowCount += 1 }
                    continue
                }
                let isCut = flow.request.body?.isDropped == true || flow.response?.body?.isDropped == true
                if write(flow), isCut { lose { $0.bodyCount += 1 } }
            }
        }
    }

    private func lose(_ count: (inout Losses) -> Void) {
        let isFirst = state.withLock { state in
            defer { count(&state.losses) }
            return state.losses == Losses()
        }
        if isFirst { onLoss() }
    }

    /// Waits until all is written, and closes the files.
    ///
    /// - Returns: what was lost because the outputs could not keep up.
    func finish() -> Losses {
        queue.sync {
            outputs.withLock { outputs in
                for output in outputs { output.file.close() }
                outputs = []
            }
        }
        return state.withLock { $0.losses }
    }

    /// True when a file could not be written.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// - Returns: whether it is one of those to be written.
    @discardableResult
    private func write(_ flow: Flow) -> Bool {
        guard filter.matches(flow, context: FilterContext(now: .now)) else { return false }
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
        return true
    }
}
