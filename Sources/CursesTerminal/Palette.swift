import TerminalKit

/// The colours terminals have in common: xterm's 256, of which the first 8 or 16 are those of smaller ones.
enum Palette {
    /// Curses's number for the nearest colour of a terminal with `colorCount`; -1 is the terminal's own.
    static func number(of color: Style.Color, colorCount: Int) -> Int32 {
        switch color {
        case .standard:
            return -1
        case .palette(let index):
            if Int(index) < colorCount { return Int32(index) }
            return index < 16 ? Int32(index % 8) : Int32(nearest(to: rgb(of: index), colorCount: colorCount))
        case .rgb(let red, let green, let blue):
            let rgb = RGB(red: Int(red), green: Int(green), blue: Int(blue))
            return colorCount > 256 ? direct(rgb) : Int32(nearest(to: rgb, colorCount: colorCount))
        }
    }

    struct RGB: Hashable {
        var red: Int
        var green: Int
        var blue: Int
    }

    /// The usual colour of an index; a user may have changed the first 16.
    static func rgb(of index: UInt8) -> RGB {
        switch index {
        case ..<16:
            return basic[Int(index)]
        case ..<232:
            let cube = Int(index) - 16
            return RGB(red: steps[cube / 36], green: steps[cube / 6 % 6], blue: steps[cube % 6])
        default:
            let level = 8 + 10 * (Int(index) - 232)
            return RGB(red: level, green: level, blue: level)
        }
    }

    /// The index of the nearest colour; of 256 never one of the first 16, which users change.
    static func nearest(to rgb: RGB, colorCount: Int) -> UInt8 {
        let candidates: ClosedRange<UInt8> = colorCount >= 256 ? 16...255 : colorCount >= 16 ? 0...15 : 0...7
        return candidates.min { distance(rgb, Self.rgb(of: $0)) < distance(rgb, Self.rgb(of: $1)) } ?? 0
    }

    /// `TrueColorEntry` takes 0…255 for the palette, so pure blues move by one step of red.
    private static func direct(_ rgb: RGB) -> Int32 {
        let value = Int32(rgb.red << 16 | rgb.green << 8 | rgb.blue)
        return value < 256 ? value | 0x010000 : value
    }

    /// Eyes see green best and blue least.
    private static func distance(_ left: RGB, _ right: RGB) -> Int {
        let red = left.red - right.red
        let green = left.green - right.green
        let blue = left.blue - right.blue
        return 3 * red * red + 6 * green * green + blue * blue
    }

    private static let steps = [0, 95, 135, 175, 215, 255]

    private static let basic: [RGB] = [
        RGB(red: 0, green: 0, blue: 0), RGB(red: 205, green: 0, blue: 0),
        RGB(red: 0, green: 205, blue: 0), RGB(red: 205, green: 205, blue: 0),
        RGB(red: 0, green: 0, blue: 238), RGB(red: 205, green: 0, blue: 205),
        RGB(red: 0, green: 205, blue: 205), RGB(red: 229, green: 229, blue: 229),
        RGB(red: 127, green: 127, blue: 127), RGB(red: 255, green: 0, blue: 0),
        RGB(red: 0, green: 255, blue: 0), RGB(red: 255, green: 255, blue: 0),
        RGB(red: 92, green: 92, blue: 255), RGB(red: 255, green: 0, blue: 255),
        RGB(red: 0, green: 255, blue: 255), RGB(red: 255, green: 255, blue: 255),
    ]
}
