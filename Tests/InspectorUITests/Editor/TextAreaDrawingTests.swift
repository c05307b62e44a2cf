import TerminalKit
import TestSupport
import Testing

@testable import InspectorUI

@Suite struct TextAreaDrawingTests {
    @Test func `a line that does not fit scrolls under the cursor, the others stay`() {
        var area = TextArea("0123456789abcdefghijklmnopqrstuvwxyz\nshort\nABCDEFGHIJKLMNOPQRSTUVWXYZ")
        area.resize(to: Size(columns: 16, rows: 4))

        #expect(drawn(area) == ["0123456789abcde>", "short", "ABCDEFGHIJKLMNO>", ""])
        area.move(.lineEnd)
        #expect(drawn(area) == ["<uvwxyz", "short", "ABCDEFGHIJKLMNO>", ""])
        #expect(cursor(area) == Point(column: 7, row: 0))
        area.move(.lineStart)
        #expect(drawn(area)[0] == "0123456789abcde>")
    }

    @Test func `a line that just fits is not cut`() {
        var area = TextArea("0123456789abcdef")
        area.resize(to: Size(columns: 16, rows: 1))

        #expect(drawn(area) == ["0123456789abcdef"])
    }

    @Test func `the cursor stands on its character after tabs and wide ones`() {
        var area = TextArea("\ta日本x")
        area.resize(to: Size(columns: 20, rows: 1))

        area.move(.lineEnd)
        area.move(.left)

        #expect(drawn(area) == ["    a日本x"])
        #expect(cursor(area) == Point(column: 9, row: 0))
    }

    @Test func `control and bidi characters are drawn harmlessly and the cursor counts them as drawn`() {
        var area = TextArea("a\u{1B}[31m\u{202E}b")
        area.resize(to: Size(columns: 20, rows: 1))

        area.move(.lineEnd)

        #expect(drawn(area) == ["a^[[31m�b"])
        #expect(cursor(area) == Point(column: 9, row: 0))
    }

    @Test func `the wrong part of a marked line is underlined`() {
        var area = TextArea("GET / HTTP/1.1\nAccept */*\n")
        area.resize(to: Size(columns: 20, rows: 3))
        area.mark(LineMark(line: 1, range: 7..<10, message: "a field is Name: value"))

        let canvas = canvas(area)

        let underlined = (0..<20).filter { canvas.buffer[column: $0, row: 1].style.attributes.contains(.underline) }
        #expect(underlined == [7, 8, 9])
        #expect(canvas.buffer.cursor == Point(column: 7, row: 1))
    }

    @Test(arguments: 0..<20)
    func `the cursor is on the screen whatever was typed`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet: [Character] = ["a", "日", "\t", "\u{301}", "\u{1B}", "\u{1F1E9}", "\u{200B}", "\n"]
        var area = TextArea()
        let size = Size(columns: Int(random.next() % 12) + 5, rows: Int(random.next() % 4) + 1)
        area.resize(to: size)

        for _ in 0..<300 {
            area.insert(alphabet.randomText(count: 3, using: &random))
            TextArea.Motion.allCases.randomElement(using: &random).map { area.move($0) }

            let cursor = cursor(area)
            #expect(cursor != nil, "seed \(seed): \(area.text.debugDescription) at \(area.cursor)")
        }
    }

    private func canvas(_ area: TextArea) -> Canvas {
        var canvas = Canvas(size: area.viewport.size)
        area.draw(on: &canvas, look: TextArea.Look(), showsCursor: true)
        return canvas
    }

    private func drawn(_ area: TextArea) -> [String] {
        let canvas = canvas(area)
        return (0..<canvas.rows).map { canvas.buffer.text(row: $0) }
    }

    private func cursor(_ area: TextArea) -> Point? { canvas(area).buffer.cursor }
}
