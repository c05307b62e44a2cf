/// Order by values of JSON bodies.
extension RowSorting {
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
