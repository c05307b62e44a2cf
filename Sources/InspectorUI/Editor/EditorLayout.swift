import TerminalKit

/// Where the parts of the editor are: a title, the text, and the result beside it, or below where there is no room.
struct EditorLayout {
    let text: Rect
    /// Empty when there is none.
    let result: Rect
    let isSideBySide: Bool

    init(_ size: Size, hasResult: Bool) {
        let whole = Rect(column: 1, row: 1, columns: size.columns - 2, rows: size.rows - 1)
        isSideBySide = size.columns >= Frames.columnsForTwo
        guard hasResult else {
            text = whole
            result = Rect(column: 0, row: 0, columns: 0, rows: 0)
            return
        }
        if isSideBySide {
            let left = size.columns / 2
            text = Rect(column: 1, row: 1, columns: left - 2, rows: size.rows - 1)
            result = Rect(column: left + 1, row: 1, columns: size.columns - left - 1, rows: size.rows - 1)
        } else {
            let above = max(3, size.rows * 2 / 5)
            text = Rect(column: 1, row: 1, columns: size.columns - 2, rows: above - 1)
            result = Rect(column: 0, row: above + 1, columns: size.columns, rows: size.rows - above - 1)
        }
    }
}

extension EditorScreen {
    func draw(on canvas: inout Canvas, model: Model) {
        let layout = EditorLayout(canvas.size, hasResult: result != nil)
        let theme = model.theme
        drawTitle(on: &canvas, theme)
        let look = TextArea.Look(text: theme[.plain], wrong: theme[.error], edge: theme[.dim])
        let showsCursor = !hasResultFocus && model.focus == .screen && model.prompt == nil
        canvas.inside(layout.text) { text.draw(on: &$0, look: look, showsCursor: showsCursor) }
        guard let result else { return }
        let style = theme[hasResultFocus ? .frame : .dim]
        let compared = " was \(originSummary) "
        if layout.isSideBySide {
            let column = layout.result.origin.column - 1
            canvas.verticalLine(column: column, row: 1, style: style)
            canvas.draw(compared, endingAt: canvas.columns, row: 0, style: theme[.dim], limit: canvas.columns / 2)
        } else {
            let row = layout.result.origin.row - 1
            canvas.horizontalLine(row: row, style: style)
            canvas.draw(compared, endingAt: canvas.columns - 1, row: row, style: theme[.dim])
        }
        canvas.inside(layout.result) { result.draw(on: &$0, model: model, hasFocus: hasResultFocus) }
    }

    private func drawTitle(on canvas: inout Canvas, _ theme: Theme) {
        var facts: [String] = []
        if isDraft { facts.append("draft from before, alt r starts over") }
        facts.append("line \(text.cursor.line + 1) of \(text.lines.count)")
        let room = result == nil || canvas.columns < Frames.columnsForTwo ? canvas.columns : canvas.columns / 2
        let used = canvas.draw(
            facts.joined(separator: " · "),
            endingAt: room - 1,
            row: 0,
            style: theme[.dim],
            limit: max(0, room - 20)
        )
        let title = text.mark.map { "line \($0.line + 1): \($0.message)" } ?? "Edit and send, from flow #\(origin)"
        let style = theme[text.mark == nil ? .title : .error]
        canvas.draw(title, column: 1, row: 0, style: style, limit: max(0, room - used - 4))
    }
}
