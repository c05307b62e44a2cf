import FlowKit
import TerminalKit

/// A document at a width: which rows there are around a place. Looks only at the lines it passes, so that its cost is that
/// of what shows, however long the document is.
struct DetailLayout {
    /// A place in a document that stays put when text is added behind it.
    struct Place: Hashable, Comparable, Sendable {
        var line = 0
        /// Of the wrapped line.
        var row = 0

        static func < (lhs: Self, rhs: Self) -> Bool { (lhs.line, lhs.row) < (rhs.line, rhs.row) }
    }

    /// What one row of the screen shows.
    struct Row: Hashable, Sendable {
        let place: Place
        /// UTF-8 offsets into the line.
        let range: Range<Int>
        let glyphs: [Glyph]
        let indent: Int
    }

    let document: DetailDocument
    let columns: Int

    /// The rows of one line.
    func rows(ofLine index: Int) -> [Row] {
        let line = document.lines[index]
        let indent = Wrapping.indent(line.hangingIndent, columns: columns)
        let rows = Wrapping.rows(of: line.content.text, columns: columns, indent: indent)
        return rows.enumerated().map { number, row in
            let place = Place(line: index, row: number)
            return Row(place: place, range: row.range, glyphs: row.glyphs, indent: number == 0 ? 0 : indent)
        }
    }

    /// Up to `count` rows from a place on.
    func rows(from place: Place, count: Int) -> [Row] {
        var result: [Row] = []
        var skipped = place.row
        for line in max(0, place.line)..<max(document.lines.count, max(0, place.line)) {
            guard result.count < count else { break }
            result += rows(ofLine: line).dropFirst(skipped)
            skipped = 0
        }
        return Array(result.prefix(count))
    }

    /// The place `count` rows further down, or up when negative; stops at both ends.
    func place(_ place: Place, movedBy count: Int) -> Place {
        var place = clamped(place)
        guard !document.lines.isEmpty else { return place }
        var remaining = count
        while remaining > 0 {
            let height = rows(ofLine: place.line).count
            let step = min(remaining, height - 1 - place.row)
            place.row += step
            remaining -= step
            guard remaining > 0, place.line + 1 < document.lines.count else { break }
            place = Place(line: place.line + 1, row: 0)
            remaining -= 1
        }
        while remaining < 0 {
            let step = min(-remaining, place.row)
            place.row -= step
            remaining += step
            guard remaining < 0, place.line > 0 else { break }
            place = Place(line: place.line - 1, row: rows(ofLine: place.line - 1).count - 1)
            remaining += 1
        }
        return place
    }

    /// The lowest place to scroll to: the last row stands at the bottom of `height` rows.
    func bottom(height: Int) -> Place {
        guard let last = document.lines.indices.last else { return Place() }
        return place(Place(line: last, row: rows(ofLine: last).count - 1), movedBy: 1 - max(1, height))
    }

    /// The row that shows an offset of a line.
    func place(ofOffset offset: Int, inLine line: Int) -> Place {
        let rows = rows(ofLine: line)
        return rows.last { $0.range.lowerBound <= offset }?.place ?? Place(line: line)
    }

    func clamped(_ place: Place) -> Place {
        guard !document.lines.isEmpty else { return Place() }
        guard place.line < document.lines.count else { return Place(line: document.lines.count - 1) }
        guard place.row > 0 else { return Place(line: max(0, place.line)) }
        return Place(line: place.line, row: min(place.row, rows(ofLine: place.line).count - 1))
    }
}
