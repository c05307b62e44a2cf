import TerminalKit
import Testing

@testable import CursesTerminal

@Suite struct PaletteTests {
    @Test(
        arguments: [
            (.standard, 8, -1),
            (.palette(1), 8, 1),
            (.palette(9), 8, 1),
            (.palette(9), 16, 9),
            (.palette(196), 256, 196),
            (.palette(196), 8, 1),
            (.palette(196), 16, 9),
            (.rgb(red: 255, green: 0, blue: 0), 256, 196),
            (.rgb(red: 255, green: 100, blue: 10), 256, 202),
            (.rgb(red: 8, green: 8, blue: 8), 256, 232),
            (.rgb(red: 0, green: 200, blue: 0), 8, 2),
            (.rgb(red: 1, green: 2, blue: 3), 1 << 24, 0x010203),
            (.palette(7), 1 << 24, 7),
            (.palette(196), 1 << 24, 196),
            (.rgb(red: 0, green: 0, blue: 255), 1 << 24, 0x0100FF),
        ] as [(Style.Color, Int, Int32)]
    )
    func `a colour is the nearest that the terminal has`(color: Style.Color, colorCount: Int, number: Int32) {
        #expect(Palette.number(of: color, colorCount: colorCount) == number)
    }
}
