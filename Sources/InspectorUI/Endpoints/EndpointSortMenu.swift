import FlowKit
import TerminalKit

/// The `S` popup of the endpoint table.
struct EndpointSortMenu: Screen {
    private static let columns = EndpointColumn.allCases
    private var row: Int

    init(order: EndpointOrder) {
        row = Self.columns.firstIndex(of: order.column) ?? 0
    }

    var contexts: [KeyContext] { [.endpointSort, .moving, .always] }

    /// What Enter would order by.
    func choice(in model: Model) -> EndpointOrder {
        .picking(Self.columns[row], after: model.endpointQuery.order)
    }

    func layout(in model: Model) -> ScreenLayout {
        .popup(Size(columns: 34, rows: Self.columns.count + 3), title: "Sort by")
    }

    func draw(on canvas: inout Canvas, model: Model) {
        for (index, column) in Self.columns.enumerated() {
            let style = model.theme[index == row ? .selection : .plain]
            canvas.fill(Rect(column: 0, row: index, columns: canvas.columns, rows: 1), style: style)
            canvas.draw(column.rawValue, column: 1, row: index, style: style)
            guard model.endpointQuery.order.column == column else { continue }
            let direction = Self.direction(model.endpointQuery.order)
            canvas.draw(direction, endingAt: canvas.columns - 1, row: index, style: style)
        }
        let choice = choice(in: model)
        let act = "enter: \(choice.column.rawValue), \(Self.direction(choice))"
        canvas.draw(act, column: 1, row: Self.columns.count, style: model.theme[.dim])
    }

    private static func direction(_ order: EndpointOrder) -> String {
        order.isDescending ? "descending" : "ascending"
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.screens.modify(Self.self) { menu in
            menu.row = motion.target(from: menu.row, count: columns.count, page: columns.count)
        }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event, mouse.action == .press else { return nil }
        guard columns.indices.contains(mouse.position.row) else { return nil }
        model.screens.modify(Self.self) { $0.row = mouse.position.row }
        return model.run("endpoint-sort-chosen")
    }
}
