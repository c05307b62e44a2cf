import TerminalKit
import TestSupport
import Testing

@testable import InspectorUI

/// The text area against the simplest editor there could be: all characters in one array and a number.
@Suite struct TextAreaModelTests {
    @Test(arguments: 0..<20)
    func `random keys do what they do to a naive editor`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let text = Self.alphabet.randomText(count: 30, using: &random)
        var area = TextArea(text)
        var naive = NaiveEditor(text: text)
        area.resize(to: Size(columns: 12, rows: 3))

        for step in 0..<200 {
            let text = Self.alphabet.randomText(count: Int(random.next() % 4), using: &random)
            Self.act(random.next(), &area, &naive, text)

            let offset = naive.characters[..<naive.cursor].reduce(0) { $0 + String($1).utf8.count }
            let areaOffset = area.lines[..<area.cursor.line].reduce(area.cursor.offset) { $0 + $1.utf8.count + 1 }
            #expect(area.text == String(naive.characters), "seed \(seed), step \(step)")
            #expect(areaOffset == offset, "seed \(seed), step \(step)")
            #expect((area.viewport.topLine..<(area.viewport.topLine + 3)).contains(area.cursor.line))
        }
    }

    @Test(arguments: 0..<20)
    func `undoing everything gives the first text back, redoing everything the last`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let text = Self.hostile.randomText(count: 40, using: &random)
        var area = TextArea(text)
        let bindings = TextArea.bindings.filter { !["undo", "redo"].contains($0.help) }

        for _ in 0..<300 {
            if random.next().isMultiple(of: 3) {
                area.insert(Self.hostile.randomText(count: Int(random.next() % 5), using: &random))
            } else {
                bindings[Int(random.next() % UInt64(bindings.count))].run(&area)
            }
        }
        let last = Array(area.text.utf8)
        while area.undo() {}
        #expect(Array(area.text.utf8) == Array(text.utf8))
        while area.redo() {}
        #expect(Array(area.text.utf8) == last)
    }

    // No marks and no carriage returns: those join characters, which the naive editor does not know.
    private static let alphabet: [Character] = ["a", "b", " ", "_", "日", "é", "\n", "\t", ":"]
    private static let hostile: [Character] = [
        "a", "\u{301}", "\u{200D}", "\u{1F469}", "\u{1F1E9}", "\u{202E}", "\n", "\u{7F}", "한",
    ]

    /// One act on both editors.
    private static func act(_ number: UInt64, _ area: inout TextArea, _ naive: inout NaiveEditor, _ text: String) {
        switch number % 11 {
        case 0:
            area.move(.left)
            naive.cursor = max(0, naive.cursor - 1)
        case 1:
            area.move(.right)
            naive.cursor = min(naive.characters.count, naive.cursor + 1)
        case 2:
            area.move(.lineStart)
            naive.cursor = naive.lineStart
        case 3:
            area.move(.lineEnd)
            naive.cursor = naive.lineEnd
        case 4:
            area.move(.textStart)
            naive.cursor = 0
        case 5:
            area.move(.textEnd)
            naive.cursor = naive.characters.count
        case 6:
            area.deleteBackward()
            naive.replace(naive.cursor > 0 ? -1 : 0, with: "")
        case 7:
            area.deleteForward()
            naive.replace(naive.cursor < naive.characters.count ? 1 : 0, with: "")
        case 8:
            area.deleteToLineStart()
            naive.replace(naive.lineStart - naive.cursor, with: "")
        case 9:
            area.deleteToLineEnd()
            let rest = naive.lineEnd - naive.cursor
            naive.replace(rest == 0 ? min(1, naive.characters.count - naive.cursor) : rest, with: "")
        default:
            area.insert(text)
            naive.replace(0, with: text)
        }
    }
}

private struct NaiveEditor {
    var characters: [Character]
    var cursor = 0

    init(text: String) {
        characters = Array(text)
    }

    var lineStart: Int { (characters[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
    var lineEnd: Int { characters[cursor...].firstIndex(of: "\n") ?? characters.count }

    /// Replaces `count` characters before (negative) or after the cursor.
    mutating func replace(_ count: Int, with text: String) {
        let start = min(cursor, cursor + count)
        characters.replaceSubrange(start..<max(cursor, cursor + count), with: Array(text))
        cursor = start + text.count
    }
}

extension [Character] {
    func randomText(count: Int, using random: inout SeededRandom) -> String {
        String((0..<count).compactMap { _ in randomElement(using: &random) })
    }
}
