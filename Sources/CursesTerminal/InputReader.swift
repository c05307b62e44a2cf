internal import CNcurses
import TerminalKit

/// Reads what curses has decoded, and puts together what it leaves apart: alt keys, pastes, double clicks.
struct InputReader {
    /// Reading from a pad, which is never refreshed by it, keeps input from drawing.
    private let pad: UnsafeMutablePointer<WINDOW>
    private var paste: Paste?
    private var lastPress: (position: Point, time: ContinuousClock.Instant)?

    private struct Paste {
        var scalars = String.UnicodeScalarView()
        var count = 0
        var hasReturn = false
    }

    /// What is pasted beyond this is dropped.
    private static let pasteLimit = 8 * 1024 * 1024
    private static let doubleClick = Duration.milliseconds(400)
    /// So that endless input cannot keep the screen from drawing.
    private static let batchLimit = 4096

    init?() {
        guard let pad = newpad(1, 1) else { return nil }
        keypad(pad, true)
        nodelay(pad, true)
        self.pad = pad
    }

    /// A paste has begun and not ended yet.
    var isPasting: Bool { paste != nil }

    /// All input that is there.
    mutating func events() -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        var count = 0
        while count < Self.batchLimit || isPasting, let input = next() {
            count += 1
            if let event = event(for: input) { events.append(event) }
        }
        return events
    }

    /// Ends a paste whose end did not come.
    mutating func endPaste() -> TerminalEvent? {
        guard let ended = paste else { return nil }
        paste = nil
        return .paste(String(ended.scalars))
    }

    // MARK: - One input

    private enum Input {
        case code(Int32)
        case character(UInt32)
    }

    private func next() -> Input? {
        var value: wint_t = 0
        switch wget_wch(pad, &value) {
        case OK: return .character(UInt32(value))
        case KEY_CODE_YES: return .code(Int32(truncatingIfNeeded: value))
        default: return nil
        }
    }

    private mutating func event(for input: Input) -> TerminalEvent? {
        switch input {
        case .code(let code):
            if let taught = KeyTable.taught(code: code) { return event(for: taught) }
            guard !isPasting else { return nil }
            return code == KEY_MOUSE ? mouse() : KeyTable.key(code: code).map { .key($0) }
        case .character(let value) where isPasting:
            addToPaste(value)
            return nil
        case .character(27):
            return escape()
        case .character(let value):
            return KeyTable.key(character: value).map { .key($0) }
        }
    }

    private mutating func event(for taught: KeyTable.Taught) -> TerminalEvent? {
        switch taught {
        case .pasteStart:
            if paste == nil { paste = Paste() }
            return nil
        case .pasteEnd:
            return endPaste()
        case .focus(let isFocused):
            return isPasting ? nil : .focus(isFocused)
        case .key(let key):
            return isPasting ? nil : .key(key)
        }
    }

    /// Escape alone, or the first byte of what a terminal sends for Alt and a key.
    private mutating func escape() -> TerminalEvent? {
        guard let input = next() else { return .key(Key(.escape)) }
        if case .character(let value) = input, value == 0x5B, skipSequence() { return nil }
        guard case .key(var key) = event(for: input) else { return nil }
        key.modifiers.insert(.alt)
        return .key(key)
    }

    /// Drops the rest of a control sequence that no key has (a report, a key of a newer protocol), so that its
    /// characters are not taken for typing.
    private func skipSequence() -> Bool {
        var hasSkipped = false
        while case .character(let value) = next() {
            hasSkipped = true
            if value < 0x20 || value > 0x3F { break }
        }
        return hasSkipped
    }

    private mutating func addToPaste(_ value: UInt32) {
        guard var open = paste, let scalar = Unicode.Scalar(value) else { return }
        paste = nil  // So that the text is not copied.
        let isLineFeedOfPair = scalar == "\n" && open.hasReturn
        open.hasReturn = scalar == "\r"
        if !isLineFeedOfPair, open.count < Self.pasteLimit {
            open.scalars.append(scalar == "\r" ? "\n" : scalar)
            open.count += 1
        }
        paste = open
    }

    // MARK: - Mouse

    private mutating func mouse() -> TerminalEvent? {
        var event = MEVENT()
        guard getmouse(&event) == OK else { return nil }
        let position = Point(column: Int(event.x), row: Int(event.y))
        let actions: [(mask: mmask_t, action: Mouse.Action)] = [
            (cn_wheel_up, .scrollUp), (cn_wheel_down, .scrollDown),
            (cn_left_pressed, .press), (cn_left_clicked, .press), (cn_left_clicked_again, .doubleClick),
            (cn_left_released, .release),
        ]
        guard let action = actions.first(where: { event.bstate & $0.mask != 0 })?.action else { return nil }
        return .mouse(Mouse(action == .press ? press(at: position) : action, at: position))
    }

    private mutating func press(at position: Point) -> Mouse.Action {
        let now = ContinuousClock.now
        if let last = lastPress, last.position == position, now - last.time < Self.doubleClick {
            lastPress = nil
            return .doubleClick
        }
        lastPress = (position, now)
        return .press
    }
}
