import FlowKit
import TerminalKit

/// The `S` popup: picks the column to order by; the one in force turns its direction.
struct SortMenu: Screen {
    private let columns: [SortColumn]
    private var row: Int

    init(in model: Model) {
        columns = model.sortColumns
        row = columns.firstIndex(of: model.list.order.column) ?? 0
    }

    var contexts: [KeyContext] { [.sort, .moving, .always] }

    /// What Enter would order by.
    func choice(in model: Model) -> SortOrder {
        SortOrder.picking(columns[row], after: model.list.order)
    }

    func layout(in model: Model) -> ScreenLayout {
        .popup(Size(columns: 34, rows: columns.count + 3), title: "Sort by")
    }

    func draw(on canvas: inout Canvas, model: Model) {
        for (index, column) in columns.enumerated() {
            let style = model.theme[index == row ? .selection : .plain]
            canvas.fill(Rect(column: 0, row: index, columns: canvas.columns, rows: 1), style: style)
            canvas.draw(column.name, column: 1, row: index, style: style, limit: 16)
            guard model.list.order.column == column else { continue }
            let direction = model.list.order.directionText
            canvas.draw(direction, endingAt: canvas.columns - 1, row: index, style: style)
        }
        let choice = choice(in: model)
        let act = "enter: \(choice.column.name), \(choice.directionText)"
        canvas.draw(act, column: 1, row: columns.count, style: model.theme[.dim])
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.screens.modify(Self.self) { menu in
            let count = menu.columns.count
            menu.row = motion.target(from: menu.row, count: count, page: count)
        }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event, mouse.action == .press else { return nil }
        guard model.screens[Self.self]?.columns.indices.contains(mouse.position.row) == true else { return nil }
        model.screens.modify(Self.self) { $0.row = mouse.position.row }
        return model.run("sort-chosen")
    }
}

extension SortOrder {
    var directionText: String { isDescending ? "descending" : "ascending" }

    /// Ordering by a column: the biggest and slowest first, text from A; the same column again turns the direction.
    static func picking(_ column: SortColumn, after order: SortOrder) -> SortOrder {
        if column == order.column { return SortOrder(column, isDescending: !order.isDescending) }
        return SortOrder(column, isDescending: column == .size || column == .duration)
    }
}

/// Keys of the sort menu.
enum SortKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.sort, "enter", "space", runs: "sort-chosen", footer: "sort", rank: 1)
    ]
}
