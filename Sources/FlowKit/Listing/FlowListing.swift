/// What the list shows: the flows a filter lets through, in order, as they were at one moment.
///
/// A collection of ids by row; a row is found in time that grows with the logarithm of their number. Copies are cheap and
/// share what did not change with the listings before and after.
package struct FlowListing: Sendable {
    let rows: FlowRows
    package let filter: Filter
    /// The flows the listing was made from: every id of the listing is in it.
    package let snapshot: FlowSnapshot
    /// Grows with every listing an indexer publishes.
    package let version: Int
    /// Flows that a body or a pattern's work was too large of to search whole, and that were not found to match.
    package let partlySearchedCount: Int
    /// How far the filter got; `nil`: all flows are judged. Those that are not have no rows yet.
    package let progress: Progress?

    /// How many of the flows a filter has judged.
    package struct Progress: Hashable, Sendable {
        package let judgedCount: Int
        package let totalCount: Int
    }

    init(
        rows: FlowRows,
        filter: Filter,
        snapshot: FlowSnapshot,
        version: Int,
        partlySearchedCount: Int = 0,
        progress: Progress? = nil
    ) {
        self.rows = rows
        self.filter = filter
        self.snapshot = snapshot
        self.version = version
        self.partlySearchedCount = partlySearchedCount
        self.progress = progress
    }

    /// The same rows while the filter goes on: there are more by now, too many to put in order again and again.
    func goingOn(version: Int, _ progress: Progress) -> FlowListing {
        FlowListing(
            rows: rows,
            filter: filter,
            snapshot: snapshot,
            version: version,
            partlySearchedCount: partlySearchedCount,
            progress: progress
        )
    }

    package static let empty = FlowListing(
        rows: FlowRows(order: .standard),
        filter: .all,
        snapshot: .empty,
        version: 0
    )

    package var order: SortOrder { rows.order }
    /// The flows there are, shown or not.
    package var totalCount: Int { snapshot.totals.flowCount }

    /// All rows, quicker than one by one.
    var ids: [FlowID] { rows.ids }

    /// The row a flow stands in; `nil`: it is not shown.
    package func row(of id: FlowID) -> Int? {
        rows.row(of: id, in: snapshot)
    }

    /// The flow in a row; `nil`: there is no such row.
    package func flow(at row: Int) -> Flow? {
        indices.contains(row) ? snapshot[self[row]] : nil
    }
}

extension FlowListing: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { rows.count }
    package subscript(row: Int) -> FlowID { rows[row] }
}

extension FlowListing: Equatable {
    /// Listings of one indexer are told apart by their versions.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.version == rhs.version && lhs.filter == rhs.filter && lhs.order == rhs.order
    }
}
