/// A line of the endpoint table.
package struct EndpointRow: Hashable, Sendable {
    package let name: EndpointName
    package let count: Int
    package let errorCount: Int
    package let byteCount: Int
    /// The duration that half, 95 % and 99 % are not longer than; `nil`: nothing has ended yet.
    package let p50: Duration?
    package let p95: Duration?
    package let p99: Duration?
    package let rate: RateHistory
    /// The flow that came last.
    package let newest: FlowID

    init(_ name: EndpointName, _ figures: EndpointFigures, newest: FlowID) {
        self.name = name
        count = figures.count
        errorCount = figures.errorCount
        byteCount = figures.byteCount
        p50 = figures.latency.quantile(0.5).map { .nanoseconds($0) }
        p95 = figures.latency.quantile(0.95).map { .nanoseconds($0) }
        p99 = figures.latency.quantile(0.99).map { .nanoseconds($0) }
        rate = figures.rate
        self.newest = newest
    }

    /// Between 0 and 1.
    package var errorShare: Double { Double(errorCount) / Double(max(1, count)) }
}

/// A column the endpoint table can be ordered by; its raw value is its name.
package enum EndpointColumn: String, Sendable, CaseIterable {
    case name, count, errors, p50, p95, p99, bytes, newest
}

package struct EndpointOrder: Hashable, Sendable {
    package var column: EndpointColumn
    package var isDescending: Bool

    package init(_ column: EndpointColumn, isDescending: Bool) {
        self.column = column
        self.isDescending = isDescending
    }

    /// The busiest first.
    package static let standard = EndpointOrder(.count, isDescending: true)

    /// Equal rows stand in the order of their names.
    func sorted(_ rows: [EndpointRow]) -> [EndpointRow] {
        // Rows are large: what is moved about is their places.
        let keys = rows.map { key(of: $0) }
        return rows.indices.sorted { lhs, rhs in
            if keys[lhs] != keys[rhs] { return (keys[lhs] < keys[rhs]) != isDescending }
            let isTurned = isDescending && column == .name
            return isTurned ? rows[rhs].name < rows[lhs].name : rows[lhs].name < rows[rhs].name
        }.map { rows[$0] }
    }

    private func key(of row: EndpointRow) -> Double {
        switch column {
        case .name: 0
        case .count: Double(row.count)
        case .errors: row.errorShare
        case .p50: row.p50.map { $0 / .seconds(1) } ?? -1
        case .p95: row.p95.map { $0 / .seconds(1) } ?? -1
        case .p99: row.p99.map { $0 / .seconds(1) } ?? -1
        case .bytes: Double(row.byteCount)
        case .newest: Double(row.newest.rawValue)
        }
    }
}

/// What the flows of a listing come to by group, as it was at one moment.
package struct EndpointTable: Sendable {
    /// In `order`.
    package let rows: [EndpointRow]
    package let grouping: FlowGrouping
    package let order: EndpointOrder
    /// What shows the flows that were counted.
    package let filter: Filter
    /// How much of the listing is counted, between 0 and 1.
    package let progress: Double
    /// Grows with every table an indexer publishes.
    package let version: Int

    package static let empty = EndpointTable(
        rows: [],
        grouping: .endpoint,
        order: .standard,
        filter: .all,
        progress: 0,
        version: 0
    )
}

extension EndpointTable: Equatable {
    /// Tables of one indexer are told apart by their versions.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.version == rhs.version && lhs.order == rhs.order && lhs.grouping == rhs.grouping
    }
}
