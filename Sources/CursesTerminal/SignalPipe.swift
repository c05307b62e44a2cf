#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns signals into bytes on a pipe, so that the event loop sees them, whichever thread the kernel interrupts.
///
/// One at a time; made after curses has installed its own handlers, which it replaces.
final class SignalPipe {
    /// They end the program; curses would call `exit` inside the handler.
    static let ending = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]

    private let pipe: Pipe
    private var replaced: [(signal: Int32, action: sigaction)] = []

    init?() {
        guard let pipe = Pipe() else { return nil }
        self.pipe = pipe
        signalDescriptor = pipe.writeEnd
        for signal in Self.ending + [SIGWINCH, SIGCONT, SIGTSTP] {
            replaced.append((signal, Self.install(noteSignal, for: signal)))
        }
    }

    var descriptor: Int32 { pipe.readEnd }

    /// The signals that came, in order, each as often as it came.
    func take() -> [Int32] {
        pipe.read(upTo: 256).map(Int32.init)
    }

    /// Lets `^Z` stop this process with its group while `body` runs another program.
    func withDefaultStop(_ body: () -> Void) {
        _ = Self.install(SIG_DFL, for: SIGTSTP)
        body()
        _ = Self.install(noteSignal, for: SIGTSTP)
    }

    func close() {
        for entry in replaced {
            var action = entry.action
            sigaction(entry.signal, &action, nil)
        }
        signalDescriptor = -1
        pipe.close()
    }

    private static func install(_ handler: (@convention(c) (Int32) -> Void)?, for signal: Int32) -> sigaction {
        var action = sigaction()
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        action.sa_flags = Int32(SA_RESTART)
        var old = sigaction()
        sigaction(signal, &action, &old)
        return old
    }
}

/// Where the handler writes. Changed only while the handler is not installed or on the way out; an `Int32` is written whole.
private nonisolated(unsafe) var signalDescriptor: Int32 = -1

/// Async-signal-safe: one `write`, and `errno` as it was.
private func noteSignal(_ signal: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(signalDescriptor, &byte, 1)
    errno = saved
}
