/// Bytes as words of a POSIX shell's command line, safe to paste: nothing is expanded, no control character is in them.
enum ShellWord {
    /// One word that stands for exactly these bytes: in single quotes where they are plain text, else made by `printf`.
    ///
    /// - Parameter bytes: without NUL, and without a line break at the end where there are other control characters: a
    ///   shell's arguments cannot hold the one, and command substitution drops the other.
    static func quote(_ bytes: some Collection<UInt8>) -> String {
        isPlain(bytes) ? singleQuoted(bytes) : "\"$(printf \(printfFormat(bytes)))\""
    }

    /// Whether the bytes can stand in single quotes: UTF-8, and no control or formatting character but line breaks.
    static func isPlain(_ bytes: some Collection<UInt8>) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII { return (scalar.value >= 0x20 && scalar.value != 0x7F) || scalar == "\n" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                return false
            default:
                return true
            }
        }
    }

    static func singleQuoted(_ bytes: some Collection<UInt8>) -> String {
        var quoted: [UInt8] = [quote]
        for byte in bytes { appendQuoted(byte, to: &quoted) }
        quoted.append(quote)
        return String(decoding: quoted, as: UTF8.self)
    }

    /// A format for `printf`, in single quotes, that prints exactly these bytes, NUL and all.
    static func printfFormat(_ bytes: some Collection<UInt8>) -> String {
        var format: [UInt8] = [quote]
        format.reserveCapacity(bytes.count * 4 + 2)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "%"): format += "%%".utf8
            case UInt8(ascii: "\\"): format += "\\\\".utf8
            case 0x0A: format += "\\n".utf8
            case 0x0D: format += "\\r".utf8
            // A shell at a terminal expands ! even here; a - that comes first would be an option.
            case UInt8(ascii: "!"): format += octal(byte)
            case UInt8(ascii: "-") where format.count == 1: format += octal(byte)
            case 0x20..<0x7F: appendQuoted(byte, to: &format)
            default: format += octal(byte)
            }
        }
        format.append(quote)
        return String(decoding: format, as: UTF8.self)
    }

    private static let quote = UInt8(ascii: "'")

    private static func appendQuoted(_ byte: UInt8, to bytes: inout [UInt8]) {
        if byte == quote { bytes += "'\\''".utf8 } else { bytes.append(byte) }
    }

    /// Always three digits: what follows may be a digit too.
    private static func octal(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "\\"), 0x30 + (byte >> 6), 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
    }
}
