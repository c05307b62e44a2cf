package import FlowKit

/// The list's rows, cursor and scroll position.
///
/// Between updates this holds: `selection` is `nil` or one of the rows; `top` is a row, or 0 when there are none.
package struct ListModel: Equatable, Sendable {
    /// Whether the view goes to the newest row as rows arrive. The cursor stays on its flow in any case.
    package enum Follow: Hashable, Sendable {
        case on
        /// Wanted, and suspended because the person looks elsewhere; the last row in reach turns it on again.
        case held
        case off
    }

    static let contexts: [KeyContext] = [.list, .flow, .global, .moving, .always]

    package private(set) var ids: [FlowID] = []
    package private(set) var selection: FlowID?
    package private(set) var top = 0
    package internal(set) var follow = Follow.on
    /// The flow the person chose last. It is selected again when a filter that hid it is lifted.
    private var chosen: FlowID?

    package init() {}

    /// The row the cursor is on.
    package var selectedRow: Int? {
        selection.flatMap { ids.firstIndex(of: $0) }
    }

    /// Takes new rows: the cursor stays on its flow, and the flow on its line of the screen.
    mutating func show(_ ids: [FlowID], rows page: Int) {
        self.ids = ids
        if selection.map({ !ids.contains($0) }) ?? true { selection = ids.first }
        fit(rows: page)
    }

    /// Keeps the scroll position within the rows.
    mutating func fit(rows page: Int) {
        let last = max(0, ids.count - max(1, page))
        top = follow == .on ? last : max(0, min(top, last))
    }

    /// Puts the cursor on a row by the person's wish and brings it in sight.
    mutating func select(row: Int, rows page: Int) {
        guard ids.indices.contains(row) else { return }
        selection = ids[row]
        chosen = selection
        if follow != .off { follow = row == ids.count - 1 ? .on : .held }
        top = max(min(top, row), row - max(1, page) + 1)
        fit(rows: page)
    }
}
