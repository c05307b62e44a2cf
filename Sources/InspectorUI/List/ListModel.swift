package import FlowKit

/// The list's rows, cursor and scroll position.
///
/// Between updates this holds: where there are rows one is selected, and `selection` is its flow; `top` is a row, or 0.
package struct ListModel: Equatable, Sendable {
    /// Whether the view goes to the newest row as rows arrive. The cursor stays on its flow in any case, if a person put it
    /// there; else it goes to the newest as its flow goes out of sight.
    package enum Follow: Hashable, Sendable {
        case on
        /// Wanted, and suspended because the person looks elsewhere; reaching the newest row turns it on again.
        case held
        case off
    }

    static let contexts: [KeyContext] = [.list, .flow, .global, .moving, .always]

    package private(set) var rows = FlowListing.empty
    /// The row the cursor is on; `nil` while there are none.
    package private(set) var selectedRow: Int?
    package private(set) var selection: FlowID?
    /// The first row in sight.
    package private(set) var top = 0
    package private(set) var follow = Follow.on
    /// The flow the person chose last. It is selected again when a filter that hid it is lifted.
    private var chosen: FlowID?
    /// How many rows are in sight.
    private var page = 1
    /// What was asked for; `rows` follow a moment later.
    package internal(set) var filter = Filter.all
    package internal(set) var order = SortOrder.standard

    package init() {}

    // MARK: - Rows arrive

    /// Takes new rows: the cursor stays on its flow, and that flow on its line of the screen.
    mutating func show(_ new: FlowListing) {
        let anchor = anchor
        let old = rows
        rows = new
        let before = selection
        reselect(from: old)
        if follow == .on, let newest = newestTop {
            top = newest
            if chosen == nil, !isSelectionInSight { select(rows.newestRow) }
        } else {
            top = anchor.flatMap { place(of: $0, from: old) } ?? top
            clamp()
            if selection != before { reveal() }
        }
    }

    /// Takes another number of rows in sight; the cursor stays in sight if it was.
    mutating func fit(page count: Int) {
        let wasInSight = isSelectionInSight
        page = max(1, count)
        if follow == .on, let newest = newestTop { top = newest }
        clamp()
        if wasInSight, follow != .on { reveal() }
    }

    // MARK: - The person moves

    /// Puts the cursor on a row and brings it in sight.
    mutating func choose(row: Int) {
        guard rows.indices.contains(row) else { return }
        select(row)
        chosen = selection
        if follow != .off { follow = row == rows.newestRow ? .on : .held }
        reveal()
    }

    /// Moves the cursor; when it is out of sight it comes back to the nearest row in sight.
    mutating func move(_ motion: Motion) {
        guard let row = selectedRow else { return }
        let bottom = min(top + page, rows.count) - 1
        let start = max(top, min(row, bottom))
        let isStep = motion == .up || motion == .down
        if isStep, start != row {
            choose(row: start)
        } else {
            choose(row: motion.target(from: start, count: rows.count, page: page))
        }
    }

    /// Scrolls the view; the cursor stays where it is, in sight or not.
    mutating func scroll(by count: Int) {
        top += count
        clamp()
        if follow != .off { follow = top == newestTop ? .on : .held }
    }

    mutating func toggleFollow() {
        follow = follow == .on ? .off : .on
        if follow == .on, let newest = newestTop { top = newest }
    }

    // MARK: - Parts

    /// A flow in sight; `nil`: the newest are, or there are none.
    var flowOnScreen: FlowID? {
        guard follow != .on else { return nil }
        return anchor.map { rows[$0.row] }
    }

    /// What keeps its line of the screen: the selected flow while it is in sight, else the first row's.
    private struct Anchor {
        var row: Int
        var line: Int
    }

    private var anchor: Anchor? {
        if let selectedRow, isSelectionInSight { return Anchor(row: selectedRow, line: selectedRow - top) }
        return rows.isEmpty ? nil : Anchor(row: top, line: 0)
    }

    /// The top that puts the anchor, or what is left near it, on its line.
    private func place(of anchor: Anchor, from old: FlowListing) -> Int? {
        rows.row(nearest: anchor.row, of: old).map { $0 - anchor.line }
    }

    private mutating func reselect(from old: FlowListing) {
        if let chosen, let row = rows.row(of: chosen) {
            select(row)
        } else if let selectedRow {
            select(rows.row(nearest: selectedRow, of: old))
        } else {
            select(rows.isEmpty ? nil : 0)
        }
    }

    private mutating func select(_ row: Int?) {
        selectedRow = row
        selection = row.map { rows[$0] }
    }

    private var isSelectionInSight: Bool {
        selectedRow.map { (top..<top + page).contains($0) } ?? false
    }

    private mutating func reveal() {
        guard let selectedRow else { return }
        top = max(min(top, selectedRow), selectedRow - page + 1)
        clamp()
    }

    private mutating func clamp() {
        top = max(0, min(top, rows.count - page))
    }

    /// Where the view is when the newest row is in sight; `nil` when the order has no newest end.
    private var newestTop: Int? {
        rows.newestRow.map { $0 == 0 ? 0 : max(0, rows.count - page) }
    }
}
