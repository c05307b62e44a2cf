import TerminalKit

extension TextArea {
    /// The part of the text that shows.
    struct Viewport: Hashable, Sendable {
        var size = Size(columns: 80, rows: 24)
        var topLine = 0
        /// Where the cursor's line begins to show; other lines show from their start.
        var leftLine = 0
        var leftOffset = 0
    }

    /// Columns from one tab stop to the next.
    static let tabColumns = 4
    /// A goal column is measured this far; no further, so that a line of megabytes does not slow `up` and `down`.
    private static let maximumGoal = 4_096

    /// Says how much room there is; keeps the cursor inside.
    mutating func resize(to size: Size) {
        guard size != viewport.size else { return }
        viewport.size = size
        reveal()
    }

    /// Scrolls as little as brings the cursor into view.
    mutating func reveal() {
        let rows = max(1, viewport.size.rows)
        viewport.topLine = min(viewport.topLine, cursor.line)
        viewport.topLine = max(viewport.topLine, cursor.line - rows + 1)
        revealColumn()
    }

    private mutating func revealColumn() {
        if viewport.leftLine != cursor.line { viewport.leftOffset = 0 }
        viewport.leftLine = cursor.line
        let line = currentLine
        // Marks at both edges, and a wide character under the cursor.
        let room = max(1, viewport.size.columns - 4)
        func fits(from left: Int) -> Bool {
            left <= cursor.offset && Self.measure(line.slice(left..<cursor.offset), limit: room + 1) <= room
        }
        if fits(from: 0) {
            viewport.leftOffset = 0
        } else if !fits(from: viewport.leftOffset) {
            var left = cursor.offset
            var columns = 0
            while left > 0, columns < room / 2 {
                let before = line.characterOffset(before: left)
                columns += max(1, Self.measure(line.slice(before..<left), limit: room))
                left = before
            }
            viewport.leftOffset = left
        }
    }

    /// Scrolls without moving the cursor more than needed to keep it in view.
    mutating func scroll(_ rows: Int) {
        let last = max(0, lines.count - viewport.size.rows)
        viewport.topLine = min(max(0, viewport.topLine + rows), last)
        let line = min(max(cursor.line, viewport.topLine), viewport.topLine + max(1, viewport.size.rows) - 1)
        if line != cursor.line { move(to: Position(line: line, offset: 0)) }
    }

    /// Goes to a place of the view.
    mutating func move(toColumn column: Int, row: Int) {
        let line = min(max(0, viewport.topLine + row), lines.count - 1)
        let left = line == viewport.leftLine ? lines[line].characterOffset(atOrBefore: viewport.leftOffset) : 0
        let skipped = Self.measure(lines[line].prefix(toOffset: left), limit: Self.maximumGoal)
        move(to: Position(line: line, offset: offset(ofColumn: skipped + column - (left > 0 ? 1 : 0), inLine: line)))
    }

    func column(of place: Position) -> Int {
        Self.measure(lines[place.line].prefix(toOffset: place.offset), limit: Self.maximumGoal)
    }

    func offset(ofColumn column: Int, inLine index: Int) -> Int {
        let line = lines[index]
        var reached = 0
        for glyph in Sanitizer.glyphs(of: line, tabColumns: Self.tabColumns) {
            reached += glyph.columns
            if reached > column { return line.characterOffset(atOrBefore: glyph.offset) }
        }
        return line.utf8.count
    }

    /// Columns the text takes as drawn, counted up to about `limit`.
    static func measure(_ text: Substring, limit: Int) -> Int {
        var columns = 0
        for glyph in Sanitizer.glyphs(of: text, tabColumns: tabColumns) {
            guard columns < limit else { break }
            columns += glyph.columns
        }
        return columns
    }
}
