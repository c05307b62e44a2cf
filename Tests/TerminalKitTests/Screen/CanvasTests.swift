import TerminalKit
import Testing

@Suite struct CanvasTests {
    @Test(
        arguments: [
            ("hello", 5, Elision.end, "hello"),
            ("hello", 4, .end, "hel…"),
            ("hello", 1, .end, "…"),
            ("hello", 0, .end, ""),
            ("hello", 4, .clip, "hell"),
            ("hello", 4, .start, "…llo"),
            ("hello world", 6, .middle, "hel…ld"),
            ("日本語", 6, .end, "日本語"),
            ("日本語", 5, .end, "日本…"),
            ("日本語", 4, .end, "日…"),
            ("日本語", 4, .start, "…語"),
            ("日本語文字", 6, .middle, "日…字"),
            ("a日", 2, .clip, "a"),
            ("e\u{301}e\u{301}e\u{301}", 2, .end, "e\u{301}…"),
        ]
    )
    func `text that does not fit is cut between characters`(
        text: String,
        limit: Int,
        elision: Elision,
        expected: String
    ) {
        var canvas = Canvas(size: Size(columns: 12, rows: 1))

        let used = canvas.draw(text, column: 0, row: 0, limit: limit, elide: elision)

        #expect(canvas.buffer.text(row: 0) == expected)
        #expect(used <= limit)
        #expect(used == TextWidth.columns(of: expected))
    }

    @Test func `text left of the canvas scrolls out, and half a wide character is a space`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))

        canvas.draw("日本語", column: -1, row: 0)

        #expect(canvas.buffer.text(row: 0) == " 本…" || canvas.buffer.text(row: 0) == " 本")
        #expect(rowIsWhole(canvas.buffer, 0))
    }

    @Test(arguments: [0, 1, 2, 3])
    func `writing over half of a wide character leaves no half behind`(column: Int) {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))
        canvas.draw("日本", column: 0, row: 0)

        canvas.draw("x", column: column, row: 0)

        #expect(canvas.buffer.text(row: 0) == ["x 本", " x本", "日x", "日 x"][column])
        #expect(rowIsWhole(canvas.buffer, 0))
    }

    @Test func `a part of the canvas has its own origin and nothing leaves it`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 3))

        canvas.inside(Rect(column: 2, row: 1, columns: 3, rows: 1)) { part in
            part.draw("abcdef", column: 0, row: 0, elide: .clip)
            part.draw("x", column: 0, row: 1)
            part.fill(Rect(column: -9, row: -9, columns: 9, rows: 99), with: "#")
            part.showCursor(column: 1, row: 0)
        }

        #expect(canvas.buffer.text(row: 0) == "")
        #expect(canvas.buffer.text(row: 1) == "  abc")
        #expect(canvas.buffer.text(row: 2) == "")
        #expect(canvas.buffer.cursor == Point(column: 3, row: 1))
    }

    @Test func `a part that sticks out is clipped to the whole`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 2))

        canvas.inside(Rect(column: 2, row: -1, columns: 9, rows: 2)) { part in
            part.draw("upper", column: 0, row: 0)
            part.draw("lower", column: 0, row: 1, elide: .clip)
        }

        #expect(canvas.buffer.text(row: 0) == "  lo")
        #expect(canvas.buffer.text(row: 1) == "")
    }

    @Test(arguments: [
        ("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("abcd\u{301}e", 4, "abc…"), ("abcd\u{301}", 4, "abcd\u{301}"),
        ("ab\u{1B}", 4, "ab^["), ("", 4, ""), ("abc", 1, "…"), ("a\u{9B}cd", 4, "a·cd"),
    ])
    func `plain text and other text are cut alike`(text: String, limit: Int, expected: String) {
        var canvas = Canvas(size: Size(columns: 8, rows: 2))

        canvas.draw(text, column: 0, row: 0, limit: limit)
        canvas.draw(text, endingAt: 8, row: 1, limit: limit)

        #expect(canvas.buffer.text(row: 0) == expected)
        #expect(canvas.buffer.text(row: 1).drop { $0 == " " } == expected)
    }

    @Test func `plain text over half of a wide character leaves a space of the other half`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 1))
        canvas.draw("日本語文", column: 0, row: 0)

        canvas.draw("abcd", column: 1, row: 0)

        #expect(canvas.buffer.text(row: 0) == " abcd 文")
    }

    @Test func `plain text is clipped on both sides of where it may draw`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 1))

        let used = canvas.inside(Rect(column: 2, row: 0, columns: 3, rows: 1)) {
            $0.draw("abcdefgh", column: -2, row: 0, elide: .clip)
        }

        #expect(canvas.buffer.text(row: 0) == "  cde")
        #expect(used == 5)
    }

    @Test func `text ends before a column`() {
        var canvas = Canvas(size: Size(columns: 8, rows: 2))

        canvas.draw("38 ms", endingAt: 7, row: 0)
        canvas.draw("a long figure", endingAt: 7, row: 1, limit: 4)

        #expect(canvas.buffer.text(row: 0) == "  38 ms")
        #expect(canvas.buffer.text(row: 1) == "   a l…")
    }

    @Test func `a box has a title and keeps what is inside`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 3))
        canvas.draw("kept", column: 1, row: 1)

        canvas.box(canvas.area, title: "Block")

        #expect(canvas.buffer.text(row: 0) == "┌─ Block ──┐")
        #expect(canvas.buffer.text(row: 1) == "│kept      │")
        #expect(canvas.buffer.text(row: 2) == "└──────────┘")
    }

    @Test func `a canvas for a terminal without UTF-8 draws lines in ASCII`() {
        var canvas = Canvas(size: Size(columns: 5, rows: 2), symbols: .ascii)

        canvas.box(canvas.area)
        canvas.inside(Rect(column: 1, row: 0, columns: 3, rows: 1)) { $0.draw("text", column: 0, row: 0) }

        #expect(canvas.buffer.text(row: 0) == "+te~+")
        #expect(canvas.buffer.text(row: 1) == "+---+")
    }

    @Test func `a restyled block keeps its text`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 2))
        canvas.draw("text", column: 0, row: 1)

        canvas.restyle(Rect(column: 1, row: 1, columns: 2, rows: 5)) { $0.attributes.insert(.reverse) }

        #expect(canvas.buffer.text(row: 1) == "text")
        #expect(canvas.buffer.row(1).map { $0.style.attributes.contains(.reverse) } == [false, true, true, false])
    }

    @Test func `a place far outside is no place`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 1))
        let before = canvas.buffer

        canvas.draw("x", column: .max, row: 0)
        canvas.draw("x", column: .min, row: 0)
        canvas.draw("x", column: -1 << 40, row: 0)
        canvas.draw("x", column: 0, row: .max)
        canvas.draw("x", column: 0, row: 0, limit: -1)

        #expect(canvas.buffer == before)
    }

    @Test func `a canvas without cells can be drawn on`() {
        var canvas = Canvas(size: Size(columns: 0, rows: 0))

        canvas.draw("text", column: 0, row: 0)
        canvas.box(canvas.area, title: "title")
        canvas.clear()

        #expect(canvas.buffer.cells.isEmpty)
    }
}

/// Whether the cells of a row, wide ones counted twice and right halves not at all, fill the row.
func rowIsWhole(_ buffer: CellBuffer, _ row: Int) -> Bool {
    var expectsHalf = false
    for cell in buffer.row(row) {
        guard cell.text.isEmpty == expectsHalf else { return false }
        let base = cell.text.unicodeScalars.first
        expectsHalf = base.map { TextWidth.columns(of: $0) == 2 } ?? false
    }
    return !expectsHalf
}
