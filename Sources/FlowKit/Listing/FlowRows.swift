/// The rows of a listing, in order.
///
/// In the order of arrival the set of flows is all it takes, a bit a row and no sorting; in any other the ids.
struct FlowRows: Sendable {
    private enum Storage: Sendable {
        case arrival(FlowSet)
        case sorted(SortedRows)
    }

    let order: SortOrder
    private var storage: Storage

    /// No rows.
    init(order: SortOrder) {
        self.init(FlowSet(), order: order, snapshot: .empty)
    }

    /// The rows of these flows, all of which the snapshot has.
    init(_ set: FlowSet, order: SortOrder, snapshot: FlowSnapshot) {
        let sorting = RowSorting(set: set, snapshot: snapshot, order: order)
        self.init(set, order: order, snapshot: snapshot) { sorting.sorted() }
    }

    /// - Parameter sorted: the same flows in order; called where it takes more than their set.
    init(_ set: FlowSet, order: SortOrder, snapshot: FlowSnapshot, sorted: () -> [FlowID]) {
        self.order = order
        if order.column == .time {
            storage = .arrival(set)
        } else {
            let keys = RowKeys(snapshot: snapshot, column: order.column)
            storage = .sorted(SortedRows(sorted(), keys: keys, isDescending: order.isDescending))
        }
    }

    var count: Int {
        switch storage {
        case .arrival(let set): set.count
        case .sorted(let rows): rows.count
        }
    }

    subscript(row: Int) -> FlowID {
        switch storage {
        case .arrival(let set): set.id(at: order.isDescending ? set.count - 1 - row : row)
        case .sorted(let rows): rows[row]
        }
    }

    var ids: [FlowID] {
        switch storage {
        case .arrival(let set): order.isDescending ? set.ids.reversed() : set.ids
        case .sorted(let rows): Array(rows)
        }
    }

    /// Calls `body` with the flow in `row`, which there is, and those below or above it in turn, until it returns false.
    func forEach(from row: Int, isForward: Bool, _ body: (FlowID) -> Bool) {
        switch storage {
        case .arrival(let set):
            var id: FlowID? = self[row]
            while let flow = id, body(flow) {
                id = isForward != order.isDescending ? set.next(after: flow) : set.previous(before: flow)
            }
        case .sorted(let rows): rows.forEach(from: row, isForward: isForward, body)
        }
    }

    /// Where the flow stands; `nil`: it does not.
    func row(of id: FlowID, in snapshot: FlowSnapshot) -> Int? {
        switch storage {
        case .arrival(let set):
            guard set.contains(id) else { return nil }
            let rank = set.rank(of: id)
            return order.isDescending ? set.count - 1 - rank : rank
        case .sorted(let rows):
            return rows.row(of: id, keys: RowKeys(snapshot: snapshot, column: order.column))
        }
    }

    /// Takes flows out and puts others in.
    ///
    /// - Parameters:
    ///   - removed: with their keys as in `old`.
    ///   - inserted: with their keys as in `new`, which has all other rows as they are in `old`.
    ///   - set: the flows that are rows then.
    mutating func change(
        removing removed: FlowSet,
        inserting inserted: FlowSet,
        from old: FlowSnapshot,
        to new: FlowSnapshot,
        set: FlowSet
    ) {
        guard case .sorted(var rows) = storage else {
            storage = .arrival(set)
            return
        }
        guard !removed.isEmpty || !inserted.isEmpty else { return }
        // Beyond some share of the rows it is quicker to order all anew.
        guard (removed.count + inserted.count) * 16 < set.count + 4_096 else {
            self = FlowRows(set, order: order, snapshot: new)
            return
        }
        storage = .arrival(FlowSet())  // the only reference, so that nothing is copied
        rows.remove(removed.ids, keys: RowKeys(snapshot: old, column: order.column))
        rows.insert(inserted.ids, keys: RowKeys(snapshot: new, column: order.column))
        storage = .sorted(rows)
    }
}
