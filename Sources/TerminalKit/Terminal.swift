/// A screen with keys: a real one (`CursesTerminal`) or one in memory (`MemoryTerminal`).
///
/// Used by one thread, the one that made it.
package protocol Terminal: AnyObject {
    var size: Size { get }

    /// Shows the buffer; what did not change is not sent again.
    func present(_ buffer: CellBuffer)

    /// Waits until something happens: input, a wake by another thread, or the time is over.
    ///
    /// - Parameter timeout: `nil` waits without end.
    /// - Returns: all events that are there, in order; empty on a wake or at the time's end.
    func waitForEvents(timeout: Duration?) -> [TerminalEvent]

    /// Gives the terminal to another program while `body` runs (an editor), and redraws all of it afterwards.
    func suspend(while body: () -> Void)

    /// Sends bytes that draw nothing: a window title, a clipboard (OSC 52).
    func sendControl(_ bytes: [UInt8])

    /// Redraws every cell with the next `present`.
    func invalidate()
}
