/// How a cell looks.
package struct Style: Hashable, Sendable {
    package enum Color: Hashable, Sendable {
        /// The terminal's own.
        case standard
        /// One of the 8 (and their bright forms, 8…15) of the terminal's palette.
        case palette(UInt8)
        /// Shown as the nearest the terminal has.
        case rgb(red: UInt8, green: UInt8, blue: UInt8)
    }

    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let bold = Self(rawValue: 1)
        package static let dim = Self(rawValue: 2)
        package static let underline = Self(rawValue: 4)
        package static let reverse = Self(rawValue: 8)
        package static let italic = Self(rawValue: 16)
    }

    package var foreground: Color
    package var background: Color
    package var attributes: Attributes

    package init(foreground: Color = .standard, background: Color = .standard, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    package static let plain = Style()
}
