import TerminalKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension CursesTerminal {
    /// While `body` runs standard error is the real one, `^C` is for the other program, and `^Z` stops both.
    package func suspend(while body: () -> Void) {
        leave()
        errorCapture?.pause()
        signalPipe.withDefaultStop(body)
        errorCapture?.resume()
        enter()
        let meantForOthers = [SIGINT, SIGQUIT, SIGCONT, SIGWINCH]
        for signal in signalPipe.take() where !meantForOthers.contains(signal) {
            pendingEvents.append(.terminate(signal: signal))
        }
    }

    package func stopProcess() {
        suspend {
            // The whole job, as the terminal would. Where no shell could continue it, the kernel ignores this.
            kill(0, SIGTSTP)
        }
    }
}
