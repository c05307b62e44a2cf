import FlowKit
import TerminalKit

/// A column of the endpoint table.
struct EndpointColumnView: Sendable {
    /// What a cell is made from besides its row.
    struct Surroundings {
        let signs: Signs
        /// The interval that the rate ends with.
        let interval: Int
        let above: EndpointRow?
        let columns: Int
    }

    let title: String
    let isRight: Bool
    let sort: EndpointColumn?
    let content: @Sendable (EndpointRow, Surroundings) -> FlowColumn.Content

    init(
        _ title: String,
        right: Bool = false,
        sort: EndpointColumn? = nil,
        content: @escaping @Sendable (EndpointRow, Surroundings) -> FlowColumn.Content
    ) {
        self.title = title
        isRight = right
        self.sort = sort
        self.content = content
    }
}

extension EndpointColumnView {
    static let method = EndpointColumnView("METHOD") { row, _ in .init(row.name.method) }

    static let host = EndpointColumnView("HOST", sort: .name) { row, around in
        .init(row.name.host, around.above?.name.host == row.name.host ? .dim : .plain)
    }

    static let path = EndpointColumnView("PATH") { row, around in
        row.name.isOthers ? .init(others(row), .dim) : .init(row.name.path.isEmpty ? around.signs.none : row.name.path)
    }

    /// Host and path in one, where there is no room for two columns.
    static let url = EndpointColumnView("ENDPOINT", sort: .name) { row, _ in
        place(row, row.name.path.hasPrefix("*") ? "\(row.name.host) *" : row.name.host + row.name.path)
    }

    static let process = EndpointColumnView("PROCESS", sort: .name) { row, _ in place(row, row.name.host) }

    static let wholeHost = EndpointColumnView("HOST", sort: .name) { row, _ in place(row, row.name.host) }

    static let connection = EndpointColumnView("CONNECTION", sort: .name) { row, _ in
        place(row, row.name.number > 0 ? "\(row.name.number)  \(row.name.host)" : row.name.host)
    }

    private static func place(_ row: EndpointRow, _ text: String) -> FlowColumn.Content {
        if row.name.isOthers {
            return .init(row.name.host.isEmpty ? others(row) : "\(row.name.host): \(others(row))", .dim)
        }
        return text.isEmpty ? .init("no host", .dim) : .init(text)
    }

    private static func others(_ row: EndpointRow) -> String {
        row.name.host.isEmpty ? "all others: too many to tell apart" : "all others of this host"
    }

    static let count = EndpointColumnView("COUNT", right: true, sort: .count) { row, around in
        let text = Format.count(row.count)
        return .init(text.count <= around.columns ? text : String(row.count))
    }

    static let errors = EndpointColumnView("ERR", right: true, sort: .errors) { row, around in
        guard row.errorCount > 0 else { return .init(around.signs.none, .dim) }
        let percent = Int((row.errorShare * 100).rounded())
        return .init(percent == 0 ? "<1%" : "\(percent)%", percent < 5 ? .warning : .error)
    }

    static let p50 = quantile("P50", .p50, \.p50)
    static let p95 = quantile("P95", .p95, \.p95)
    static let p99 = quantile("P99", .p99, \.p99)

    private static func quantile(
        _ title: String,
        _ sort: EndpointColumn,
        _ value: @escaping @Sendable (EndpointRow) -> Duration?
    ) -> EndpointColumnView {
        EndpointColumnView(title, right: true, sort: sort) { row, around in
            guard let duration = value(row) else { return .init(around.signs.none, .dim) }
            return .init(around.signs.plain(Format.duration(max(.zero, duration))))
        }
    }

    static let bytes = EndpointColumnView("BYTES", right: true, sort: .bytes) { row, _ in
        .init(Format.byteCount(row.byteCount))
    }

    /// Each row to its own scale.
    static let rate = EndpointColumnView("RATE", sort: .newest) { row, around in
        .init(around.signs.sparkline(row.rate.counts(endingAt: around.interval, count: around.columns)), .accent)
    }
}

extension Signs {
    /// A bar for each count, the highest as high as a row of the screen; a space for none.
    func sparkline(_ counts: [Int]) -> String {
        let bars = Array(bars)
        guard let highest = counts.max(), highest > 0, !bars.isEmpty else {
            return String(repeating: " ", count: counts.count)
        }
        return String(
            counts.map { count in
                let place = (Double(count) / Double(highest) * Double(bars.count)).rounded(.up)
                return count > 0 ? bars[min(max(1, Int(place)), bars.count) - 1] : " "
            }
        )
    }
}

/// Which columns a table of some width has, and where they are.
struct EndpointColumns {
    struct Placed: Sendable {
        let column: EndpointColumnView
        let start: Int
        let columns: Int
        var end: Int { start + columns }
    }

    let parts: [Placed]

    init(_ grouping: FlowGrouping, columns: Int) {
        let layout = Self.layouts.first { $0.columns <= columns } ?? Self.narrow
        var parts = Self.names(grouping, layout.isWide)
        parts += layout.figures
        let shares = parts.reduce(0) { $0 + $1.share }
        // One column at each edge, a gap between parts.
        var left = max(0, columns - 2 - layout.gap * (parts.count - 1) - parts.reduce(0) { $0 + $1.columns })
        var sharesLeft = shares
        var start = 1
        self.parts = parts.map { part in
            let taken = part.share > 0 ? left * part.share / sharesLeft : 0
            left -= taken
            sharesLeft -= part.share
            defer { start += part.columns + taken + layout.gap }
            return Placed(column: part.column, start: start, columns: part.columns + taken)
        }
    }

    /// What a click on the title row at this place orders by.
    func sortColumn(at column: Int) -> EndpointColumn? {
        parts.first { ($0.start..<$0.end).contains(column) }?.column.sort
    }

    private struct Part: Sendable {
        let column: EndpointColumnView
        var columns = 0
        /// Takes this share of what the others leave.
        var share = 0

        init(_ column: EndpointColumnView, _ columns: Int) {
            (self.column, self.columns) = (column, columns)
        }

        init(_ column: EndpointColumnView, share: Int) {
            (self.column, self.share) = (column, share)
        }
    }

    private struct Layout: Sendable {
        /// The least columns this layout is for.
        let columns: Int
        let gap: Int
        let isWide: Bool
        let figures: [Part]
    }

    private static func names(_ grouping: FlowGrouping, _ isWide: Bool) -> [Part] {
        switch grouping {
        case .endpoint where isWide: [Part(.method, 7), Part(.host, share: 3), Part(.path, share: 5)]
        case .endpoint: [Part(.method, 7), Part(.url, share: 1)]
        case .host: [Part(.wholeHost, share: 1)]
        case .process: [Part(.process, share: 1)]
        case .connection: [Part(.connection, share: 1)]
        }
    }

    private static let narrow = Layout(
        columns: 0,
        gap: 1,
        isWide: false,
        figures: [Part(.count, 6), Part(.errors, 4), Part(.p95, 6)]
    )

    private static let layouts: [Layout] = [
        Layout(
            columns: 150,
            gap: 2,
            isWide: true,
            figures: [
                Part(.count, 9), Part(.errors, 4), Part(.p50, 6), Part(.p95, 6), Part(.p99, 6), Part(.bytes, 8),
                Part(.rate, 24),
            ]
        ),
        Layout(
            columns: 110,
            gap: 2,
            isWide: true,
            figures: [
                Part(.count, 7), Part(.errors, 4), Part(.p50, 6), Part(.p95, 6), Part(.p99, 6), Part(.bytes, 8),
                Part(.rate, 12),
            ]
        ),
        Layout(
            columns: 64,
            gap: 1,
            isWide: false,
            figures: [
                Part(.count, 7), Part(.errors, 4), Part(.p50, 6), Part(.p95, 6), Part(.p99, 6), Part(.rate, 8),
            ]
        ),
        narrow,
    ]
}
