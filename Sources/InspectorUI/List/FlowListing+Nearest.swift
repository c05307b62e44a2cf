import FlowKit

extension FlowListing {
    /// How far from a row that is gone a neighbour is looked for.
    private static let reach = 5_000

    /// The row of the newest flow; `nil` while there are none, or when the order has no newest end.
    var newestRow: Int? {
        guard !isEmpty, order.column == .time else { return nil }
        return order.isDescending ? 0 : count - 1
    }

    /// The row of the flow that stood at `row` of `old`, or of the nearest one there that is here too.
    func row(nearest row: Int, of old: FlowListing) -> Int? {
        guard old.indices.contains(row), !isEmpty else { return isEmpty ? nil : 0 }
        if let same = self.row(of: old[row]) { return same }
        for distance in 1...Self.reach {
            // Later first: that is what moves up when a row goes.
            for candidate in [row + distance, row - distance] where old.indices.contains(candidate) {
                if let found = self.row(of: old[candidate]) { return found }
            }
            if distance > row, row + distance >= old.count { break }
        }
        return Swift.min(row, count - 1)
    }
}
