import TerminalKit
import TestSupport
import Testing

@Suite struct HostileTextTests {
    /// Characters that break naive layouts, and plain ones between them.
    private static let parts = [
        "a", "~", " ", "é", "日", "語", "👍", "🏽", "\u{200D}", "\u{FE0F}", "🇩", "e\u{301}", "\u{301}", "\u{20E3}",
        "\u{1B}", "\u{9B}", "\0", "\t", "\n", "\u{7F}", "\u{202E}", "\u{FEFF}", "\u{1160}", "\u{1100}", "\u{E0041}",
        "\u{3000}", "\u{FF21}", "\u{10FFFF}", "\u{20000}", "한",
    ]

    @Test(arguments: 0..<40)
    func `whatever is drawn, rows stay whole and cells stay safe`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var canvas = Canvas(size: Size(columns: Int(seed % 23) + 1, rows: 3))

        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0..<30, using: &random)).map { _ in
                Self.parts.randomElement(using: &random) ?? ""
            }.joined()
            let frame = Rect(
                column: .random(in: -3..<20, using: &random),
                row: .random(in: -1..<3, using: &random),
                columns: .random(in: 0..<24, using: &random),
                rows: .random(in: 0..<3, using: &random)
            )
            canvas.inside(frame) { part in
                part.draw(
                    text,
                    column: .random(in: -8..<20, using: &random),
                    row: .random(in: 0..<2, using: &random),
                    limit: Bool.random(using: &random) ? nil : .random(in: 0..<20, using: &random),
                    elide: [.clip, .start, .middle, .end].randomElement(using: &random) ?? .end,
                    tabColumns: Bool.random(using: &random) ? nil : 4
                )
            }
            for row in 0..<3 where !rowIsWhole(canvas.buffer, row) {
                Issue.record("row \(row) is broken after \(text.debugDescription)")
            }
        }

        for cell in canvas.buffer.cells where !cell.text.isEmpty && !isSafe(cell.text) {
            Issue.record("\(cell.text.debugDescription) is in a cell")
        }
    }

    @Test(arguments: Elision.allCases)
    func `a huge line costs no more than what is seen of it`(elision: Elision) {
        let marks = "a" + String(repeating: "\u{301}", count: 200_000)
        let line = String(repeating: "x", count: 4_000_000)
        var canvas = Canvas(size: Size(columns: 80, rows: 2))

        for _ in 0..<200 {
            canvas.draw(line, column: 0, row: 0, elide: elision)
            canvas.draw(marks, column: 0, row: 1, elide: elision)
        }

        #expect(canvas.buffer.text(row: 0).unicodeScalars.count == 80)
        #expect(rowIsWhole(canvas.buffer, 1))
    }
}
