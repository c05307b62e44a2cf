import TerminalKit
import Testing

@Suite struct TextWidthTests {
    @Test(
        arguments: [
            ("", 0), ("plain", 5), ("日本", 4), ("e\u{301}", 1), ("\u{1B}", 2), ("\u{202E}", 1), ("👨\u{200D}👩", 4),
            ("🇩🇪", 2), ("ｆ", 2), ("한", 2), ("\u{1100}\u{1161}", 2), ("❤\u{FE0F}", 1),
        ]
    )
    func `the width of text is what it takes on the screen`(text: String, columns: Int) {
        var canvas = Canvas(size: Size(columns: 20, rows: 1))

        #expect(TextWidth.columns(of: text) == columns)
        #expect(canvas.draw(text, column: 0, row: 0) == columns)
    }
}
