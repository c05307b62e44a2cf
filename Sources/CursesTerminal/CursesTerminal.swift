internal import CNcurses
package import TerminalKit

/// The real terminal, through curses.
///
/// One at a time, used by the thread that made it. `close` gives the terminal back; so do a crash, `exit` and the
/// signals that end a program, which come as `TerminalEvent.terminate`.
package final class CursesTerminal: Terminal {
    package let traits: TerminalTraits
    package let waker: Waker
    package internal(set) var size: Size
    let device: TerminalDevice
    let modes: TerminalModes
    let wakePipe: WakePipe
    let signalPipe: SignalPipe
    let errorCapture: StandardErrorCapture?
    var reader: InputReader
    /// What has to be reported with the next wait.
    var pendingEvents: [TerminalEvent] = []
    /// The terminal has hung up; it is neither read nor drawn on any more.
    var isGone = false
    private let screen: OpaquePointer
    private var composer: RowComposer
    private var shown: CellBuffer?
    private var row: [cchar_t] = []
    private var isClosed = false

    /// Takes the terminal over: alternate screen, raw keys, mouse; standard error is captured if it is a terminal.
    ///
    /// Call it on the main thread, before others read the environment or the locale.
    package init() throws(CursesError) {
        let environment = Environment()
        let isUTF8 = Environment.adoptLocale()
        let device = try TerminalDevice()
        guard let wakePipe = WakePipe() else { throw .noTerminal }
        let hasTrueColor = environment.hasTrueColor && !environment.refusesColor
        let (screen, isTrueColor) = try Self.open(device, environment, wantsTrueColor: hasTrueColor)
        self.screen = screen
        let colorCount = environment.refusesColor ? 0 : Self.startColor(isTrueColor: isTrueColor)
        let pairs = ColorPairs(colorCount: colorCount, pairLimit: Int(cn_color_pairs()))
        guard let reader = InputReader(), let signalPipe = SignalPipe() else {
            endwin()
            throw .noTerminal
        }
        self.device = device
        self.reader = reader
        self.wakePipe = wakePipe
        self.signalPipe = signalPipe
        modes = TerminalModes()
        traits = TerminalTraits(isUTF8: isUTF8, colorCount: colorCount)
        composer = RowComposer(pairs: pairs, isUTF8: isUTF8)
        waker = Waker { wakePipe.wake() }
        size = Size(columns: Int(getmaxx(cn_stdscr())), rows: Int(getmaxy(cn_stdscr())))
        errorCapture = StandardErrorCapture()
        Self.setUpInput()
        device.write(modes.enter)
        CrashRestore.arm(
            terminal: device.outputDescriptor,
            bytes: modes.restore,
            settings: device.settings,
            standardError: errorCapture.map { ($0.original, $0.descriptor) }
        )
        adoptSize()
    }

    /// Gives the terminal back and writes what standard error has got meanwhile; a second time does nothing.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        leave()
        signalPipe.close()
        CrashRestore.disarm()
        delscreen(screen)
        device.restoreSettings()
        device.close()
        errorCapture?.close()
    }

    deinit {
        close()
    }

    // MARK: - Drawing

    package func present(_ buffer: CellBuffer) {
        guard !isClosed, !isGone else { return }
        let window = cn_stdscr()
        if shown == nil { clearok(cn_curscr(), true) }
        for index in 0..<min(buffer.size.rows, size.rows) where !isShown(index, of: buffer) {
            composer.compose(buffer.row(index).prefix(size.columns), into: &row)
            wmove(window, Int32(index), 0)
            wadd_wchnstr(window, row, Int32(row.count))
        }
        if let cursor = buffer.cursor, cursor.column < size.columns, cursor.row < size.rows {
            wmove(window, Int32(cursor.row), Int32(cursor.column))
            curs_set(1)
        } else {
            curs_set(0)
        }
        wnoutrefresh(window)
        doupdate()
        shown = buffer
    }

    package func invalidate() {
        shown = nil
    }

    package func sendControl(_ bytes: [UInt8]) {
        guard !isClosed, !isGone else { return }
        device.write(bytes)
    }

    private func isShown(_ row: Int, of buffer: CellBuffer) -> Bool {
        guard let shown, shown.size == buffer.size else { return false }
        return shown.row(row) == buffer.row(row)
    }

    // MARK: - Taking and giving back

    /// Takes the terminal's size if it is another than curses knows.
    func adoptSize() {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard cn_window_size(device.outputDescriptor, &columns, &rows) == 0 else { return }
        let current = Size(columns: Int(columns), rows: Int(rows))
        guard current != size else { return }
        resizeterm(rows, columns)
        size = current
        shown = nil
        pendingEvents.append(.resize(current))
    }

    /// Gives the terminal to others, in the state found.
    func leave() {
        CrashRestore.setArmed(false)
        guard !isGone else { return }
        device.write(modes.leave)
        endwin()
        device.restoreSettings()
    }

    /// Takes the terminal again, and redraws what was shown.
    func enter() {
        CrashRestore.setArmed(true)
        guard !isGone else { return }
        reset_prog_mode()
        device.write(modes.enter)
        let last = shown
        shown = nil
        adoptSize()
        if let last { present(last) }
    }

    // MARK: - Setting up

    private static func open(
        _ device: TerminalDevice,
        _ environment: Environment,
        wantsTrueColor: Bool
    ) throws(CursesError) -> (screen: OpaquePointer, isTrueColor: Bool) {
        if wantsTrueColor, let entry = TrueColorEntry(terminalType: environment.terminalType, device: device),
            let screen = entry.whileInForce({ newterm(nil, device.output, device.input) })
        {
            return (screen, true)
        }
        guard let screen = newterm(nil, device.output, device.input) else {
            device.close()
            throw .unknownTerminalType(environment.terminalType)
        }
        guard !TerminalModes.capability("cup").isEmpty else {
            endwin()
            delscreen(screen)
            device.restoreSettings()
            device.close()
            throw .cannotMoveCursor(terminalType: environment.terminalType)
        }
        return (screen, false)
    }

    private static func startColor(isTrueColor: Bool) -> Int {
        guard has_colors(), start_color() == OK else { return 0 }
        use_default_colors()
        let count = max(0, Int(tigetnum("colors")))
        // A description with direct colour that is not ours takes only the first 8 from the palette.
        return isTrueColor ? count : count > 256 ? 8 : count
    }

    private static func setUpInput() {
        raw()
        noecho()
        nonl()
        set_escdelay(25)
        mouseinterval(0)
        let clicks = cn_left_pressed | cn_left_released | cn_left_clicked | cn_left_clicked_again
        mousemask(clicks | cn_wheel_up | cn_wheel_down, nil)
        KeyTable.teach()
        def_prog_mode()
    }
}
