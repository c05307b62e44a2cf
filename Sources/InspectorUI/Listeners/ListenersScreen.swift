import FlowKit
import TerminalKit

/// The ways in, and what became of each.
struct ListenersScreen: Screen {
    private var row = 0
    private var top = 0

    var contexts: [KeyContext] { [.listeners, .global, .moving, .always] }

    /// The listener the cursor is on.
    static func selected(in model: Model) -> ListenerStatus? {
        guard let screen = model.screens[Self.self], model.proxy.listeners.indices.contains(screen.row) else {
            return nil
        }
        return model.proxy.listeners[screen.row]
    }

    static func refresh(in model: inout Model) -> [Effect] {
        let count = model.proxy.listeners.count
        let rows = max(1, model.area(of: Self.self).rows - 1)
        model.screens.modify(Self.self) { screen in
            screen.row = max(0, min(screen.row, count - 1))
            screen.top = max(min(screen.top, screen.row), screen.row - rows + 1)
        }
        return []
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let count = model.proxy.listeners.count
        let page = model.area(of: Self.self).rows - 1
        model.screens.modify(Self.self) { $0.row = motion.target(from: $0.row, count: count, page: page) }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        switch mouse.action {
        case .scrollUp: return move(.up, in: &model)
        case .scrollDown: return move(.down, in: &model)
        case .press:
            let count = model.proxy.listeners.count
            model.screens.modify(Self.self) { screen in
                let row = screen.top + mouse.position.row - 1
                if (0..<count).contains(row) { screen.row = row }
            }
            return []
        case .doubleClick, .release: return nil
        }
    }

    func draw(on canvas: inout Canvas, model: Model) {
        let theme = model.theme
        let listeners = model.proxy.listeners
        let widest = listeners.map { TextWidth.columns(of: $0.spec.description) }.max() ?? 0
        let stateColumn = min(max(widest + 4, 12), max(12, canvas.columns / 2))
        canvas.fill(Rect(column: 0, row: 0, columns: canvas.columns, rows: 1), style: theme[.columnHeader])
        canvas.draw("LISTENER", column: 1, row: 0, style: theme[.columnHeader])
        canvas.draw("STATE", column: stateColumn, row: 0, style: theme[.columnHeader])
        if listeners.isEmpty {
            canvas.draw("Nothing listens: a adds a listener.", column: 1, row: 2, style: theme[.dim])
        }
        for (index, listener) in listeners.enumerated().dropFirst(top).prefix(max(0, canvas.rows - 1)) {
            let place = index - top + 1
            let isSelected = index == row
            let style = theme[isSelected ? .selection : .plain]
            canvas.fill(Rect(column: 0, row: place, columns: canvas.columns, rows: 1), style: style)
            if isSelected { canvas.draw(theme.signs.cursor, column: 0, row: place, style: theme[.selectionMark]) }
            let limit = stateColumn - 2
            canvas.draw(listener.spec.description, column: 1, row: place, style: style, limit: limit)
            let stateStyle = listener.problem == nil || isSelected ? style : theme[.error]
            let rest = max(0, canvas.columns - stateColumn - 1)
            canvas.draw(
                listener.problem ?? "listening",
                column: stateColumn,
                row: place,
                style: stateStyle,
                limit: rest
            )
        }
    }
}
