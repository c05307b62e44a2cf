/// What a terminal tells: a key, pasted text, the mouse, a new size.
package enum TerminalEvent: Hashable, Sendable {
    case key(Key)
    /// Text that came as one bracketed paste; may hold line breaks.
    case paste(String)
    case mouse(Mouse)
    case resize(Size)
    case focus(Bool)
    /// A line written to standard error while the screen is up, without its line break.
    case standardError(String)
    /// The program must end in good order: a signal (SIGTERM, SIGINT, SIGHUP, SIGQUIT) came, or the terminal is gone,
    /// which is reported once, as SIGHUP.
    case terminate(signal: Int32)
}

/// One key press.
package struct Key: Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// A printable character, in the case it was typed.
        case character(Character)
        case enter, escape, tab, backTab, backspace, delete, insert
        case up, down, left, right, home, end, pageUp, pageDown
        case function(Int)
    }

    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let control = Self(rawValue: 1)
        package static let alt = Self(rawValue: 2)
        package static let shift = Self(rawValue: 4)
    }

    package var code: Code
    /// Shift is given only for keys that have no shifted character of their own.
    package var modifiers: Modifiers

    package init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }
}

/// One act of the mouse.
package struct Mouse: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case press, release, doubleClick, scrollUp, scrollDown
    }

    package var action: Action
    package var position: Point

    package init(_ action: Action, at position: Point) {
        self.action = action
        self.position = position
    }
}
