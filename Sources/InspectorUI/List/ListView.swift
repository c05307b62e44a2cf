import FlowKit
import TerminalKit

/// The list on the screen; only the rows in sight are looked at.
struct ListView {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        for row in 0..<max(0, canvas.rows - 1) {
            let index = model.list.top + row
            guard index < model.list.ids.count, let flow = model.snapshot[model.list.ids[index]] else { continue }
            let style = model.theme[flow.id == model.list.selection ? .selection : .plain]
            canvas.draw(flow.request.url, column: 1, row: row + 1, style: style)
        }
    }
}
