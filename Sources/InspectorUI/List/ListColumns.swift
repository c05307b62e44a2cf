import FlowKit
import TerminalKit

/// Which columns a list of some width has, and how wide each is.
struct ListColumns {
    enum Part: Sendable {
        case fixed(FlowColumn, Int)
        /// Takes its share of what the others leave.
        case flexible(FlowColumn, share: Int)
        case marks
    }

    struct Placed: Sendable {
        let part: Part
        let start: Int
        let columns: Int

        var end: Int { start + columns }
    }

    let parts: [Placed]

    /// Cells that are left for host and path beside columns of values of bodies.
    private static let leastFlexible = 16

    /// - Parameter promoted: columns of values of bodies; those that there is no room for are left out.
    init(columns: Int, promoted: PromotedColumns = PromotedColumns()) {
        let layout = Self.layouts.first { $0.columns <= columns } ?? Self.narrow
        let gap = layout.gap
        // One column at each edge, a gap between parts.
        var fixed = layout.parts.reduce(2 - gap) { $0 + Self.fixedColumns($1) + gap }
        let room = max(0, columns - fixed - Self.leastFlexible)
        let added = promoted.columns.prefix(room / (layout.promotedColumns + gap)).map { column in
            Part.fixed(.json(column, promoted.isNumeric(column) ? .right : .left), layout.promotedColumns)
        }
        fixed += added.count * (layout.promotedColumns + gap)
        // Before the marks, that is, next to the path.
        let place = layout.parts.firstIndex(where: \.isMarks) ?? layout.parts.endIndex
        let layoutParts = layout.parts[..<place] + added + layout.parts[place...]
        let shares = layoutParts.reduce(0) { $0 + Self.share($1) }
        var left = max(0, columns - fixed)
        var sharesLeft = shares
        var start = 1
        parts = layoutParts.map { part in
            let share = Self.share(part)
            let taken = share > 0 ? left * share / sharesLeft : 0
            left -= taken
            sharesLeft -= share
            let placed = Placed(part: part, start: start, columns: Self.fixedColumns(part) + taken)
            start += placed.columns + gap
            return placed
        }
    }

    /// What a click on the title row at this place orders by.
    func sortColumn(at column: Int) -> SortColumn? {
        parts.first { ($0.start..<$0.end).contains(column) }?.part.column?.sort
    }

    func shows(_ column: SortColumn) -> Bool { parts.contains { $0.part.column?.sort == column } }

    private struct Layout: Sendable {
        /// The least columns this layout is for.
        let columns: Int
        let gap: Int
        /// Cells that a column of values of bodies takes.
        let promotedColumns: Int
        let parts: [Part]
    }

    private static let narrow = Layout(
        columns: 0,
        gap: 1,
        promotedColumns: 10,
        parts: [.fixed(.method, 7), .flexible(.url, share: 1), .marks, .fixed(.code, 4)]
    )

    private static let layouts: [Layout] = [
        Layout(
            columns: 150,
            gap: 2,
            promotedColumns: 14,
            parts: [
                .fixed(.time, 8), .fixed(.process, 12), .fixed(.method, 7), .flexible(.host, share: 3),
                .flexible(.path, share: 5), .marks,
                .fixed(.status, 6), .fixed(.type, 6), .fixed(.size, 7), .fixed(.duration, 6),
            ]
        ),
        Layout(
            columns: 110,
            gap: 2,
            promotedColumns: 14,
            parts: [
                .fixed(.time, 8), .fixed(.method, 7), .flexible(.host, share: 3), .flexible(.path, share: 5), .marks,
                .fixed(.status, 6), .fixed(.type, 6), .fixed(.size, 7), .fixed(.duration, 6),
            ]
        ),
        Layout(
            columns: 64,
            gap: 1,
            promotedColumns: 10,
            parts: [
                .fixed(.shortTime, 5), .fixed(.method, 7), .flexible(.host, share: 2), .flexible(.path, share: 3),
                .marks, .fixed(.code, 4), .fixed(.size, 7), .fixed(.duration, 6),
            ]
        ),
        narrow,
    ]

    private static func fixedColumns(_ part: Part) -> Int {
        switch part {
        case .fixed(_, let columns): columns
        case .flexible: 0
        case .marks: FlowMarks.columns
        }
    }

    private static func share(_ part: Part) -> Int {
        if case .flexible(_, let share) = part { share } else { 0 }
    }
}

extension Model {
    /// The columns of the list as wide as it is.
    var listColumns: ListColumns { ListColumns(columns: frames.list.columns, promoted: columns) }
}
