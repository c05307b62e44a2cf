import TerminalKit

extension TextArea {
    /// How the parts of an editor look.
    struct Look: Sendable {
        var text = Style.plain
        /// A line that is wrong; the part of it that is, is underlined as well.
        var wrong = Style.plain
        /// The signs at an edge that cuts a line.
        var edge = Style.plain

        init(text: Style = .plain, wrong: Style = .plain, edge: Style = .plain) {
            self.text = text
            self.wrong = wrong
            self.edge = edge
        }
    }

    /// Draws the part in view over all of the canvas, and the cursor when the editor has the focus.
    func draw(on canvas: inout Canvas, look: Look, showsCursor: Bool) {
        for row in 0..<canvas.rows {
            let line = viewport.topLine + row
            guard lines.indices.contains(line) else { break }
            draw(line: line, row: row, on: &canvas, look: look)
        }
        guard showsCursor else { return }
        let left = leftOffset(of: cursor.line)
        let columns = Self.measure(currentLine.slice(left..<cursor.offset), limit: canvas.columns)
        canvas.showCursor(column: columns + (left > 0 ? 1 : 0), row: cursor.line - viewport.topLine)
    }

    private func draw(line index: Int, row: Int, on canvas: inout Canvas, look: Look) {
        let left = leftOffset(of: index)
        let start = left > 0 ? 1 : 0
        let mark = mark.flatMap { $0.line == index ? $0 : nil }
        let style = mark == nil ? look.text : look.wrong
        let text = lines[index].suffix(fromOffset: left)
        let used = canvas.draw(text, column: start, row: row, style: style, elide: .clip, tabColumns: Self.tabColumns)
        if let mark { underline(mark, from: left, start: start, row: row, on: &canvas) }
        if left > 0 { canvas.draw("<", column: 0, row: row, style: look.edge) }
        // What is cut shows in the last column; a line that fits may fill it.
        if start + used >= canvas.columns, Self.measure(text, limit: canvas.columns + 1) > canvas.columns - start {
            canvas.draw(">", column: canvas.columns - 1, row: row, style: look.edge)
        }
    }

    private func underline(_ mark: LineMark, from left: Int, start: Int, row: Int, on canvas: inout Canvas) {
        let line = lines[mark.line]
        func column(_ offset: Int) -> Int {
            start + Self.measure(line.slice(left..<max(left, offset)), limit: canvas.columns)
        }
        let first = column(mark.range.lowerBound)
        // Where something is missing there is nothing to underline but the next cell.
        let end = max(first + 1, column(mark.range.upperBound))
        canvas.restyle(Rect(column: first, row: row, columns: end - first, rows: 1)) {
            $0.attributes.insert(.underline)
        }
    }

    private func leftOffset(of line: Int) -> Int {
        line == viewport.leftLine ? lines[line].characterOffset(atOrBefore: viewport.leftOffset) : 0
    }
}
