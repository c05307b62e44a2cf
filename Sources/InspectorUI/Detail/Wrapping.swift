import TerminalKit

/// How a line of text breaks into rows.
enum Wrapping {
    struct Row: Hashable, Sendable {
        /// UTF-8 offsets into the line.
        var range: Range<Int>
        var glyphs: [Glyph]
    }

    /// The rows of `text`: at least one, and together all of it.
    ///
    /// Rows break at any character, as a terminal does: in traffic a space is a byte like others. Rows after the first
    /// have `indent` columns less.
    static func rows(of text: String, columns: Int, indent: Int) -> [Row] {
        var rows: [Row] = []
        var row = Row(range: 0..<0, glyphs: [])
        var room = max(1, columns)
        var used = 0
        for glyph in Sanitizer.glyphs(of: text) {
            if used + glyph.columns > room, glyph.offset > row.range.lowerBound {
                // The two halves of a caret form stay together.
                let half = row.glyphs.last?.offset == glyph.offset ? row.glyphs.popLast() : nil
                row.range = row.range.lowerBound..<glyph.offset
                rows.append(row)
                row = Row(range: glyph.offset..<glyph.offset, glyphs: half.map { [$0] } ?? [])
                room = max(1, columns - indent)
                used = half?.columns ?? 0
            }
            row.glyphs.append(glyph)
            used += glyph.columns
        }
        row.range = row.range.lowerBound..<text.utf8.count
        rows.append(row)
        return rows
    }

    /// The indent that leaves room for text beside it.
    static func indent(_ wanted: Int, columns: Int) -> Int {
        wanted <= columns / 2 ? wanted : min(2, columns / 2)
    }
}
