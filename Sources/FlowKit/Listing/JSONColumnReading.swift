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
    ///   - duration: when to stop, done or not.
    ///   - isWanted: asked before each body; once false, it stops.
    /// - Returns: whether all was read.
    func run(workerCount: Int, for duration: Duration, while isWanted: @escaping @Sendable () -> Bool) async -> Bool {
        let end = ContinuousClock.now + duration
        return await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<workerCount {
                group.addTask { read(worker, of: workerCount) { isWanted() && ContinuousClock.now < end } }
            }
            var isDone = true
            for await isPartDone in group where !isPartDone { isDone = false }
            return isDone
        }
    }

    private func read(_ worker: Int, of workerCount: Int, while shouldGoOn: () -> Bool) -> Bool {
        let step = workerCount * Self.sliceCount
        for start in stride(from: worker * Self.sliceCount, to: ids.count, by: step) {
            let slice = ids[start..<min(start + Self.sliceCount, ids.count)].filter { column.knownValue(of: $0) == nil }
            guard !slice.isEmpty else { continue }
            let snapshot = store.snapshot()
            for id in slice {
                guard shouldGoOn() else { return false }
                if let flow = snapshot[id] { _ = column.value(of: flow) }
            }
        }
        return true
    }
}
