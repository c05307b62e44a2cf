internal import CNcurses

/// The ncurses library this program runs with.
package enum Curses {
    /// Such as `ncurses 6.4.20221231`.
    package static var version: String { String(cString: curses_version()) }
}
