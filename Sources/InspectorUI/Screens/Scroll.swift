package import TerminalKit

/// How far a text is scrolled, kept within it.
package struct Scroll: Hashable, Sendable {
    /// The first line in sight.
    package private(set) var top = 0

    package init() {}

    /// Moves the view over `count` lines of which `rows` are in sight.
    package mutating func move(_ motion: Motion, count: Int, rows: Int) {
        let last = max(0, count - rows)
        switch motion {
        case .bottom: top = last
        default: top = min(motion.target(from: top, count: count, page: rows), last)
        }
    }

    /// The wheel; other acts of the mouse do nothing.
    ///
    /// - Returns: true when it was the wheel.
    package mutating func handle(_ mouse: Mouse, count: Int, rows: Int) -> Bool {
        switch mouse.action {
        case .scrollUp: top = max(0, top - 3)
        case .scrollDown: top = min(top + 3, max(0, count - rows))
        case .press, .release, .doubleClick: return false
        }
        return true
    }
}
