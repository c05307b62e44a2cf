import FlowKit
import TerminalKit

extension DetailPane {
    /// Lists the messages there are now, and begins the text anew when the cursor is on another.
    mutating func refreshMessages() -> [Effect] {
        guard let source = MessageSources.source(of: flow) else { return [] }
        let rows = messagesLayout.rows.rows
        if !listed.hasBegun { messages.begin(flow, page: rows, needle: needle) }
        listed.hasBegun = true
        let listing = listed.update(flow, source)
        let effects = listing + messages.update(listed.list, page: rows)
        if let number = wantedMessage {
            messages.choose(number: number)
            wantedMessage = nil
        }
        if messages.cursor != shown?.page.message?.number {
            shown = nil
            currentHit = nil
            places[.messages] = nil
            folded[.messages] = nil
            valueCursor = nil
            limits = .standard
        }
        return effects
    }

    mutating func take(_ answer: MessageListing.Answer) {
        if answer.flow == flow.id { listed.take(answer) }
    }

    // MARK: - The mouse

    /// The row of the table at a place of the pane.
    func messageRow(at point: Point) -> Int? {
        guard tab == .messages, messagesLayout.rows.contains(point) else { return nil }
        let row = messages.top + point.row - messagesLayout.rows.origin.row
        return row < messages.rowCount ? row : nil
    }

    mutating func scroll(_ rows: Int, at point: Point) {
        if tab == .messages, messagesLayout.rows.contains(point) { messages.scroll(by: rows) } else { scroll(rows) }
    }

    mutating func press(_ point: Point) {
        if let row = messageRow(at: point) {
            messages.choose(row: row)
        } else if valueCursor != nil {
            chooseValue(atRow: point.row)
        } else {
            toggleFold(atRow: point.row)
        }
    }

    // MARK: - Drawing

    /// Draws the table and the line about the chosen message; its text is drawn as that of any page.
    func drawMessages(on canvas: inout Canvas, model: Model, hasFocus: Bool) {
        let layout = messagesLayout
        let theme = model.theme
        let view = MessageTableView(self, model: model, hasFocus: hasFocus)
        if let row = layout.header {
            canvas.inside(Rect(column: 0, row: row, columns: canvas.columns, rows: 1)) { view.drawHeader(on: &$0) }
        }
        canvas.inside(layout.rows) { view.drawRows(on: &$0) }
        guard let row = layout.facts else { return }
        canvas.horizontalLine(row: row, style: theme[.dim])
        guard let cursor = messages.cursor, let message = messages.selected else { return }
        let facts = facts(of: message, number: cursor, model)
        canvas.draw(" \(facts) ", column: 2, row: row, style: theme[.strong], limit: canvas.columns - 4)
    }

    /// `#12 from client → text · json · 1.2 KiB, 412 B on the wire · compressed · 3 frames`.
    private func facts(of message: MessageList.Item, number: Int, _ model: Model) -> String {
        let signs = model.theme.signs
        let size = Format.byteCount(message.payload.byteCount)
        let isSame = message.wireByteCount == message.payload.byteCount
        var facts = [
            "#\(number + 1) from \(message.sender.word) \(signs.arrow(message.sender)) \(message.typeText)",
            isSame ? size : "\(size), \(Format.byteCount(message.wireByteCount)) on the wire",
        ]
        if let view = shown?.body.viewName { facts.insert(view, at: 1) }
        if message.isInjected { facts.append("injected by you") }
        if message.isCompressed { facts.append("compressed") }
        if message.fragmentCount > 1 { facts.append("\(message.fragmentCount) frames") }
        if message.payload.isTruncated { facts.append("\(message.payload.capturedByteCount) B of it captured") }
        if let time = message.time { facts.append(ClockTime(time, utcOffset: model.utcOffset).preciseText) }
        return facts.joined(separator: " · ")
    }
}
