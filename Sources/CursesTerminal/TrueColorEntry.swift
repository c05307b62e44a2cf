internal import CNcurses

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The description of the user's terminal with 24-bit colour added.
///
/// Terminals that have it say so in `COLORTERM`, but their descriptions (`xterm-256color`) do not, and the `…-direct`
/// ones are often not installed and lose the palette beyond 8. Redefining palette entries, curses's other way, would
/// change colours outside the program. So the description is read, changed and given back to curses in `TERMINFO`,
/// which may hold a whole compiled entry (term(5): `b64:`). Colours 0…255 are the palette, others are red, green and
/// blue. A library that does not know this fails to start on it, and then starts without.
struct TrueColorEntry {
    private let compiled: [UInt8]

    /// `nil` when the terminal is not known, has less than 256 colours or cannot be described so.
    init?(terminalType: String, device: TerminalDevice) {
        var status: Int32 = 0
        guard setupterm(nil, device.outputDescriptor, &status) == OK else { return nil }
        defer { cn_forget_terminal() }
        guard tigetnum("colors") >= 256, tigetstr("cup") != nil else { return nil }
        var entry = CompiledTerminfo(name: terminalType)
        var index: Int32 = 0
        while let name = cn_flag_name(index) {
            entry.flags.append(tigetflag(name) == 1)
            index += 1
        }
        index = 0
        while let name = cn_number_name(index) {
            entry.numbers.append(Self.number(String(cString: name), tigetnum(name)))
            index += 1
        }
        index = 0
        while let name = cn_string_name(index) {
            entry.strings.append(Self.string(String(cString: name)))
            index += 1
        }
        entry.extendedFlags = [("AX", tigetflag("AX") == 1), ("RGB", true)]
        entry.extendedStrings = ["XM", "xm"].compactMap { name in Self.string(name).map { (name, $0) } }
        guard let compiled = entry.bytes else { return nil }
        self.compiled = compiled
    }

    /// Runs `body` with `TERMINFO` holding this entry; children started later do not see it.
    func whileInForce<Result>(_ body: () -> Result) -> Result {
        let before = getenv("TERMINFO").map { String(cString: $0) }
        setenv("TERMINFO", "b64:" + Self.base64(compiled), 1)
        defer {
            if let before {
                setenv("TERMINFO", before, 1)
            } else {
                unsetenv("TERMINFO")
            }
        }
        return body()
    }

    private static func number(_ name: String, _ value: Int32) -> Int32 {
        switch name {
        case "colors": 1 << 24
        case "pairs": 1 << 15
        default: value
        }
    }

    private static func string(_ name: String) -> [UInt8]? {
        switch name {
        case "setaf": return color(base: 3, bright: 9, extended: 38)
        case "setab": return color(base: 4, bright: 10, extended: 48)
        case "initc", "oc", "setf", "setb", "initp", "scp": return nil  // The palette stays the user's.
        default:
            guard let value = tigetstr(name), Int(bitPattern: value) != -1 else { return nil }
            return Array(String(cString: value).utf8)
        }
    }

    /// The sequence for a colour number, in terminfo's language: palette below 256, else its three bytes.
    private static func color(base: Int, bright: Int, extended: Int) -> [UInt8] {
        let rgb = "%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
        return Array(
            ("\u{1B}[%?%p1%{8}%<%t\(base)%p1%d%e%p1%{16}%<%t\(bright)%p1%{8}%-%d"
                + "%e%p1%{256}%<%t\(extended);5;%p1%d%e\(extended);2;\(rgb)%;m").utf8
        )
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * (3 - UInt32(group.count)))
            for position in 0...group.count { text.append(alphabet[Int(bits >> (18 - 6 * UInt32(position)) & 63)]) }
            text += Array(repeating: UInt8(ascii: "="), count: 3 - group.count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
