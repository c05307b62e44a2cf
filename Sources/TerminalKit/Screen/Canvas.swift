/// A place to draw: a block of a cell buffer with its own origin, outside of which nothing changes.
///
/// Text is sanitized as it is drawn, so captured bytes never reach the terminal raw, and a wide character is never cut
/// in half: where only one column of it fits there is a space.
///
/// ```swift
/// var canvas = Canvas(size: terminal.size)
/// canvas.draw("GET", column: 1, row: 0, style: theme.method)
/// canvas.inside(popup) { $0.box($0.area, title: "Block") }
/// terminal.present(canvas.buffer)
/// ```
package struct Canvas {
    package internal(set) var buffer: CellBuffer
    package var symbols: Symbols
    /// Where this canvas lies in the buffer; what sticks out is clipped.
    private(set) var frame: Rect
    /// The part of the buffer that may change.
    private(set) var clip: Rect

    package init(size: Size, style: Style = .plain, symbols: Symbols = .unicode) {
        buffer = CellBuffer(size: size, filledWith: Cell(style: style))
        self.symbols = symbols
        frame = Rect(column: 0, row: 0, columns: buffer.size.columns, rows: buffer.size.rows)
        clip = frame
    }

    package var size: Size { frame.size }
    package var columns: Int { frame.columns }
    package var rows: Int { frame.rows }
    /// All of this canvas, in its own coordinates.
    package var area: Rect { Rect(column: 0, row: 0, columns: columns, rows: rows) }

    /// Draws in a part of this canvas, whose top left is 0, 0 for `body`.
    @discardableResult
    package mutating func inside<Result>(_ rect: Rect, _ body: (inout Canvas) -> Result) -> Result {
        let outer = (frame: frame, clip: clip)
        frame = rect.moved(columns: frame.origin.column, rows: frame.origin.row)
        clip = frame.intersection(clip)
        defer { (frame, clip) = outer }
        return body(&self)
    }

    /// Shows the cursor at a place, or nowhere when the place is clipped.
    package mutating func showCursor(column: Int, row: Int) {
        let point = Point(column: frame.origin.column + column, row: frame.origin.row + row)
        buffer.cursor = clip.contains(point) ? point : nil
    }

    /// Puts one glyph with its top left at a place of this canvas.
    mutating func put(_ glyph: Glyph, column: Int, row: Int, style: Style) {
        let column = frame.origin.column + column
        let row = frame.origin.row + row
        let isLeftIn = clip.contains(Point(column: column, row: row))
        guard glyph.columns == 2 else {
            if isLeftIn { set(glyph.text, column: column, row: row, style: style) }
            return
        }
        let isRightIn = clip.contains(Point(column: column + 1, row: row))
        switch (isLeftIn, isRightIn) {
        case (true, true):
            set(glyph.text, column: column, row: row, style: style)
            set("", column: column + 1, row: row, style: style)
        case (true, false): set(" ", column: column, row: row, style: style)
        case (false, true): set(" ", column: column + 1, row: row, style: style)
        case (false, false): break
        }
    }

    /// Puts texts of one column each side by side, as far as they lie inside.
    mutating func put(_ texts: some RandomAccessCollection<String>, column: Int, row: Int, style: Style) {
        let column = frame.origin.column + column
        let row = frame.origin.row + row
        guard row >= clip.origin.row, row < clip.origin.row + clip.rows else { return }
        let hidden = max(0, clip.origin.column - column)
        let shown = texts.dropFirst(hidden).prefix(max(0, clip.origin.column + clip.columns - column - hidden))
        buffer.write(shown, column: column + hidden, row: row, style: style)
    }

    /// Writes a cell of the buffer and turns the other half of a wide character it hits into a space.
    private mutating func set(_ text: String, column: Int, row: Int, style: Style) {
        if column > 0, buffer[column: column, row: row].text.isEmpty {
            buffer[column: column - 1, row: row].text = " "
        }
        if column + 1 < buffer.size.columns, buffer[column: column + 1, row: row].text.isEmpty {
            buffer[column: column + 1, row: row].text = " "
        }
        buffer[column: column, row: row] = Cell(text, style: style)
    }
}
