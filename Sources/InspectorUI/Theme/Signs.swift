package import TerminalKit

/// The marks of a flow and the lines of frames, in a form that the terminal can show.
package struct Signs: Hashable, Sendable {
    package var replay = "↻"
    package var edited = "✎"
    package var blocked = "⊘"
    package var failed = "✕"
    package var pinned = "⊥"
    package var streaming = "⋯"
    package var marked = "●"
    package var answered = "◆"
    package var tunnel = "⇄"
    package var tls = "§"
    package var webSocket = "⇅"
    package var fromClient = "→"
    package var fromServer = "←"
    package var compressed = "z"
    package var fragmented = "≡"
    package var cursor = "▌"
    package var ascending = "▲"
    package var descending = "▼"
    package var open = "▾"
    package var closed = "▸"
    package var none = "–"
    /// The bars of a sparkline, lowest first.
    package var bars = "▁▂▃▄▅▆▇█"
    package var symbols = Symbols.unicode

    package static let unicode = Signs()

    /// Text of our own in characters that the terminal can show: `us` for `µs`.
    package func plain(_ text: String) -> String {
        self == .ascii ? String(text.map { $0 == "µ" ? "u" : $0 }) : text
    }

    /// For terminals that are not UTF-8.
    package static let ascii = Signs(
        replay: "R",
        edited: "E",
        blocked: "B",
        failed: "X",
        pinned: "P",
        streaming: "~",
        marked: "*",
        answered: "S",
        tunnel: "=",
        tls: "T",
        webSocket: "W",
        fromClient: ">",
        fromServer: "<",
        compressed: "z",
        fragmented: "+",
        cursor: ">",
        ascending: "^",
        descending: "v",
        open: "v",
        closed: ">",
        none: "-",
        bars: ".:-=+*%#",
        symbols: .ascii
    )
}
