import Foundation

/// The signals that a command takes care of itself, received by a thread that waits for nothing else.
///
/// Waiting, unlike handling, leaves the receiver free to do what it wants: lock, allocate, write.
enum SignalThread {
    struct Received: Sendable {
        let number: Int32
        /// Sent by the terminal's line discipline, which tells the whole foreground group: children have it already.
        let isFromTerminal: Bool
    }

    /// Blocks the signals for this thread and those it starts from now on, so call it before there are any, and gives
    /// each one that comes to `handle`, in order.
    static func receive(_ signals: [Int32], _ handle: @escaping @Sendable (Received) -> Void) {
        var set = signalSet(signals)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        let thread = Thread {
            while let received = next(of: signals) { handle(received) }
        }
        thread.name = "signals"
        thread.start()
    }

    private static func next(of signals: [Int32]) -> Received? {
        var set = signalSet(signals)
        #if canImport(Darwin)
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { return nil }
            // Darwin does not say who sent a signal; with a terminal, these two are its own almost always.
            let isFromTerminal = (number == SIGINT || number == SIGQUIT) && isatty(STDIN_FILENO) == 1
            return Received(number: number, isFromTerminal: isFromTerminal)
        #else
            var info = siginfo_t()
            while true {
                let number = sigwaitinfo(&set, &info)
                if number < 0, errno == EINTR { continue }
                guard number > 0 else { return nil }
                return Received(number: number, isFromTerminal: info.si_code == kernelCode)
            }
        #endif
    }

    // SI_KERNEL, a macro the importer does not see.
    private static let kernelCode: Int32 = 0x80

    private static func signalSet(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}
