/// Reads text glyph by glyph, as `Sanitizer` describes.
package struct GlyphReader: Sequence, IteratorProtocol {
    private var scalars: Substring.UnicodeScalarView.Iterator
    private var upcoming: Unicode.Scalar?
    /// Where `upcoming` starts, in UTF-8 bytes.
    private var offset = 0
    private let tabColumns: Int?
    private var column = 0
    /// Glyphs owed from the scalar just read: the letter of a caret form, the rest of a tab.
    private var owed = 0
    private var owedGlyph = Glyph(text: " ", columns: 1, offset: 0)
    /// How much was read, so that a caller can stop on text that takes no columns.
    private(set) var scalarCount = 0

    init(_ text: Substring, tabColumns: Int?) {
        scalars = text.unicodeScalars.makeIterator()
        upcoming = scalars.next()
        self.tabColumns = tabColumns.map { Swift.max(1, $0) }
    }

    package mutating func next() -> Glyph? {
        guard let glyph = owed > 0 ? owedNext() : readGlyph() else { return nil }
        column += glyph.columns
        return glyph
    }

    private mutating func owedNext() -> Glyph {
        owed -= 1
        return owedGlyph
    }

    private mutating func readGlyph() -> Glyph? {
        let start = offset
        guard let scalar = advance() else { return nil }
        if scalar.value < 0x20 || scalar.value == 0x7F { return control(scalar, at: start) }
        if let substitute = Sanitizer.substitute(for: scalar) {
            return Glyph(text: String(Character(substitute)), columns: 1, offset: start)
        }
        let columns = TextWidth.columns(of: scalar)
        guard columns > 0 else {
            return Glyph(text: String(Character(Sanitizer.replacement)), columns: 1, offset: start)
        }
        var text = String(Character(scalar))
        if let mark = upcoming, mark.value >= 0x300 { absorbMarks(after: scalar, into: &text) }
        return Glyph(text: text, columns: columns, offset: start)
    }

    private mutating func control(_ scalar: Unicode.Scalar, at start: Int) -> Glyph {
        if scalar == "\t", let tabColumns {
            owed = tabColumns - column % tabColumns - 1
            owedGlyph = Glyph(text: " ", columns: 1, offset: start)
            return owedGlyph
        }
        let letter = Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value) ^ 0x40)
        owed = 1
        owedGlyph = Glyph(text: String(Character(letter)), columns: 1, offset: start)
        return Glyph(text: "^", columns: 1, offset: start)
    }

    /// Marks beyond are no writing any more: each stands alone, so that a glyph is read in bounded time.
    private static let markLimit = 16

    /// Takes the marks that belong to `base`, and drops what only changes how an emoji looks.
    private mutating func absorbMarks(after base: Unicode.Scalar, into text: inout String) {
        var marks = 0
        var hasSelector = false
        var hasTone = false
        let isEmoji = base.value >= 0x2000 && base.properties.isEmoji
        while let mark = upcoming, mark.value >= 0x300 {
            switch mark.value {
            case 0xFE00...0xFE0F where !hasSelector:
                hasSelector = true
            case 0x1F3FB...0x1F3FF where !hasTone && base.properties.isEmojiModifierBase:
                hasTone = true
            case 0x200D where isEmoji && isEmojiAfterUpcoming:
                advance()
                return
            case _ where marks < Self.markLimit && TextWidth.columns(of: mark) == 0 && !Sanitizer.isInvisible(mark):
                if marks < 4 { text.unicodeScalars.append(mark) }
                marks += 1
            default:
                return
            }
            advance()
        }
    }

    private var isEmojiAfterUpcoming: Bool {
        var ahead = scalars
        guard let next = ahead.next() else { return false }
        return next.value >= 0x2000 && next.properties.isEmoji
    }

    @discardableResult
    private mutating func advance() -> Unicode.Scalar? {
        guard let scalar = upcoming else { return nil }
        offset += UTF8.width(scalar)
        scalarCount += 1
        upcoming = scalars.next()
        return scalar
    }
}
