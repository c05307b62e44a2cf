import CNcurses
import TerminalKit
import Testing

@testable import CursesTerminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Sets the process's locale, so it runs alone.
@Suite(.serialized) struct CLibraryWidthTests {
    init() throws {
        try #require(setlocale(LC_CTYPE, "C.UTF-8") != nil)
    }

    /// Scalars whose width changed between the Unicode versions in use: C libraries differ here among themselves.
    private static let changed: [ClosedRange<UInt32>] = [
        0x1171E...0x1171E,  // A mark without width until Unicode 15.
        0x2630...0x2637, 0x268A...0x268F, 0x4DC0...0x4DFF, 0x1D300...0x1D356, 0x1D360...0x1D376,  // Wide since 16.
    ]

    /// A scalar the C library does not know (a newer Unicode, a control) has no width there, -1; the last guard draws
    /// it as `�`.
    @Test func `every scalar the C library knows is as wide as it says`() {
        var differences: [String] = []
        for value in UInt32(0)...0x10FFFF where !Self.changed.contains(where: { $0.contains(value) }) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let theirs = Int(wcwidth(wchar_t(value)))
            let ours = TextWidth.columns(of: scalar)
            if theirs >= 0, theirs != ours {
                differences.append("U+\(String(value, radix: 16)): \(ours), there \(theirs)")
            }
        }

        #expect(differences == [])
    }

    @Test(
        arguments: [
            ("a", "a"), ("é", "é"), ("e\u{301}", "e\u{301}"), ("日", "日"),
            // What can be in a cell only when somebody goes round the canvas.
            ("\u{1B}", "�"), ("\u{9B}", "�"), ("\u{7F}", "�"), ("\u{202E}", "�"), ("a\u{202E}", "�"), ("ab", "�"),
            ("\u{301}", "�"), ("", "�"), ("👨\u{200D}👩", "� "), ("a\u{300}\u{301}\u{302}\u{303}\u{304}", "�"),
            ("\u{378}", "�"),
        ]
    )
    func `only text of the cell's width reaches curses`(text: String, drawn: String) {
        let isWide = text.unicodeScalars.first.map { TextWidth.columns(of: $0) == 2 } ?? false
        var composer = RowComposer(pairs: ColorPairs(colorCount: 0, pairLimit: 0), isUTF8: true)
        var row: [cchar_t] = []

        composer.compose([Cell(text)] + (isWide ? [Cell("")] : []) + [Cell("|")], into: &row)

        #expect(Self.text(of: row) == drawn + "|")
    }

    @Test func `a terminal without UTF-8 gets a question mark a column`() {
        var composer = RowComposer(pairs: ColorPairs(colorCount: 0, pairLimit: 0), isUTF8: false)
        var row: [cchar_t] = []

        composer.compose(["a", "é", "日", "", "~"].map { Cell($0) }, into: &row)

        #expect(Self.text(of: row) == "a?? ~")
    }

    private static func text(of row: [cchar_t]) -> String {
        var text = String.UnicodeScalarView()
        for var cell in row {
            var characters = [wchar_t](repeating: 0, count: 8)
            var attributes: attr_t = 0
            var pair: Int16 = 0
            getcchar(&cell, &characters, &attributes, &pair, nil)
            text.append(contentsOf: characters.prefix { $0 != 0 }.compactMap { Unicode.Scalar(UInt32($0)) })
        }
        return String(text)
    }
}
