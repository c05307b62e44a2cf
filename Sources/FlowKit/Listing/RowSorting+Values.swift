/// Order by values of JSON bodies.
extension RowSorting {
    /// Reads what the rows are ordered by where that stands in bodies, so that ordering only looks it up.
    ///
    /// - Parameter isWanted: asked before each body; once false, it stops.
    /// - Returns: false when it was stopped.
    func readValues(workerCount: Int, while isWanted: @escaping @Sendable () -> Bool) async -> Bool {
        guard order.column.readsBody else { return true }
        let keys = RowKeys(snapshot: snapshot, column: order.column)
        let ids = set.ids
        return await withTaskGroup(of: Bool.self) { group in
            for worker in 0..<workerCount {
                group.addTask {
                    for index in stride(from: worker, to: ids.count, by: workerCount) {
                        guard isWanted() else { return false }
                        _ = keys.key(of: ids[index])
                    }
                    return true
                }
            }
            return await group.allSatisfy { $0 }
        }
    }

    /// What has no value first, then numbers, then texts.
    func sortedByValue() -> [FlowID] {
        let keys = RowKeys(snapshot: snapshot, column: order.column)
        var without: [FlowID] = []
        var numbers: [(value: Int64, id: FlowID)] = []
        var texts: [(value: [UInt8], id: FlowID)] = []
        for id in set.ids {
            switch keys.key(of: id) {
            case .number(let value)?: numbers.append((value, id))
            case .text(let value)?: texts.append((value, id))
            case .unknown?, nil: without.append(id)
            }
        }
        // Equal ones stand as they arrived, whichever the direction.
        numbers.sort { $0.value == $1.value ? $0.id < $1.id : ($0.value < $1.value) != order.isDescending }
        texts.sort { lhs, rhs in
            if lhs.value == rhs.value { return lhs.id < rhs.id }
            return lhs.value.lexicographicallyPrecedes(rhs.value) != order.isDescending
        }
        let parts = [without, numbers.map(\.id), texts.map(\.id)]
        return order.isDescending ? parts.reversed().flatMap(\.self) : parts.flatMap(\.self)
    }
}
