import FlowKit
import TerminalKit

extension DetailPane {
    /// Draws title, tabs, text and the state of a search over all of the canvas.
    func draw(on canvas: inout Canvas, model: Model, hasFocus: Bool) {
        let theme = model.theme
        drawTitle(on: &canvas, theme)
        drawTabs(on: &canvas, theme, hasFocus: hasFocus)
        if tab == .messages { drawMessages(on: &canvas, model: model, hasFocus: hasFocus) }
        let rows = layout.rows(from: place, count: textArea.rows)
        let valueLine = valueLine
        for (index, row) in rows.enumerated() {
            let isChosen = row.place.line == valueLine
            draw(row, at: textArea.origin.row + index, isChosen: isChosen, on: &canvas, theme)
        }
        if valueCursor != nil {
            drawValue(on: &canvas, theme)
        } else if !needle.isEmpty {
            drawSearch(on: &canvas, theme)
        }
    }

    private func drawTitle(on canvas: inout Canvas, _ theme: Theme) {
        let facts = facts(theme)
        let width = facts.reduce(0) { $0 + TextWidth.columns(of: $1.text) } + 3 * max(0, facts.count - 1)
        let start = max(1, canvas.columns - 1 - width)
        var column = 1
        column += canvas.draw(flow.request.method, column: column, row: 0, style: theme[.strong], limit: start - 3) + 1
        canvas.draw(
            flow.request.url,
            column: column,
            row: 0,
            style: theme[.strong],
            limit: max(0, start - column - 2),
            elide: .middle
        )
        column = start
        for (index, fact) in facts.enumerated() {
            if index > 0 { column += canvas.draw(" · ", column: column, row: 0, style: theme[.dim]) }
            column += canvas.draw(fact.text, column: column, row: 0, style: theme[fact.role])
        }
    }

    private func facts(_ theme: Theme) -> [(text: String, role: Theme.Role)] {
        var facts: [(String, Theme.Role)] = []
        if isGone { facts.append(("dropped from memory", .warning)) }
        if isForwarded { facts.append(("as forwarded", .accent)) }
        if flow.blockedBy != nil { facts.append(("\(theme.signs.blocked) blocked", .warning)) }
        if case .replay = flow.source {
            facts.append((flow.isEdited ? "\(theme.signs.edited) edited" : "\(theme.signs.replay) replay", .accent))
        }
        if let response = flow.response {
            facts.append((String(response.status), Theme.role(status: response.status)))
            if let body = response.body { facts.append((Format.byteCount(body.byteCount), .plain)) }
        } else if flow.error != nil {
            facts.append(("\(theme.signs.failed) failed", .error))
        }
        facts.append(
            flow.timing.duration.map { (Format.duration($0), .plain) } ?? ("\(theme.signs.streaming)", .accent)
        )
        return facts
    }

    private func drawTabs(on canvas: inout Canvas, _ theme: Theme, hasFocus: Bool) {
        canvas.horizontalLine(row: 1, style: theme[.dim])
        for (tab, rect) in tabPlaces(columns: canvas.columns) {
            let isShown = tab == self.tab
            let text = isShown ? "[ \(tab.title) ]" : "  \(tab.title)  "
            let style = isShown ? theme[hasFocus ? .accent : .strong] : theme[.dim]
            canvas.draw(text, column: rect.origin.column, row: 1, style: style, elide: .clip)
        }
    }

    /// Where the tabs are, for drawing and for the mouse.
    func tabPlaces(columns: Int) -> [(tab: DetailTab, rect: Rect)] {
        let tabs = tabs
        var column = 1
        let needed = tabs.reduce(column) { $0 + $1.title.count + 5 }
        return tabs.map { tab in
            let rect = Rect(column: column, row: 1, columns: tab.title.count + 4, rows: 1)
            column += rect.columns + (columns >= max(70, needed) ? 1 : 0)
            return (tab, rect)
        }
    }

    private func drawSearch(on canvas: inout Canvas, _ theme: Theme) {
        let row = canvas.rows - 1
        let used = canvas.draw(
            hitText,
            endingAt: canvas.columns - 1,
            row: row,
            style: theme[hits.isEmpty ? .warning : .dim]
        )
        let start = 1 + canvas.draw("/ ", column: 1, row: row, style: theme[.prompt])
        canvas.draw(needle, column: start, row: row, limit: max(0, canvas.columns - start - used - 3))
    }

    /// `hit 3 of 17`; in the table of messages `message 3 of 17`.
    var hitText: String {
        guard tab == .messages else { return textHitText }
        return messages.isWhole && !hits.isEmpty ? "\(textHitText) · \(messages.hitText)" : messages.hitText
    }

    private var textHitText: String {
        guard !hits.isEmpty else { return isWaiting ? "searching…" : "not found" }
        let count = Format.count(hits.count) + (hits.count >= TextSearch.maximumHits ? "+" : "")
        return "hit \(Format.count((currentHit ?? 0) + 1)) of \(count)"
    }

    /// `$.errors[0].code == "E42"`, the value the cursor is on.
    private func drawValue(on canvas: inout Canvas, _ theme: Theme) {
        guard let value = chosenValue, let valueCursor else { return }
        let condition = value.condition(ofAnyElement: valueCursor.isAnyElement)
        canvas.draw(condition, column: 1, row: canvas.rows - 1, style: theme[.accent], limit: canvas.columns - 2)
    }

    private func draw(
        _ row: DetailLayout.Row,
        at line: Int,
        isChosen: Bool,
        on canvas: inout Canvas,
        _ theme: Theme
    ) {
        if isChosen {
            canvas.fill(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), style: theme[.selection])
            canvas.draw(theme.signs.cursor, column: 0, row: line, style: theme[.selectionMark])
        }
        let content = layout.document.lines[row.place.line].content
        if let fold = layout.document.lines[row.place.line].fold, row.place.row == 0, !isChosen {
            let sign = fold.isFolded ? theme.signs.closed : theme.signs.open
            canvas.draw(sign, column: 0, row: line, style: theme[.dim])
        }
        var roles = SpanRoles(content)
        let hits = visibleHits(in: row)
        var column = 1 + row.indent
        var run = ""
        var runRole: Theme.Role?
        for glyph in row.glyphs {
            let hit = hits.first { $0.range.contains(glyph.offset) }
            let role =
                hit.map { $0.isCurrent ? .currentHit : .hit }
                ?? (isChosen ? .selection : Theme.role(content: roles.role(at: glyph.offset)))
            if role != runRole, let drawn = runRole {
                column += canvas.draw(run, column: column, row: line, style: theme[drawn], elide: .clip)
                run = ""
            }
            runRole = role
            run += glyph.text
        }
        if let runRole { canvas.draw(run, column: column, row: line, style: theme[runRole], elide: .clip) }
    }

    /// The hits that touch a row, those that began in the piece above included.
    private func visibleHits(in row: DetailLayout.Row) -> [(range: Range<Int>, isCurrent: Bool)] {
        var found: [(Range<Int>, Bool)] = []
        let lines = layout.document.lines
        var line = row.place.line
        var start = 0
        while true {
            var index = hits.partitioningIndex { $0.line >= line }
            while index < hits.count, hits[index].line == line {
                let range = (hits[index].range.lowerBound - start)..<(hits[index].range.upperBound - start)
                if range.overlaps(row.range) { found.append((range, index == currentHit)) }
                index += 1
            }
            guard line > 0, lines[line].content.isContinuation, start < 4 * TextSearch.maximumNeedle else {
                return found
            }
            line -= 1
            start += lines[line].content.byteCount
        }
    }
}

/// The role of each place of a line, read from left to right.
struct SpanRoles {
    private let spans: [StyledLine.Span]
    private var index = 0
    private var start = 0

    init(_ line: StyledLine) {
        spans = line.spans
    }

    mutating func role(at offset: Int) -> StyledLine.Role {
        while index < spans.count, offset >= start + spans[index].text.utf8.count {
            start += spans[index].text.utf8.count
            index += 1
        }
        return index < spans.count ? spans[index].role : .plain
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index whose element belongs to the second half of a collection that is ordered so.
    func partitioningIndex(_ belongsToSecond: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
