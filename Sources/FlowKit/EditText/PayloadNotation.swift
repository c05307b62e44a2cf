/// How the payload of a message stands in an editor, and the way back.
package enum PayloadNotation: Hashable, Sendable, CaseIterable {
    /// As it is: UTF-8.
    case text
    /// UTF-8 with `\xHH` for any other byte, `\n`, `\r`, `\t`, `\0` and `\\`; a line break is a line feed.
    case escapes
    /// Pairs of hexadecimal digits, white space wherever one likes.
    case hexadecimal

    /// The payload in this notation; `nil` where it has none there.
    package func text(of bytes: [UInt8]) -> String? {
        switch self {
        case .text: String(validating: bytes, as: UTF8.self)
        case .escapes: Self.escaped(bytes)
        case .hexadecimal: Self.digits(of: bytes)
        }
    }

    /// The payload that a text stands for.
    ///
    /// - Throws: where it cannot be read, and how it should be written.
    package func bytes(of text: String) throws(EditTextError) -> [UInt8] {
        switch self {
        case .text: Array(text.utf8)
        case .escapes: try Self.unescaped(text)
        case .hexadecimal: try Self.bytes(ofDigits: text)
        }
    }

    // MARK: - Escapes

    private static let letters: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "0"): 0,
        UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    ]
    private static let escapeLetters = Dictionary(uniqueKeysWithValues: letters.map { ($1, $0) })

    private static func escaped(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            let scalar = scalarBytes(at: rest)
            if let letter = escapeLetters[byte], byte != 0x0A {
                result += [UInt8(ascii: "\\"), letter]
            } else if let scalar, byte >= 0x20 || byte == 0x0A, byte != 0x7F {
                result += scalar
            } else {
                result += "\\x\(byte.hexadecimal)".utf8
            }
            rest = rest.dropFirst(scalar?.count ?? 1)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes of the valid character that begins there.
    private static func scalarBytes(at bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        (1...4).lazy.map { bytes.prefix($0) }.first { String(validating: $0, as: UTF8.self) != nil }
    }

    private static func unescaped(_ text: String) throws(EditTextError) -> [UInt8] {
        var result: [UInt8] = []
        var place = TextPlace()
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                place.pass(byte)
                continue
            }
            if let letter = rest.first, let value = letters[letter] {
                result.append(value)
                rest = rest.dropFirst()
                place.offset += 2
            } else if rest.first == UInt8(ascii: "x"), let high = rest.dropFirst().first?.hexadecimalValue,
                let low = rest.dropFirst(2).first?.hexadecimalValue
            {
                result.append(high << 4 | low)
                rest = rest.dropFirst(3)
                place.offset += 4
            } else {
                throw place.error(byteCount: 2, #"after \ comes xHH, n, r, t, 0, or \ for itself"#)
            }
        }
        return result
    }

    // MARK: - Digits

    private static func digits(of bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 16)
            .map { bytes[$0..<min($0 + 16, bytes.count)].map(\.hexadecimal).joined(separator: " ") }
            .joined(separator: "\n")
    }

    private static func bytes(ofDigits text: String) throws(EditTextError) -> [UInt8] {
        var result: [UInt8] = []
        var high: UInt8?
        var place = TextPlace()
        var highPlace = place
        for byte in text.utf8 {
            defer { place.pass(byte) }
            if [0x20, 0x09, 0x0A, 0x0D].contains(byte) { continue }
            guard let digit = byte.hexadecimalValue else {
                throw place.error(byteCount: 1, "hexadecimal has the digits 0 to 9 and a to f only")
            }
            if let first = high {
                result.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
                highPlace = place
            }
        }
        guard high == nil else { throw highPlace.error(byteCount: 1, "this digit has no second one: a byte takes two") }
        return result
    }
}

/// A place in a text that is read byte by byte.
private struct TextPlace {
    var line = 0
    var offset = 0

    mutating func pass(_ byte: UInt8) {
        if byte == 0x0A { (line, offset) = (line + 1, 0) } else { offset += 1 }
    }

    func error(byteCount: Int, _ message: String) -> EditTextError {
        EditTextError(line: line, range: offset..<(offset + byteCount), message: message)
    }
}
