internal import CNcurses
import TerminalKit

/// Turns cells into what curses draws.
///
/// The last guard before the terminal: a cell whose text does not take the columns it should, by the C library's
/// `wcwidth` that curses believes, is drawn as `�`, so that no row shifts and no control passes.
struct RowComposer {
    var pairs: ColorPairs
    let isUTF8: Bool
    private var lastStyle: (style: Style, attributes: attr_t, pair: Int16)?

    init(pairs: ColorPairs, isUTF8: Bool) {
        self.pairs = pairs
        self.isUTF8 = isUTF8
    }

    /// - Parameter row: `row` is filled from its start: one entry a character, wide or not, as curses wants it.
    mutating func compose(_ cells: some BidirectionalCollection<Cell>, into row: inout [cchar_t]) {
        row.removeAll(keepingCapacity: true)
        var index = cells.startIndex
        while index < cells.endIndex {
            let cell = cells[index]
            cells.formIndex(after: &index)
            let isWide = index < cells.endIndex && cells[index].text.isEmpty
            if isWide { cells.formIndex(after: &index) }
            append(cell, columns: isWide ? 2 : 1, to: &row)
        }
    }

    private mutating func append(_ cell: Cell, columns: Int, to row: inout [cchar_t]) {
        let (attributes, pair) = look(of: cell.style)
        var characters = Characters()
        if !characters.take(cell.text, columns: columns, isUTF8: isUTF8) {
            characters.replace(with: isUTF8 ? 0xFFFD : 0x3F)
            row.append(characters.cell(attributes, pair))
            // The second column of a wide character that cannot be drawn.
            if columns == 1 { return }
            characters.replace(with: 0x20)
        }
        row.append(characters.cell(attributes, pair))
    }

    private mutating func look(of style: Style) -> (attr_t, Int16) {
        if let last = lastStyle, last.style == style { return (last.attributes, last.pair) }
        let look = (pairs.attributes(for: style), pairs.pair(for: style))
        lastStyle = (style, look.0, look.1)
        return look
    }
}

/// The wide characters of one cell, at most a base and four marks, ended by zero.
private struct Characters {
    private var values: (wchar_t, wchar_t, wchar_t, wchar_t, wchar_t, wchar_t) = (0, 0, 0, 0, 0, 0)

    /// Whether the text is fit to be drawn in so many columns.
    mutating func take(_ text: String, columns: Int, isUTF8: Bool) -> Bool {
        var utf8 = text.utf8.makeIterator()
        if let first = utf8.next(), utf8.next() == nil {
            replace(with: wchar_t(first))
            return columns == 1 && first >= 0x20 && first < 0x7F
        }
        guard isUTF8 else { return false }
        var count = 0
        for scalar in text.unicodeScalars {
            let value = wchar_t(truncatingIfNeeded: scalar.value)
            guard count < 5, wcwidth(value) == (count == 0 ? Int32(columns) : 0), !Sanitizer.isInvisible(scalar) else {
                return false
            }
            withUnsafeMutableBytes(of: &values) { $0.bindMemory(to: wchar_t.self)[count] = value }
            count += 1
        }
        return count > 0
    }

    mutating func replace(with value: wchar_t) {
        values = (value, 0, 0, 0, 0, 0)
    }

    func cell(_ attributes: attr_t, _ pair: Int16) -> cchar_t {
        var cell = cchar_t()
        withUnsafeBytes(of: values) { bytes in
            _ = setcchar(&cell, bytes.bindMemory(to: wchar_t.self).baseAddress, attributes, pair, nil)
        }
        return cell
    }
}
