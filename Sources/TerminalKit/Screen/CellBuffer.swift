/// One place on the screen.
package struct Cell: Hashable, Sendable {
    /// What is drawn: one base scalar and its zero-width marks; empty in the right half of a wide character.
    package var text: String
    package var style: Style

    package init(_ text: String = " ", style: Style = .plain) {
        self.text = text
        self.style = style
    }
}

/// A screenful of cells, row by row: what a view draws and a terminal shows.
package struct CellBuffer: Hashable, Sendable {
    package let size: Size
    /// `size.rows * size.columns` cells.
    package private(set) var cells: [Cell]
    /// Where the cursor shows; `nil` hides it.
    package var cursor: Point?

    package init(size: Size, filledWith cell: Cell = Cell()) {
        self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
        cells = Array(repeating: cell, count: self.size.columns * self.size.rows)
    }

    /// The cell at a place; writes outside the buffer are ignored.
    package subscript(column column: Int, row row: Int) -> Cell {
        get {
            precondition(isInside(column: column, row: row), "cell \(column), \(row) is outside the buffer")
            return cells[row * size.columns + column]
        }
        set {
            guard isInside(column: column, row: row) else { return }
            cells[row * size.columns + column] = newValue
        }
    }

    package func row(_ row: Int) -> ArraySlice<Cell> {
        cells[(row * size.columns)..<((row + 1) * size.columns)]
    }

    /// The row's text without trailing spaces.
    package func text(row index: Int) -> String {
        var text = row(index).map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    /// Writes cells of one column each from a place to the right, and turns the halves of wide characters that are cut at
    /// both ends into spaces. The place and all of the cells lie inside.
    mutating func write(_ texts: some Collection<String>, column: Int, row: Int, style: Style) {
        guard !texts.isEmpty else { return }
        let start = row * size.columns + column
        let end = start + texts.count
        precondition(column >= 0 && column + texts.count <= size.columns && row >= 0 && row < size.rows)
        if column > 0, cells[start].text.isEmpty { cells[start - 1].text = " " }
        if column + texts.count < size.columns, cells[end].text.isEmpty { cells[end].text = " " }
        var index = start
        for text in texts {
            cells[index] = Cell(text, style: style)
            index += 1
        }
    }

    private func isInside(column: Int, row: Int) -> Bool {
        column >= 0 && column < size.columns && row >= 0 && row < size.rows
    }
}
