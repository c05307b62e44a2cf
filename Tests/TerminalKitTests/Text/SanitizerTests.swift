import TerminalKit
import Testing

@Suite struct SanitizerTests {
    @Test(
        arguments: [
            ("plain ~ text", "plain ~ text"),
            ("\u{1B}[31mred", "^[[31mred"),
            ("\0\u{7}\u{7F}", "^@^G^?"),
            ("a\r\nb", "a^M^Jb"),
            ("\u{9B}2J\u{85}", "·2J·"),
            ("user\u{202E}gpj.exe", "user�gpj.exe"),
            ("\u{2066}\u{2069}\u{200E}\u{061C}", "����"),
            ("\u{FEFF}bom", "�bom"),
            ("zero\u{200B}width\u{2060}", "zero�width�"),
            ("soft\u{AD}hyphen", "soft�hyphen"),
            ("a\u{2028}b\u{2029}c", "a�b�c"),
            ("\u{E0041}tag\u{E007F}", "�tag�"),
            ("\u{3164}\u{115F}\u{1160}", "���"),

            ("\u{301}lone mark", "�lone mark"),
            ("e\u{301}", "e\u{301}"),
            ("z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}!", "z\u{300}\u{301}\u{302}\u{303}!"),
            ("👨\u{200D}👩\u{200D}👧", "👨👩👧"),
            ("goo\u{200D}gle", "goo�gle"),
            ("👨\u{200D}", "👨�"),
            ("❤\u{FE0F}", "❤"),
            ("a\u{FE0F}\u{FE0F}\u{FE0F}", "a��"),
            ("👍🏽", "👍"),
            ("👍🏽🏽", "👍🏽"),
            ("x" + String(repeating: "\u{300}", count: 18), "x\u{300}\u{300}\u{300}\u{300}��"),
            ("🏽", "🏽"),
            ("🇩🇪", "🄳🄴"),
            ("1\u{FE0F}\u{20E3}", "1\u{20E3}"),
            ("한\u{1100}\u{1161}", "한\u{1100}\u{1161}"),
            ("\u{E000}", "\u{E000}"),
        ]
    )
    func `what is drawn holds nothing that moves or hides text`(captured: String, expected: String) {
        #expect(Array(Sanitizer.text(captured).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test func `bytes that are not UTF-8 are drawn as replacement characters`() {
        let text = String(
            decoding: [0x61, 0xFF, 0xED, 0xA0, 0x80, 0xC0, 0x80, 0xF4, 0x90, 0x80, 0x80] as [UInt8],
            as: UTF8.self
        )

        #expect(Sanitizer.text(text).unicodeScalars.allSatisfy { $0 == "a" || $0 == "\u{FFFD}" })
    }

    @Test func `tabs end at their stops on request`() {
        let glyphs = Array(Sanitizer.glyphs(of: "a\t日\tb", tabColumns: 4))

        #expect(glyphs.map(\.text).joined() == "a   日  b")
        #expect(glyphs.last?.offset == 6)
        #expect(TextWidth.columns(of: "a\t日\tb", tabColumns: 4) == 9)
    }

    @Test func `every glyph knows where its character starts in the text`() {
        let glyphs = Array(Sanitizer.glyphs(of: "é\u{1B}e\u{301}\u{302}日👍🏽x"))

        #expect(glyphs.map(\.text) == ["é", "^", "[", "e\u{301}\u{302}", "日", "👍", "x"])
        #expect(glyphs.map(\.offset) == [0, 2, 2, 3, 8, 11, 19])
    }

    @Test func `every scalar that there is comes out safe`() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for glyph in Sanitizer.glyphs(of: String(Character(scalar))) where !isSafe(glyph.text) {
                Issue.record("U+\(String(value, radix: 16)) is drawn as \(glyph)")
            }
        }
    }
}

/// Whether a cell's text is one base of one or two columns and at most four marks that take none, none of them a control.
func isSafe(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let base = scalars.first, TextWidth.columns(of: base) > 0, scalars.count <= 5 else { return false }
    return scalars.dropFirst().allSatisfy { TextWidth.columns(of: $0) == 0 }
        && scalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: !scalar.properties.isDefaultIgnorableCodePoint
            }
        }
}
