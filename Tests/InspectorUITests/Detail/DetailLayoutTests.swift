import FlowKit
import TerminalKit
import TestSupport
import Testing

@testable import InspectorUI

@Suite struct DetailLayoutTests {
    @Test(arguments: [
        ("", 10, 0, [""]),
        ("abcdef", 10, 0, ["abcdef"]),
        ("abcdef", 3, 0, ["abc", "def"]),
        ("abcdefgh", 4, 2, ["abcd", "ef", "gh"]),
        ("日本語", 5, 0, ["日本", "語"]),
        ("ab\u{1B}c", 3, 0, ["ab", "\u{1B}c"]),
        ("e\u{301}e\u{301}", 1, 0, ["e\u{301}", "e\u{301}"]),
        ("日", 1, 0, ["日"]),
    ])
    func `text wraps at the width`(text: String, columns: Int, indent: Int, rows: [String]) {
        let wrapped = Wrapping.rows(of: text, columns: columns, indent: indent)

        #expect(wrapped.map { String(text.slice($0.range)) } == rows)
    }

    @Test(arguments: 0..<30)
    func `rows are all of the text and none is wider than the screen`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet: [Character] = ["a", "日", "\u{301}", "\u{1B}", "\u{200D}", "\u{1F469}", "\u{202E}", "é"]
        let text = alphabet.randomText(count: 200, using: &random)
        let columns = Int(random.next() % 20) + 2

        let rows = Wrapping.rows(of: text, columns: columns, indent: 0)

        #expect(rows.map { String(text.slice($0.range)) }.joined() == text)
        #expect(rows.flatMap(\.glyphs) == Array(Sanitizer.glyphs(of: text)))
        for row in rows { #expect(row.glyphs.reduce(0) { $0 + $1.columns } <= columns) }
    }

    @Test func `a very long line is cut into pieces that together are the line`() {
        let text = String(repeating: "ab日\u{301}", count: 20_000)
        var document = DetailDocument()

        document.append(StyledLine([.init("x", .name), .init(text)]))

        #expect(document.lines.count > 10)
        #expect(document.lines.map(\.content.text).joined() == "x" + text)
        #expect(document.lines.allSatisfy { $0.content.byteCount <= DetailDocument.maximumPiece })
        #expect(
            document.lines.map(\.content.isContinuation) == [false]
                + Array(repeating: true, count: document.lines.count - 1)
        )
    }

    @Test func `moving by rows passes through wrapped lines and stops at both ends`() {
        let layout = layout(["one", "abcdefgh", "", "end"], columns: 4)

        #expect(layout.place(.init(), movedBy: 2) == .init(line: 1, row: 1))
        #expect(layout.place(.init(), movedBy: 4) == .init(line: 3))
        #expect(layout.place(.init(), movedBy: 99) == .init(line: 3))
        #expect(layout.place(.init(line: 3), movedBy: -2) == .init(line: 1, row: 1))
        #expect(layout.place(.init(line: 3), movedBy: -99) == .init())
        #expect(layout.bottom(height: 3) == .init(line: 1, row: 1))
        #expect(layout.bottom(height: 50) == .init())
    }

    @Test func `a place beyond the text, or in an empty one, is brought inside`() {
        #expect(layout(["a"], columns: 4).clamped(.init(line: 9, row: 9)) == .init())
        #expect(layout([], columns: 4).place(.init(line: 3), movedBy: 5) == .init())
        #expect(layout([], columns: 4).rows(from: .init(line: 3), count: 5).isEmpty)
    }

    private func layout(_ lines: [String], columns: Int) -> DetailLayout {
        var document = DetailDocument()
        for line in lines { document.append(line) }
        return DetailLayout(document: document, columns: columns)
    }
}
