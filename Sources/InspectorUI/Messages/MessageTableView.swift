import FlowKit
import TerminalKit

/// The table of messages on the screen. Only the rows in sight are looked at, whatever the number of messages.
struct MessageTableView {
    private let table: MessageTable
    private let flow: Flow
    private let isBeginning: Bool
    private let model: Model
    private let hasFocus: Bool

    init(_ pane: DetailPane, model: Model, hasFocus: Bool) {
        table = pane.messages
        flow = pane.flow
        isBeginning = pane.listed.isBeginning
        self.model = model
        self.hasFocus = hasFocus
    }

    func drawRows(on canvas: inout Canvas) {
        let columns = columns(canvas)
        if table.rowCount == 0 { canvas.draw(emptyText, column: 1, row: 0, style: model.theme[.dim]) }
        for line in 0..<max(0, min(canvas.rows, table.rowCount - table.top)) {
            draw(row: table.top + line, at: line, columns, on: &canvas)
        }
    }

    private func columns(_ canvas: Canvas) -> MessageColumns {
        MessageColumns(columns: canvas.columns, end: table.list.numbers.upperBound, hasTimes: table.list.hasTimes)
    }

    private var emptyText: String {
        guard table.totalCount == 0 else {
            let looking = table.isComplete ? "" : " so far"
            return "none of \(Format.count(table.totalCount)) messages match\(looking) (f edits the filter)"
        }
        guard !isBeginning else { return "Making the messages readable…" }
        return flow.isFinished ? "no message passed" : "no message has passed yet"
    }

    func drawHeader(on canvas: inout Canvas) {
        let style = model.theme[.columnHeader]
        canvas.fill(Rect(column: 0, row: 0, columns: canvas.columns, rows: 1), style: style)
        let used = canvas.draw(countText, endingAt: canvas.columns - 1, row: 0, style: style)
        for part in columns(canvas).parts {
            let room = min(part.columns, canvas.columns - used - 2 - part.start)
            let isRight = part.column.alignment == .right
            guard room >= (isRight ? part.columns : TextWidth.columns(of: part.column.title)) else { continue }
            draw(part.column.title, part, room: room, row: 0, style, on: &canvas)
        }
    }

    /// `filter > ping  12 of 3,400  following`.
    private var countText: String {
        var parts: [String] = []
        if !table.filter.matchesAll { parts.append("filter \(table.filter.text)") }
        parts.append(table.countText)
        if table.list.numbers.lowerBound > 0 { parts.append("\(Format.count(table.list.numbers.lowerBound)) dropped") }
        if table.list.isCut { parts.append("more are not listed") }
        if table.isFollowing, !flow.isFinished { parts.append("following") }
        return parts.joined(separator: "  ")
    }

    private func draw(row: Int, at line: Int, _ columns: MessageColumns, on canvas: inout Canvas) {
        let theme = model.theme
        let number = table.number(atRow: row)
        let message = table.list[number]
        let selection = row == table.cursorRow ? theme[hasFocus ? .selection : .selectionUnfocused] : nil
        if let selection {
            canvas.fill(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), style: selection)
            canvas.draw(theme.signs.cursor, column: 0, row: line, style: theme[hasFocus ? .selectionMark : .accent])
        }
        var around = MessageColumn.Surroundings(
            signs: theme.signs,
            utcOffset: model.utcOffset,
            opened: flow.timing.firstByte ?? flow.timing.started
        )
        for (index, part) in columns.parts.enumerated() {
            around.columns = part.columns
            let content = part.column.content(number, message, around)
            let isHit = index == 0 && table.hits?.contains(number) == true
            let style = isHit ? theme[.hit] : selection ?? theme[content.role]
            draw(
                content.text,
                part,
                room: part.columns,
                row: line,
                style,
                on: &canvas
            )
        }
    }

    private func draw(
        _ text: String,
        _ part: MessageColumns.Part,
        room: Int,
        row: Int,
        _ style: Style,
        on canvas: inout Canvas
    ) {
        switch part.column.alignment {
        case .left: canvas.draw(text, column: part.start, row: row, style: style, limit: room)
        case .right: canvas.draw(text, endingAt: part.start + part.columns, row: row, style: style, limit: room)
        }
    }
}

extension MessageTable {
    /// `12 of 3,400`, `3,400 messages`; a `+` while there is more to look at.
    var countText: String {
        let total = Format.count(totalCount)
        guard !filter.matchesAll else { return totalCount == 1 ? "1 message" : "\(total) messages" }
        return "\(Format.count(rowCount))\(isComplete ? "" : "+") of \(total)"
    }
}
