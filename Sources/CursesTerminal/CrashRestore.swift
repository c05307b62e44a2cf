#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Gives the terminal back when the program crashes or calls `exit` with the screen up.
///
/// On a crash only `write(2)`, `tcsetattr`, `dup2` and signal calls happen, on memory prepared here. Then the action
/// before (Swift's backtrace, or the default) takes over, so the exit status and the core dump are those of the crash.
enum CrashRestore {
    private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGSYS]

    /// - Parameters:
    ///   - terminal: The descriptor of the terminal.
    ///   - bytes: What leaves the alternate screen, shows the cursor, switches the mouse off and so on.
    ///   - settings: The line settings to go back to.
    ///   - standardError: The real one and the pipe that stands for it, if it is captured.
    static func arm(terminal: Int32, bytes: [UInt8], settings: termios, standardError: (original: Int32, pipe: Int32)?)
    {
        let state = prepared ?? UnsafeMutablePointer<CrashState>.allocate(capacity: 1)
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = memory.initialize(fromContentsOf: bytes)
        state.initialize(
            to: CrashState(
                terminal: terminal,
                bytes: UnsafeBufferPointer(memory),
                settings: settings,
                standardError: standardError?.original ?? -1,
                captured: standardError?.pipe ?? -1
            )
        )
        if prepared == nil {
            prepared = state
            previous.initialize(repeating: sigaction(), count: 65)
            useAlternateStack()
            atexit { restoreTerminal() }
        }
        for signal in signals { install(signal) }
        isArmed = true
    }

    /// The terminal belongs to another program, or again to this one.
    static func setArmed(_ armed: Bool) {
        isArmed = armed
    }

    /// The terminal is back in order by other means.
    static func disarm() {
        isArmed = false
        for signal in signals { sigaction(signal, previous + Int(signal), nil) }
    }

    private static func install(_ signal: Int32) {
        var action = sigaction()
        #if canImport(Glibc)
            action.__sigaction_handler.sa_sigaction = crashed
        #else
            action.__sigaction_u.__sa_sigaction = crashed
        #endif
        action.sa_flags = Int32(SA_SIGINFO | SA_ONSTACK)
        sigaction(signal, &action, previous + Int(signal))
    }

    /// A stack overflow on the main thread leaves no room for a handler on its own stack.
    private static func useAlternateStack() {
        let byteCount = 65_536
        var stack = stack_t()
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        stack.ss_size = byteCount
        sigaltstack(&stack, nil)
    }
}

private struct CrashState {
    var terminal: Int32
    var bytes: UnsafeBufferPointer<UInt8>
    var settings: termios
    var standardError: Int32
    var captured: Int32
}

// Read by a signal handler, so no lock can guard them. They are written by the thread that owns the screen, before
// `isArmed` is set, which every reader looks at first; the memory is never freed.
private nonisolated(unsafe) var prepared: UnsafeMutablePointer<CrashState>?
private nonisolated(unsafe) var isArmed = false
private nonisolated(unsafe) let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)

private func crashed(_ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?) {
    restoreTerminal()
    sigaction(signal, previous + Int(signal), nil)
    // A fault happens again when this returns. A signal that was sent has to be sent again.
    if let info, info.pointee.si_code <= 0 { raise(signal) }
}

private func restoreTerminal() {
    guard isArmed, let prepared else { return }
    isArmed = false
    signal(SIGTTOU, SIG_IGN)
    _ = write(prepared.pointee.terminal, prepared.pointee.bytes.baseAddress, prepared.pointee.bytes.count)
    tcsetattr(prepared.pointee.terminal, TCSANOW, &prepared.pointee.settings)
    if prepared.pointee.standardError >= 0 { replayStandardError(prepared) }
}

/// Shows the last words of the program (`Fatal error: …`), which wait in the pipe, without their control characters.
private func replayStandardError(_ state: UnsafeMutablePointer<CrashState>) {
    dup2(state.pointee.standardError, STDERR_FILENO)
    var byte: UInt8 = 0
    var last: UInt8 = 0
    while read(state.pointee.captured, &byte, 1) == 1 {
        let isControl = (byte < 0x20 && byte != 0x0A) || byte == 0x7F || (last == 0xC2 && byte < 0xA0)
        last = byte
        if isControl { byte = UInt8(ascii: "?") }
        _ = write(STDERR_FILENO, &byte, 1)
    }
}
