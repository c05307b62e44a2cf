internal import CNcurses
import TerminalKit

/// What the key codes of curses mean, and the sequences taught to it on top of the terminal's description.
enum KeyTable {
    /// What a taught sequence stands for.
    enum Taught: Hashable {
        case key(Key)
        case pasteStart, pasteEnd
        case focus(Bool)
    }

    static func key(code: Int32) -> Key? {
        if code >= KEY_F0 && code <= KEY_F0 + 63 { return Key(.function(Int(code - KEY_F0))) }
        return codes[code]
    }

    /// A character that is a control is a key of its own or a letter with Control.
    static func key(character value: UInt32) -> Key? {
        switch value {
        case 0: Key(.character(" "), .control)
        case 8, 127: Key(.backspace)
        case 9: Key(.tab)
        case 13: Key(.enter)
        case 27: Key(.escape)
        case 1...26: Unicode.Scalar(value + 0x60).map { Key(.character(Character($0)), .control) }
        case 28...31: Unicode.Scalar(value + 0x40).map { Key(.character(Character($0)), .control) }
        case 0x80...0x9F: nil
        default: Unicode.Scalar(value).map { Key(.character(Character($0))) }
        }
    }

    static func taught(code: Int32) -> Taught? {
        let index = Int(code) - firstTaughtCode
        return sequences.indices.contains(index) ? sequences[index].meaning : nil
    }

    /// Teaches curses the sequences; once, after it is up.
    static func teach() {
        for (index, entry) in sequences.enumerated() {
            define_key(entry.sequence, Int32(firstTaughtCode + index))
        }
    }

    /// Above the codes curses gives to the extended capabilities of a terminal.
    private static let firstTaughtCode = 0x2000

    private static let codes: [Int32: Key] = [
        KEY_UP: Key(.up), KEY_DOWN: Key(.down), KEY_LEFT: Key(.left), KEY_RIGHT: Key(.right),
        KEY_HOME: Key(.home), KEY_END: Key(.end), KEY_PPAGE: Key(.pageUp), KEY_NPAGE: Key(.pageDown),
        KEY_A1: Key(.home), KEY_A3: Key(.pageUp), KEY_C1: Key(.end), KEY_C3: Key(.pageDown),
        KEY_BACKSPACE: Key(.backspace), KEY_DC: Key(.delete), KEY_IC: Key(.insert),
        KEY_ENTER: Key(.enter), KEY_BTAB: Key(.backTab), KEY_EXIT: Key(.escape),
        KEY_SR: Key(.up, .shift), KEY_SF: Key(.down, .shift), KEY_SLEFT: Key(.left, .shift),
        KEY_SRIGHT: Key(.right, .shift), KEY_SHOME: Key(.home, .shift), KEY_SEND: Key(.end, .shift),
        KEY_SPREVIOUS: Key(.pageUp, .shift), KEY_SNEXT: Key(.pageDown, .shift),
        KEY_SDC: Key(.delete, .shift), KEY_SIC: Key(.insert, .shift),
    ]

    private static let sequences: [(sequence: String, meaning: Taught)] = {
        var table: [(sequence: String, meaning: Taught)] = [
            ("\u{1B}[200~", .pasteStart), ("\u{1B}[201~", .pasteEnd),
            ("\u{1B}[I", .focus(true)), ("\u{1B}[O", .focus(false)),
            ("\u{1B}[Z", .key(Key(.backTab))),
        ]
        for (letter, code) in lettered {
            // Both forms, whichever the terminal was told to send.
            table.append(("\u{1B}[\(letter)", .key(Key(code))))
            table.append(("\u{1B}O\(letter)", .key(Key(code))))
            for modifier in 2...8 {
                table.append(("\u{1B}[1;\(modifier)\(letter)", .key(Key(code, modifiers(modifier)))))
            }
        }
        for (letter, character) in zip("jklmnopqrstuvwxyX", "*+,-./0123456789=") {
            // The number pad, in the mode curses puts it in.
            table.append(("\u{1B}O\(letter)", .key(Key(.character(character)))))
        }
        for (number, code) in numbered {
            table.append(("\u{1B}[\(number)~", .key(Key(code))))
            for modifier in 2...8 {
                table.append(("\u{1B}[\(number);\(modifier)~", .key(Key(code, modifiers(modifier)))))
            }
        }
        return table
    }()

    private static let lettered: [(String, Key.Code)] = [
        ("A", .up), ("B", .down), ("C", .right), ("D", .left), ("H", .home), ("F", .end),
        ("P", .function(1)), ("Q", .function(2)), ("R", .function(3)), ("S", .function(4)),
    ]

    private static let numbered: [(Int, Key.Code)] = [
        (1, .home), (2, .insert), (3, .delete), (4, .end), (5, .pageUp), (6, .pageDown), (7, .home), (8, .end),
        (15, .function(5)), (17, .function(6)), (18, .function(7)), (19, .function(8)), (20, .function(9)),
        (21, .function(10)), (23, .function(11)), (24, .function(12)),
    ]

    /// xterm's numbers: one more than a bit set of Shift, Alt and Control.
    private static func modifiers(_ number: Int) -> Key.Modifiers {
        var modifiers: Key.Modifiers = []
        if (number - 1) & 1 != 0 { modifiers.insert(.shift) }
        if (number - 1) & 2 != 0 { modifiers.insert(.alt) }
        if (number - 1) & 4 != 0 { modifiers.insert(.control) }
        return modifiers
    }
}
