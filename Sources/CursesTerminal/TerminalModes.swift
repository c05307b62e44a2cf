internal import CNcurses

/// The byte strings that switch what curses does not know: bracketed paste and focus reports; and all that leaves.
struct TerminalModes {
    /// Sent after curses has set up the screen.
    let enter: [UInt8]
    /// Sent before curses gives the screen back.
    let leave: [UInt8]
    /// Leaves everything, curses's own modes too, when curses cannot be asked.
    let restore: [UInt8]

    /// Reads the terminal's description; curses must be up.
    init() {
        // Such terminals know xterm's private modes; a console or a real VT100 might print them.
        let isLikeXterm = !Self.capability("kmous").isEmpty
        enter = isLikeXterm ? Array("\u{1B}[?2004h\u{1B}[?1004h".utf8) : []
        leave = isLikeXterm ? Array("\u{1B}[?2004l\u{1B}[?1004l".utf8) : []
        let mouse = isLikeXterm ? Array("\u{1B}[?1006l\u{1B}[?1015l\u{1B}[?1002l\u{1B}[?1000l".utf8) : []
        restore =
            leave + mouse
            + ["sgr0", "op", "cnorm", "rmkx", "rmcup"].flatMap { Self.capability($0) }
            + Array("\r\n".utf8)
    }

    /// A capability without its padding (`$<5>`); empty when the terminal does not have it.
    static func capability(_ name: String) -> [UInt8] {
        guard let value = tigetstr(name), Int(bitPattern: value) != -1 else { return [] }
        var result: [UInt8] = []
        var isPadding = false
        for byte in String(cString: value).utf8 {
            if byte == UInt8(ascii: "<"), result.last == UInt8(ascii: "$") {
                result.removeLast()
                isPadding = true
            } else if isPadding {
                isPadding = byte != UInt8(ascii: ">")
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
