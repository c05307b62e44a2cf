package import TerminalKit

extension LineEditor {
    /// Draws the line in so many columns with the cursor in sight, scrolled sideways where the text is longer.
    ///
    /// - Parameter underlined: UTF-8 offsets of `text` to draw in the `error` style; an empty range marks the place
    ///   where something is missing.
    package func draw(
        on canvas: inout Canvas,
        column: Int,
        row: Int,
        columns: Int,
        theme: Theme,
        underlined: Range<Int>? = nil
    ) {
        guard columns > 0 else { return }
        let text = text
        let cursorColumn = TextWidth.columns(of: textBeforeCursor)
        let scroll = max(0, cursorColumn - (columns - 1))
        canvas.inside(Rect(column: column, row: row, columns: columns, rows: 1)) { canvas in
            canvas.draw(text, column: -scroll, row: 0, elide: .clip)
            if let underlined {
                let start = Self.column(ofByte: underlined.lowerBound, in: text)
                let end = max(start + 1, Self.column(ofByte: underlined.upperBound, in: text))
                let mark = Rect(column: start - scroll, row: 0, columns: end - start, rows: 1)
                let style = theme[.error]
                canvas.restyle(mark) {
                    $0.foreground = style.foreground
                    $0.attributes = [.underline, .bold]
                }
            }
            canvas.showCursor(column: cursorColumn - scroll, row: 0)
        }
    }

    private static func column(ofByte offset: Int, in text: String) -> Int {
        let end = text.utf8.index(text.startIndex, offsetBy: max(0, offset), limitedBy: text.endIndex) ?? text.endIndex
        return TextWidth.columns(of: text[..<end])
    }
}
