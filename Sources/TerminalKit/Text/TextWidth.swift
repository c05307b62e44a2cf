/// How many columns text takes on the screen.
///
/// Wide is a table of Unicode 15; zero width follows from the standard library's general categories. The result is what
/// `wcwidth` says in a UTF-8 locale (ncurses believes that), for every scalar `Sanitizer` lets through.
package enum TextWidth {
    /// The columns of one scalar: 2, 1, or 0 for controls, combining marks and invisible format characters.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2FF: 1
        case ..<0xA0: 0
        case 0x1100... where WideScalars.contains(scalar.value): 2
        default: isZeroWidth(scalar) ? 0 : 1
        }
    }

    /// The columns `Canvas` uses to draw all of `text`: after sanitizing, controls and marks counted as drawn.
    ///
    /// - Parameter tabColumns: The distance of tab stops; `nil` draws a tab as `^I`.
    package static func columns(of text: some StringProtocol, tabColumns: Int? = nil) -> Int {
        var columns = 0
        for glyph in Sanitizer.glyphs(of: text, tabColumns: tabColumns) { columns += glyph.columns }
        return columns
    }

    private static func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890...0x0891, 0x08E2, 0x110BD, 0x110CD, 0x2028...0x2029:
            false  // Format characters that are drawn; separators.
        case 0x1160...0x11FF, 0xD7B0...0xD7FB:
            true  // Hangul vowels and finals join the syllable before them.
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: true
            default: false
            }
        }
    }
}
