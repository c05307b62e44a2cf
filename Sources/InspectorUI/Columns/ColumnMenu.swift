import FlowKit
import TerminalKit

/// The popup with the columns made from JSON bodies.
struct ColumnMenu: Screen {
    private var row = 0

    var contexts: [KeyContext] { [.columns, .moving, .always] }

    /// The column the cursor is on, while the menu is open.
    static func selected(in model: Model) -> JSONColumn? {
        let columns = model.columns.columns
        guard let row = model.screens[Self.self]?.row, columns.indices.contains(row) else { return nil }
        return columns[row]
    }

    func layout(in model: Model) -> ScreenLayout {
        .popup(Size(columns: 60, rows: model.columns.columns.count + 2), title: "Columns")
    }

    func draw(on canvas: inout Canvas, model: Model) {
        for (index, column) in model.columns.columns.enumerated() {
            let style = model.theme[index == row ? .selection : .plain]
            canvas.fill(Rect(column: 0, row: index, columns: canvas.columns, rows: 1), style: style)
            canvas.draw(column.side == .request ? "request" : "response", column: 1, row: index, style: style)
            canvas.draw(column.path.text, column: 11, row: index, style: style, limit: canvas.columns - 12)
        }
    }

    static func refresh(in model: inout Model) -> [Effect] {
        let last = model.columns.columns.count - 1
        model.screens.modify(Self.self) { $0.row = max(0, min($0.row, last)) }
        return []
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let count = model.columns.columns.count
        model.screens.modify(Self.self) { $0.row = motion.target(from: $0.row, count: count, page: count) }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event, mouse.action == .press else { return nil }
        guard model.columns.columns.indices.contains(mouse.position.row) else { return nil }
        model.screens.modify(Self.self) { $0.row = mouse.position.row }
        return []
    }
}
