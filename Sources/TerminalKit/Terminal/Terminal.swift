/// A screen with keys: a real one (`CursesTerminal`) or one in memory (`MemoryTerminal`).
///
/// Used by one thread, the one that made it; only its `waker` may go to others.
package protocol Terminal: AnyObject {
    var size: Size { get }
    var traits: TerminalTraits { get }
    /// Ends `waitForEvents` from another thread.
    var waker: Waker { get }

    /// Shows the buffer; what did not change is not sent again.
    func present(_ buffer: CellBuffer)

    /// Waits until something happens: input, a wake by another thread, or the time is over.
    ///
    /// - Parameter timeout: `nil` waits without end.
    /// - Returns: all events that are there, in order; empty on a wake or at the time's end.
    func waitForEvents(timeout: Duration?) -> [TerminalEvent]

    /// Gives the terminal to another program while `body` runs (an editor), and redraws all of it afterwards.
    func suspend(while body: () -> Void)

    /// Gives the terminal back to the shell and stops this process, as `^Z` does; returns when it is continued.
    func stopProcess()

    /// Sends bytes that draw nothing: a window title, a clipboard (OSC 52).
    ///
    /// They reach the terminal as they are: pass captured text through `Sanitizer.text` or an encoding first.
    func sendControl(_ bytes: [UInt8])

    /// Redraws every cell with the next `present`.
    func invalidate()
}
