/// Reads a column's values from bodies, so that putting rows in order only looks them up.
///
/// A snapshot is kept for a few flows only: what the store drops meanwhile is free, and not read any more.
struct JSONColumnReading: Sendable {
    private let column: JSONColumn
    private let ids: [FlowID]
    private let store: FlowStore

    private static let sliceCount = 16

    init(_ column: JSONColumn, of ids: [FlowID], in store: FlowStore) {
        self.column = column
        self.ids = ids
        self.store = store
    }

    /// - Parameters:
    ///   - duration: when to stop, done or not; some flows are read in any case.
    ///   - isWanted: asked before each body; once false, it stops.
    /// - Returns: whether all was read.
    func run(workerCount: Int, for duration: Duration, while isWanted: @escaping @Sendable () -> Bool) async -> Bool {
        let end = ContinuousClock.now + duration
        return await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<workerCount {
                group.addTask { read(worker, of: workerCount, until: end, while: isWanted) }
            }
            var isDone = true
            for await isPartDone in group where !isPartDone { isDone = false }
            return isDone
        }
    }

    private func read(
        _ worker: Int,
        of workerCount: Int,
        until end: ContinuousClock.Instant,
        while isWanted: () -> Bool
    ) -> Bool {
        let step = workerCount * Self.sliceCount
        var hasRead = false
        for start in stride(from: worker * Self.sliceCount, to: ids.count, by: step) {
            let slice = ids[start..<min(start + Self.sliceCount, ids.count)].filter { column.knownValue(of: $0) == nil }
            guard !slice.isEmpty else { continue }
            if hasRead, ContinuousClock.now >= end { return false }
            let snapshot = store.snapshot()
            for id in slice {
                guard isWanted() else { return false }
                guard let flow = snapshot[id], column.hasEnded(flow) else { continue }
                _ = column.value(of: flow)
                hasRead = true
            }
        }
        return true
    }
}
