import TerminalKit
import Testing

@testable import InspectorUI

@Suite struct TextAreaTests {
    @Test func `text survives being opened, byte for byte`() {
        for text in [
            "", "\n", "a", "a\nb\n", "a\r\nb\r\n\r\n", "\r", "a\r\n\u{301}b", "日本\n\n\u{1F469}\u{200D}\u{1F692}",
        ] {
            #expect(TextArea(text).text == text)
            #expect(Array(TextArea(text).text.utf8) == Array(text.utf8))
        }
    }

    @Test(arguments: [
        ("one two", "alt f;X", "oneX two"),
        ("one two", "ctrl e;alt b;X", "one Xtwo"),
        ("one two", "ctrl e;ctrl w", "one "),
        ("a b.c", "ctrl e;ctrl w", "a "),
        ("a b.c", "ctrl e;alt backspace", "a b."),
        ("one two", "ctrl e;ctrl u", ""),
        ("one two", "alt f;ctrl k", "one"),
        ("one\ntwo", "ctrl k;ctrl k", "two"),
        ("one\ntwo", "end;delete", "onetwo"),
        ("one\ntwo", "down;backspace", "onetwo"),
        ("one\ntwo", "down;ctrl a;enter", "one\n\ntwo"),
        ("one\ntwo", "ctrl end;tab;x", "one\ntwo\tx"),
        ("日本語", "right;backspace", "本語"),
        ("e\u{301}a", "right;X", "e\u{301}Xa"),
        ("a b", "alt d;alt d", ""),
        ("a", "up;X;down;Y", "XaY"),
        ("long line\nx\nlong line", "end;down;down;X", "long line\nx\nlong lineX"),
        ("a\nb", "ctrl end;Z;ctrl z", "a\nb"),
        ("a", "x;y;space;z;ctrl z", "xy a"),
        ("a", "x;y;space;z;ctrl z;ctrl z", "a"),
        ("a", "x;y;ctrl z;ctrl y;!", "xy!a"),
    ])
    func `keys edit as they do in readline and other editors`(text: String, keys: String, expected: String) {
        var area = TextArea(text)

        press(keys, in: &area)

        #expect(area.text == expected)
    }

    @Test func `a paste of many lines goes in as lines and out with one undo`() {
        var area = TextArea("<>")
        area.move(.right)

        area.insert("a\r\nb\rc\n")

        #expect(area.text == "<a\nb\nc\n>")
        #expect(area.cursor == .init(line: 3, offset: 0))
        area.undo()
        #expect(area.text == "<>")
        #expect(area.cursor == .init(line: 0, offset: 1))
        area.redo()
        #expect(area.text == "<a\nb\nc\n>")
    }

    @Test func `a combining mark behind the cursor does not split a character`() {
        var area = TextArea("\u{301}x")

        area.insert("e")

        #expect(area.cursor.offset == "e\u{301}".utf8.count)
        area.deleteBackward()
        #expect(area.text == "x")
    }

    @Test func `up and down keep the column over wide characters and short lines`() {
        var area = TextArea("abcdef\n日本語\n\nabcdef")
        for _ in 0..<5 { area.move(.right) }

        area.move(.down)
        #expect(area.cursor == .init(line: 1, offset: 6))  // column 5 is inside 語, which begins at 4
        area.move(.down)
        area.move(.down)
        #expect(area.cursor == .init(line: 3, offset: 5))
    }

    @Test func `a marked line is gone to, and any edit takes the mark away`() {
        var area = TextArea("a\nb\nc")

        area.mark(LineMark(line: 7, message: "expected a colon"))

        #expect(area.mark == LineMark(line: 2, message: "expected a colon"))
        #expect(area.cursor.line == 2)
        area.move(.up)
        #expect(area.mark != nil)
        area.insert("x")
        #expect(area.mark == nil)
    }

    @Test func `undo is bounded and forgets the oldest first`() {
        var area = TextArea("")
        for _ in 0..<(TextArea.History.maximumChanges + 50) { area.insert("x\n") }

        var count = 0
        while area.undo() { count += 1 }

        #expect(count == TextArea.History.maximumChanges)
        #expect(area.lines.count == 51)
    }

    @Test func `a page moves by what is seen and the cursor stays in view`() {
        var area = TextArea(Array(repeating: "line", count: 100).joined(separator: "\n"))
        area.resize(to: Size(columns: 40, rows: 10))

        area.move(.pageDown)
        #expect(area.cursor.line == 9)
        area.move(.pageDown)
        #expect(area.cursor.line == 18)
        #expect(area.viewport.topLine == 9)
        area.move(.textEnd)
        #expect(area.viewport.topLine == 90)
        area.resize(to: Size(columns: 40, rows: 5))
        #expect(area.viewport.topLine == 95)
    }

    @Test func `edits in ten megabytes touch only their lines`() {
        let long = String(repeating: "0123456789", count: 500_000)
        let many = String(repeating: "key: value\n", count: 450_000)
        var area = TextArea(long + "\n" + many)

        for _ in 0..<20 {
            area.move(.lineEnd)
            area.insert("x")
            area.move(.down)
            area.insert("\n")
            area.undo()
            area.move(.textStart)
        }

        #expect(area.lines[0].utf8.count == 5_000_020)
        #expect(area.lines.count == 450_002)
    }
}

/// Presses keys written as in the key table, separated by semicolons.
func press(_ keys: String, in area: inout TextArea) {
    for spec in keys.split(separator: ";") {
        guard let key = KeySpec.parse(String(spec)) else { preconditionFailure("no such key: \(spec)") }
        let isTaken = area.handle(key)
        #expect(isTaken)
    }
}
