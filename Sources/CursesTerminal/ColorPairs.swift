internal import CNcurses
import TerminalKit

/// Allots curses's colour pairs as styles ask for them.
///
/// A terminal with few colours gets the nearest it has. When its pairs are used up, a new combination is drawn in the
/// terminal's own colours: attributes still tell.
struct ColorPairs {
    /// What the screen shows: 0 is monochrome.
    let colorCount: Int
    private let pairLimit: Int
    private var pairs: [Combination: Int32] = [:]

    private struct Combination: Hashable {
        var foreground: Style.Color
        var background: Style.Color
    }

    /// - Parameter pairLimit: How many pairs the terminal has, the standard one included.
    init(colorCount: Int, pairLimit: Int) {
        self.colorCount = colorCount
        // Higher ones do not fit in the pair number of `setcchar`.
        self.pairLimit = min(pairLimit, Int(Int16.max))
    }

    mutating func pair(for style: Style) -> Int16 {
        guard colorCount > 0, style.foreground != .standard || style.background != .standard else { return 0 }
        let combination = Combination(foreground: style.foreground, background: style.background)
        if let pair = pairs[combination] { return Int16(pair) }
        let pair = Int32(pairs.count + 1)
        guard pair < pairLimit else { return 0 }
        let foreground = Palette.number(of: style.foreground, colorCount: colorCount)
        let background = Palette.number(of: style.background, colorCount: colorCount)
        guard cn_init_pair(pair, foreground, background) == OK else { return 0 }
        pairs[combination] = pair
        return Int16(pair)
    }

    /// The attributes, with bold for a bright colour where there are only eight.
    func attributes(for style: Style) -> attr_t {
        var attributes: attr_t = cn_normal
        for (attribute, bit) in Self.bits where style.attributes.contains(attribute) { attributes |= bit }
        if case .palette(8...15) = style.foreground, colorCount == 8 { attributes |= cn_bold }
        return attributes
    }

    private static let bits: [(Style.Attributes, attr_t)] = [
        (.bold, cn_bold), (.dim, cn_dim), (.underline, cn_underline), (.reverse, cn_reverse), (.italic, cn_italic),
    ]
}
