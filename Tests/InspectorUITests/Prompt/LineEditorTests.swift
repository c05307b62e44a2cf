import InspectorUI
import TerminalKit
import Testing

@Suite struct LineEditorTests {
    private func edit(_ text: String, _ keys: String) -> LineEditor {
        var editor = LineEditor(text, history: ["old", "older words"])
        for spec in keys.split(separator: ";") {
            guard let key = KeySpec.parse(String(spec)) else { preconditionFailure("no key \(spec)") }
            _ = editor.handle(key)
        }
        return editor
    }

    @Test(arguments: [
        ("abc", "ctrl a;X", "Xabc"), ("abc", "home;end;X", "abcX"), ("abc", "left;left;X", "aXbc"),
        ("abc", "ctrl b;ctrl b;ctrl f;X", "abXc"), ("one two", "alt b;X", "one Xtwo"),
        ("one two", "ctrl a;alt f;X", "oneX two"), ("~d a.b", "alt b;X", "~d a.Xb"), ("abc", "backspace", "ab"),
        ("abc", "ctrl a;delete", "bc"), ("abc", "ctrl a;ctrl d", "bc"), ("abc", "left;ctrl u", "c"),
        ("abc", "ctrl a;right;ctrl k", "a"), ("one two", "ctrl w", "one "), ("one two  ", "ctrl w", "one "),
        ("a.b/c d", "ctrl w;ctrl w", ""), ("one two", "ctrl w;ctrl a;ctrl y", "twoone "),
        ("one two", "ctrl a;alt d;ctrl e;ctrl y", " twoone"), ("x", "up", "older words"), ("x", "up;up", "old"),
        ("x", "up;up;up;down;down", "x"), ("x", "ctrl p;ctrl n;ctrl n", "x"), ("", "backspace;delete;ctrl w;left", ""),
        ("日本", "backspace", "日"), ("e\u{301}a", "left;backspace", "a"), ("👨‍👩‍👧x", "left;backspace", "x"),
    ])
    func `keys edit as readline does`(text: String, keys: String, expected: String) {
        #expect(edit(text, keys).text == expected)
    }

    @Test(arguments: ["f5", "alt x", "ctrl g", "enter", "tab", "esc", "page up"])
    func `other keys are left to others`(spec: String) {
        var editor = LineEditor("text")

        #expect(KeySpec.parse(spec).map { editor.handle($0) } == false)
        #expect(editor.text == "text")
    }

    @Test func `a mark typed after its letter joins it`() {
        var editor = LineEditor("e")
        editor.insert("\u{301}")

        editor.moveLeftForTest()

        #expect(editor.textBeforeCursor.isEmpty)
    }

    @Test(arguments: [("日本語", 4, " 語", 3), ("abcdef", 4, "def", 3), ("ab", 4, "ab", 2), ("a\u{1B}b", 6, "a^[b", 4)])
    func `a long line scrolls to its cursor, in columns`(text: String, columns: Int, shown: String, cursor: Int) {
        var canvas = Canvas(size: Size(columns: columns, rows: 1))

        LineEditor(text).draw(on: &canvas, column: 0, row: 0, columns: columns, theme: .standard)

        #expect(canvas.buffer.text(row: 0) == shown)
        #expect(canvas.buffer.cursor == Point(column: cursor, row: 0))
    }

    @Test func `a huge paste is cut`() {
        var editor = LineEditor()

        editor.insert(String(repeating: "x", count: 1_000_000))

        #expect(editor.text.count == 32_768)
    }
}

extension LineEditor {
    fileprivate mutating func moveLeftForTest() {
        _ = handle(Key(.left))
    }
}
