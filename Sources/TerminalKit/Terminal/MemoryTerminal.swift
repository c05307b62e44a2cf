import Synchronization

/// A terminal in memory, for tests: what it is told to type comes as events, what was presented last can be read.
///
/// Its time does not pass: `waitForEvents` returns at once, with the next batch of `send`. When nothing is left it asks
/// `whenIdle`, which by default ends the program, so that a test never waits for keys that do not come.
package final class MemoryTerminal: Terminal {
    package private(set) var size: Size
    package let traits: TerminalTraits
    package let waker: Waker
    /// What was presented last, and how often.
    package private(set) var screen: CellBuffer
    package private(set) var presentCount = 0
    /// Every `sendControl`, in order.
    package private(set) var controls: [[UInt8]] = []
    package private(set) var suspendCount = 0
    package private(set) var stopCount = 0
    package private(set) var invalidateCount = 0
    /// The timeouts asked for, in order.
    package private(set) var timeouts: [Duration?] = []
    /// What happens when every batch was taken and no wake is pending.
    package var whenIdle: () -> [TerminalEvent] = { [.terminate(signal: 15)] }
    private var batches: [[TerminalEvent]] = []
    private let isWoken = WakeFlag()

    package init(columns: Int = 80, rows: Int = 24, traits: TerminalTraits = TerminalTraits()) {
        size = Size(columns: columns, rows: rows)
        self.traits = traits
        screen = CellBuffer(size: size)
        waker = Waker { [isWoken] in isWoken.set() }
    }

    /// Adds events that one later `waitForEvents` returns together.
    package func send(_ events: TerminalEvent...) {
        batches.append(events)
    }

    /// Adds a key press of its own for every character of `text`; a line break is enter.
    package func type(_ text: String) {
        for character in text {
            batches.append([.key(Key(character == "\n" ? .enter : .character(character)))])
        }
    }

    /// Adds a key press.
    package func press(_ code: Key.Code, _ modifiers: Key.Modifiers = []) {
        batches.append([.key(Key(code, modifiers))])
    }

    /// Adds a new size, in force from the wait that reports it.
    package func resize(columns: Int, rows: Int) {
        batches.append([.resize(Size(columns: columns, rows: rows))])
    }

    // MARK: - Terminal

    package func present(_ buffer: CellBuffer) {
        screen = buffer
        presentCount += 1
    }

    package func waitForEvents(timeout: Duration?) -> [TerminalEvent] {
        timeouts.append(timeout)
        if isWoken.take() { return [] }
        let events = batches.isEmpty ? whenIdle() : batches.removeFirst()
        for case .resize(let size) in events { self.size = size }
        return events
    }

    package func suspend(while body: () -> Void) {
        suspendCount += 1
        body()
    }

    package func stopProcess() {
        stopCount += 1
    }

    package func sendControl(_ bytes: [UInt8]) {
        controls.append(bytes)
    }

    package func invalidate() {
        invalidateCount += 1
    }

    // MARK: - Reading the screen

    /// The screen, a line a row, without trailing spaces.
    package var text: String {
        (0..<screen.size.rows).map { screen.text(row: $0) }.joined(separator: "\n")
    }

    /// One letter a cell for how it looks, a line a row, without trailing plain cells.
    ///
    /// By default the first that holds of: `R` reverse, `B` bold, `U` underlined, `I` italic, `D` dim, `c` coloured,
    /// and a space for plain.
    package func styles(_ letter: (Style) -> Character = MemoryTerminal.letter) -> String {
        (0..<screen.size.rows).map { row in
            var line = String(screen.row(row).map { letter($0.style) })
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    package static func letter(for style: Style) -> Character {
        let letters: [(Style.Attributes, Character)] = [
            (.reverse, "R"), (.bold, "B"), (.underline, "U"), (.italic, "I"), (.dim, "D"),
        ]
        if let (_, letter) = letters.first(where: { style.attributes.contains($0.0) }) { return letter }
        return style.foreground == .standard && style.background == .standard ? " " : "c"
    }
}

private final class WakeFlag: Sendable {
    private let isSet = Mutex(false)

    func set() {
        isSet.withLock { $0 = true }
    }

    func take() -> Bool {
        isSet.withLock { flag in
            defer { flag = false }
            return flag
        }
    }
}
