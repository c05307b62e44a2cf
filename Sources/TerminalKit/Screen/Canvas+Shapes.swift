extension Canvas {
    /// Fills a block with one character of one column.
    package mutating func fill(_ rect: Rect, with text: String = " ", style: Style = .plain) {
        guard let glyph = Array(Sanitizer.glyphs(of: text).prefix(1)).first, glyph.columns == 1 else {
            preconditionFailure("a fill needs a character of one column")
        }
        let visible = rect.intersection(area)
        let cells = repeatElement(glyph.text, count: visible.columns)
        for row in visible.origin.row..<visible.origin.row + visible.rows {
            put(cells, column: visible.origin.column, row: row, style: style)
        }
    }

    /// Fills all of the canvas with spaces.
    package mutating func clear(style: Style = .plain) {
        fill(area, style: style)
    }

    /// Changes how a block looks and leaves its text: a selection, the screen behind a popup.
    package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let visible = rect.moved(columns: frame.origin.column, rows: frame.origin.row).intersection(clip)
        for row in visible.origin.row..<visible.origin.row + visible.rows {
            for column in visible.origin.column..<visible.origin.column + visible.columns {
                change(&buffer[column: column, row: row].style)
            }
        }
    }

    /// Draws a line from `column` over `columns`, to the right edge when `nil`.
    package mutating func horizontalLine(column: Int = 0, row: Int, columns: Int? = nil, style: Style = .plain) {
        fill(
            Rect(column: column, row: row, columns: columns ?? self.columns - column, rows: 1),
            with: symbols.horizontal,
            style: style
        )
    }

    /// Draws a line from `row` over `rows`, to the bottom when `nil`.
    package mutating func verticalLine(column: Int, row: Int = 0, rows: Int? = nil, style: Style = .plain) {
        fill(
            Rect(column: column, row: row, columns: 1, rows: rows ?? self.rows - row),
            with: symbols.vertical,
            style: style
        )
    }

    /// Draws a border just inside `rect`, with a title in its upper line; what is inside the border stays.
    package mutating func box(_ rect: Rect, title: String = "", style: Style = .plain, titleStyle: Style? = nil) {
        guard rect.columns >= 2, rect.rows >= 2 else { return }
        let symbols = symbols
        inside(rect) { canvas in
            let right = canvas.columns - 1
            let bottom = canvas.rows - 1
            canvas.horizontalLine(row: 0, style: style)
            canvas.horizontalLine(row: bottom, style: style)
            canvas.verticalLine(column: 0, style: style)
            canvas.verticalLine(column: right, style: style)
            canvas.draw(symbols.topLeft, column: 0, row: 0, style: style)
            canvas.draw(symbols.topRight, column: right, row: 0, style: style)
            canvas.draw(symbols.bottomLeft, column: 0, row: bottom, style: style)
            canvas.draw(symbols.bottomRight, column: right, row: bottom, style: style)
            if !title.isEmpty, canvas.columns > 6 {
                let titleStyle = titleStyle ?? style
                let used = canvas.draw(title, column: 3, row: 0, style: titleStyle, limit: canvas.columns - 6)
                canvas.draw(" ", column: 2, row: 0, style: titleStyle)
                canvas.draw(" ", column: 3 + used, row: 0, style: titleStyle)
            }
        }
    }
}
