import FlowKit
import TerminalKit

/// The hits on the screen. Only the rows in sight are looked at, whatever the number of hits.
struct SearchView {
    private let model: Model
    private let theme: Theme
    private let search: SearchModel
    private let columns: Columns

    /// Where the parts of a row are; those without columns are left out.
    private struct Columns {
        var method = 0..<0
        var url = 0..<0
        var status = 0..<0
        var place = 0..<0
        var line = 0..<0

        init(_ columns: Int) {
            let isNarrow = columns < 60
            var start = 1
            func next(_ width: Int) -> Range<Int> {
                defer { start += width > 0 ? width + 1 : 0 }
                return start..<(start + width)
            }
            method = next(isNarrow ? 0 : 6)
            url = next(max(8, isNarrow ? columns / 3 : min(60, columns * 3 / 10)))
            status = next(isNarrow ? 0 : 4)
            place = next(isNarrow ? 4 : 6)
            line = next(max(1, columns - start - 1))
        }
    }

    init(_ model: Model, columns: Int) {
        self.model = model
        theme = model.theme
        search = model.search
        self.columns = Columns(columns)
    }

    func draw(on canvas: inout Canvas) {
        drawTitle(on: &canvas)
        drawHeader(on: &canvas)
        let notes = SearchWords.notes(of: search)
        let rows = canvas.rows - SearchScreen.headRows - (notes.isEmpty ? 0 : 1)
        if search.hits.isEmpty { drawEmpty(on: &canvas) }
        var above: FlowID?
        for row in 0..<max(0, rows) where search.hits.indices.contains(search.top + row) {
            let hit = search.hits[search.top + row]
            draw(
                hit,
                at: search.top + row,
                row: row + SearchScreen.headRows,
                isRepeated: hit.flow == above,
                on: &canvas
            )
            above = hit.flow
        }
        if !notes.isEmpty { canvas.draw(notes, column: 1, row: canvas.rows - 1, style: theme[.warning]) }
    }

    private func drawTitle(on canvas: inout Canvas) {
        guard let question = search.question else { return }
        let progress = SearchWords.progress(of: search)
        let role: Theme.Role = search.isRunning ? .accent : search.progress.state == .finished ? .dim : .warning
        let end = canvas.columns - 1
        let used = canvas.draw(
            progress,
            endingAt: end,
            row: 0,
            style: theme[role],
            limit: max(8, canvas.columns * 2 / 3)
        )
        let kind = (question.isPattern ? "regex" : "search") + (question.readsHeads ? " + heads" : "")
        let start = 3 + canvas.draw(kind, column: 1, row: 0, style: theme[.prompt], limit: end - used)
        canvas.draw(question.text, column: start, row: 0, style: theme[.strong], limit: max(0, end - used - start - 2))
    }

    private func drawHeader(on canvas: inout Canvas) {
        let style = theme[.columnHeader]
        canvas.fill(Rect(column: 0, row: 1, columns: canvas.columns, rows: 1), style: style)
        for (title, range) in [
            ("METHOD", columns.method), ("URL", columns.url), ("CODE", columns.status), ("IN", columns.place),
            ("LINE", columns.line),
        ] {
            canvas.draw(title, column: range.lowerBound, row: 1, style: style, limit: range.count, elide: .clip)
        }
    }

    private func drawEmpty(on canvas: inout Canvas) {
        guard search.question != nil else {
            canvas.draw("nothing was searched for: / does", column: 1, row: 2, style: theme[.dim])
            return
        }
        guard !search.isRunning else { return }
        canvas.draw("not found in what was searched", column: 1, row: 2, style: theme[.dim])
        let hint =
            search.question?.readsHeads == true
            ? "/ searches for another text, x as a regular expression or as text"
            : "/ searches for another text, x as a regular expression or as text, H in heads too"
        canvas.draw(hint, column: 1, row: 3, style: theme[.dim])
    }

    private func draw(_ hit: SearchHit, at index: Int, row: Int, isRepeated: Bool, on canvas: inout Canvas) {
        let isSelected = index == search.row
        let selection = isSelected ? theme[model.focusedScreen is SearchScreen ? .selection : .selectionUnfocused] : nil
        if let selection {
            canvas.fill(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), style: selection)
            canvas.draw(theme.signs.cursor, column: 0, row: row, style: theme[.selectionMark])
        }
        func put(_ text: String, _ range: Range<Int>, _ role: Theme.Role, elide: Elision = .end) {
            let style = selection ?? theme[role]
            canvas.draw(text, column: range.lowerBound, row: row, style: style, limit: range.count, elide: elide)
        }
        if let flow = model.snapshot[hit.flow] {
            put(flow.request.method, columns.method, isRepeated ? .dim : .plain)
            let address = flow.request.origin.authority + FlowSummary.place(of: flow).text
            put(address, columns.url, isRepeated ? .dim : .plain, elide: .middle)
            let status = FlowSummary.status(of: flow, theme.signs)
            put(status.text, columns.status, isRepeated ? .dim : status.role)
        } else {
            put("dropped from memory", columns.url, .dim)
        }
        put(SearchWords.place(hit.place), columns.place, .dim)
        let line = Rect(column: columns.line.lowerBound, row: row, columns: columns.line.count, rows: 1)
        canvas.inside(line) { drawLine(of: hit, selection, on: &$0) }
    }

    /// The line with the hit in sight, a third from the left at most.
    private func drawLine(of hit: SearchHit, _ selection: Style?, on canvas: inout Canvas) {
        let before = hit.before.drop { $0 == " " || $0 == "\t" }
        let style = selection ?? theme[.plain]
        let wanted = TextWidth.columns(of: before, tabColumns: 1)
        let behind =
            TextWidth.columns(of: hit.match.prefix(canvas.columns), tabColumns: 1)
            + TextWidth.columns(of: hit.after.prefix(canvas.columns), tabColumns: 1)
        let room = min(wanted, max(canvas.columns / 3, canvas.columns - behind))
        var column = canvas.draw(before, column: 0, row: 0, style: style, limit: room, elide: .start, tabColumns: 1)
        for (text, style) in [(hit.match, theme[selection == nil ? .hit : .currentHit]), (hit.after, style)] {
            column += canvas.draw(text, column: column, row: 0, style: style, tabColumns: 1)
        }
    }
}
