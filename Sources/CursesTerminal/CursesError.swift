/// Why there is no screen.
package enum CursesError: Error, Hashable, Sendable, CustomStringConvertible {
    case noTerminal
    case unknownTerminalType(String)
    case cannotMoveCursor(terminalType: String)

    package var description: String {
        switch self {
        case .noTerminal:
            "no terminal to draw on (run it in a terminal, or use `sluice record` without a screen)"
        case .unknownTerminalType(""):
            "TERM is not set (set it to what your terminal is, such as xterm-256color)"
        case .unknownTerminalType(let type):
            "the terminal type '\(type)' is not known here (set TERM to a known one, such as xterm-256color)"
        case .cannotMoveCursor(let type):
            "a terminal of type '\(type)' cannot move its cursor (use another, or `sluice record` without a screen)"
        }
    }
}
