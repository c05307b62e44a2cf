/// Turns captured text into glyphs that are safe to draw: what comes out holds no control, bidi or invisible character.
///
/// | in | out |
/// |---|---|
/// | C0, DEL | caret form, `^[`, two glyphs |
/// | C1 | `·` |
/// | tab | `^I`, or spaces to the next tab stop on request |
/// | bidi controls, zero-width and other invisible format characters, BOM, line separators, noncharacters | `�` |
/// | a mark without a base | `�` |
/// | more than four marks on a base | the first four; `�` for each above sixteen |
/// | emoji joined by ZWJ | its parts, side by side |
/// | one variation selector after a base, a skin tone after its emoji | dropped |
/// | half of a flag | its letter in a square, `🄳🄴` |
package enum Sanitizer {
    /// The glyphs of `text`, made as they are asked for.
    ///
    /// - Parameter tabColumns: The distance of tab stops, counted from the start of `text`; `nil` draws a tab as `^I`.
    package static func glyphs(of text: some StringProtocol, tabColumns: Int? = nil) -> GlyphReader {
        GlyphReader(Substring(text), tabColumns: tabColumns)
    }

    /// `text` as it is drawn, for places outside the screen: a window title, a line on standard error.
    package static func text(_ text: some StringProtocol) -> String {
        var result = ""
        for glyph in glyphs(of: text) { result += glyph.text }
        return result
    }

    static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// What is drawn for a scalar that is not drawn as itself.
    static func substitute(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF:
            return nil
        case 0x80...0x9F:
            return "\u{B7}"
        case 0x1F1E6...0x1F1FF:
            return Unicode.Scalar(0x1F130 + (scalar.value - 0x1F1E6))
        case 0xFDD0...0xFDEF:
            return replacement
        default:
            return isInvisible(scalar) || scalar.value & 0xFFFE == 0xFFFE ? replacement : nil
        }
    }

    /// Whether a scalar is drawn as nothing, or moves what is around it.
    package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}
