internal import CNcurses
package import TerminalKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension CursesTerminal {
    /// A paste whose end is lost is taken as complete after this.
    private static let pasteGap = Duration.milliseconds(500)

    package func waitForEvents(timeout: Duration?) -> [TerminalEvent] {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let events = takeEvents()
            if !events.isEmpty { return events }
            let left = deadline.map { max(.zero, $0 - .now) }
            let limit = reader.isPasting ? min(left ?? Self.pasteGap, Self.pasteGap) : left
            switch wait(limit) {
            case .woken:
                return takeEvents()
            case .input:
                continue
            case .timeout:
                if let paste = reader.endPaste() { return [paste] }
                if let deadline, deadline <= .now { return [] }
            }
        }
    }

    private enum Wait {
        case woken, input, timeout
    }

    private func wait(_ limit: Duration?) -> Wait {
        // A negative descriptor is not looked at.
        var entries = [
            isGone ? -1 : device.inputDescriptor, signalPipe.descriptor, wakePipe.descriptor,
            errorCapture?.descriptor ?? -1,
        ].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = poll(&entries, nfds_t(entries.count), limit.map(Self.milliseconds) ?? -1)
        guard count > 0 else { return count == 0 ? .timeout : .input }
        if entries[0].revents != 0 { noteHangUp(entries[0].revents) }
        guard entries[2].revents != 0 else { return .input }
        wakePipe.quiet()
        return .woken
    }

    /// A terminal that is gone is readable for ever and has nothing to read.
    private func noteHangUp(_ events: Int16) {
        let isHungUp = events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
        guard isHungUp || cn_readable_bytes(device.inputDescriptor) <= 0 else { return }
        isGone = true
        pendingEvents.append(.terminate(signal: SIGHUP))
    }

    private func takeEvents() -> [TerminalEvent] {
        for signal in signalPipe.take() { note(signal) }
        var events = isGone ? [] : reader.events()
        events += errorCapture?.takeLines().map { .standardError($0) } ?? []
        events += pendingEvents
        pendingEvents = []
        return events
    }

    private func note(_ signal: Int32) {
        switch signal {
        case SIGWINCH: adoptSize()
        case SIGCONT: enter()
        case SIGTSTP: stopProcess()
        default: pendingEvents.append(.terminate(signal: signal))
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        // Rounded up, so that the time is over after it.
        return Int32(seconds * 1000) + Int32((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
