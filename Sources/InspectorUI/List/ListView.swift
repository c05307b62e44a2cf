import FlowKit
import TerminalKit

/// The list on the screen. Only the rows in sight are looked at, whatever the number of flows.
struct ListView {
    private let model: Model
    private let theme: Theme
    private let columns: ListColumns

    init(_ model: Model) {
        self.model = model
        theme = model.theme
        columns = model.listColumns
    }

    func draw(on canvas: inout Canvas) {
        guard model.list.rows.totalCount > 0 else {
            Welcome(model).draw(on: &canvas)
            return
        }
        drawHeader(on: &canvas)
        if model.list.rows.isEmpty { drawNoMatch(on: &canvas) }
        var above = model.list.top > 0 ? flow(at: model.list.top - 1) : nil
        for row in 0..<max(0, canvas.rows - 1) {
            guard let flow = flow(at: model.list.top + row) else { break }
            draw(flow, below: above, row: row + 1, on: &canvas)
            above = flow
        }
    }

    private func flow(at index: Int) -> Flow? {
        model.list.rows.flow(at: index)
    }

    private func drawHeader(on canvas: inout Canvas) {
        let style = theme[.columnHeader]
        canvas.fill(Rect(column: 0, row: 0, columns: canvas.columns, rows: 1), style: style)
        for placed in columns.parts {
            guard let column = placed.part.column else { continue }
            draw(.init(column.title), column, placed, row: 0, style: style, on: &canvas)
            guard column.sort == model.list.order.column else { continue }
            let sign = model.list.order.isDescending ? theme.signs.descending : theme.signs.ascending
            let titleColumns = min(TextWidth.columns(of: column.title), placed.columns - 1)
            let place = column.alignment == .left ? placed.start + titleColumns : placed.end - titleColumns - 1
            canvas.draw(sign, column: place, row: 0, style: style)
        }
    }

    private func drawNoMatch(on canvas: inout Canvas) {
        let count = Format.count(model.list.rows.totalCount)
        canvas.draw("none of \(count) flows match the filter (f edits it)", column: 1, row: 1, style: theme[.dim])
    }

    private func draw(_ flow: Flow, below above: Flow?, row: Int, on canvas: inout Canvas) {
        let selection = selectionStyle(of: flow)
        if let selection {
            canvas.fill(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), style: selection)
            let mark: Theme.Role = model.focusedScreen == nil ? .selectionMark : .accent
            canvas.draw(theme.signs.cursor, column: 0, row: row, style: theme[mark])
        }
        let around = FlowColumn.Surroundings(
            signs: theme.signs,
            now: model.now,
            utcOffset: model.utcOffset,
            flowAbove: above,
            columns: model.columns
        )
        for placed in columns.parts {
            guard let column = placed.part.column else {
                for (index, mark) in FlowMarks.marks(of: flow, theme.signs).enumerated() where mark.text != " " {
                    canvas.draw(mark.text, column: placed.start + index, row: row, style: selection ?? theme[mark.role])
                }
                continue
            }
            let content = column.content(flow, around)
            let note = draw(notes: content.notes, placed, row: row, style: selection ?? theme[.dim], on: &canvas)
            let style = selection ?? theme[content.role]
            draw(content, column, placed, less: note, row: row, style: style, on: &canvas)
        }
    }

    /// Draws the first of some notes that leaves the cell's text room for a few letters, at the right end.
    ///
    /// - Returns: the columns taken from the text.
    private func draw(
        notes: [String],
        _ placed: ListColumns.Placed,
        row: Int,
        style: Style,
        on canvas: inout Canvas
    ) -> Int {
        guard let note = notes.first(where: { TextWidth.columns(of: $0) <= placed.columns - 8 }) else { return 0 }
        return 1 + canvas.draw(note, endingAt: placed.end, row: row, style: style)
    }

    private func draw(
        _ content: FlowColumn.Content,
        _ column: FlowColumn,
        _ placed: ListColumns.Placed,
        less: Int = 0,
        row: Int,
        style: Style,
        on canvas: inout Canvas
    ) {
        let elision: Elision = column.elidesMiddle ? .middle : .end
        let text = content.text
        switch content.alignment ?? column.alignment {
        case .left:
            let room = placed.columns - less
            canvas.draw(text, column: placed.start, row: row, style: style, limit: room, elide: elision)
        case .right:
            canvas.draw(text, endingAt: placed.end, row: row, style: style, limit: placed.columns, elide: elision)
        }
    }

    private func selectionStyle(of flow: Flow) -> Style? {
        guard flow.id == model.list.selection else { return nil }
        return theme[model.focusedScreen == nil ? .selection : .selectionUnfocused]
    }
}

extension ListColumns.Part {
    var isMarks: Bool {
        if case .marks = self { true } else { false }
    }

    /// `nil` for the marks, which have no title.
    var column: FlowColumn? {
        switch self {
        case .fixed(let column, _), .flexible(let column, _): column
        case .marks: nil
        }
    }
}
