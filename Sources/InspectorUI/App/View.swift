package import TerminalKit

/// The whole appearance: equal models draw equal screens.
package func view(_ model: Model, on canvas: inout Canvas) {
    canvas.symbols = model.theme.signs.symbols
    guard canvas.columns >= Frames.smallest.columns, canvas.rows >= Frames.smallest.rows else {
        canvas.draw("needs \(Frames.smallest.columns)x\(Frames.smallest.rows)", column: 0, row: 0)
        return
    }
    let frames = model.frames
    canvas.inside(frames.status) { StatusLine(model).draw(on: &$0) }
    if !frames.list.isEmpty {
        canvas.inside(frames.list) { ListView(model).draw(on: &$0) }
    }
    if !frames.pane.isEmpty, let screen = model.screens.base(in: model) {
        if !frames.list.isEmpty {
            canvas.verticalLine(
                column: frames.pane.origin.column - 1,
                row: frames.pane.origin.row,
                rows: frames.pane.rows,
                style: model.theme[model.focus == .screen ? .frame : .dim]
            )
        }
        canvas.inside(frames.pane) { screen.draw(on: &$0, model: model) }
    }
    for screen in model.screens.popups(in: model) { drawPopup(screen, model, frames, on: &canvas) }
    canvas.inside(frames.message) { MessageLine(model).draw(on: &$0) }
    canvas.inside(frames.footer) { Footer(model).draw(on: &$0) }
    if let prompt = model.prompt { CompletionMenu(prompt, model).draw(on: &canvas) }
}

private func drawPopup(_ screen: any Screen, _ model: Model, _ frames: Frames, on canvas: inout Canvas) {
    guard case .popup(let size, let title) = screen.layout(in: model) else { return }
    canvas.inside(frames.popup(size)) { canvas in
        canvas.clear()
        canvas.box(canvas.area, title: title, style: model.theme[.frame], titleStyle: model.theme[.title])
        canvas.inside(canvas.area.inset(columns: 2, rows: 1)) { screen.draw(on: &$0, model: model) }
    }
}

extension ScreenStack {
    /// The popups over the topmost screen that is none, lowest first.
    fileprivate func popups(in model: Model) -> [any Screen] {
        screens.reversed().prefix { screen in
            if case .popup = screen.layout(in: model) { return true }
            return false
        }.reversed()
    }
}
