/// Why bytes are not JSON, and where.
package struct JSONError: Error, Sendable {
    package enum Code: Hashable, Sendable {
        /// The input stops inside a value: what came before it is well-formed.
        case unexpectedEnd
        case unexpectedByte
        case invalidNumber
        case invalidEscape
        /// A control character inside a string (RFC 8259 §7).
        case controlCharacter
        case tooDeep
    }

    package let code: Code
    /// What people read: lower case, no full stop, without the place.
    package let message: String
    /// In bytes from the start of the input.
    package let offset: Int
    /// From 1; CRLF, LF and CR each end a line.
    package let line: Int
    /// From 1, in characters (Unicode scalars) of its line.
    package let column: Int

    init(_ code: Code, _ message: String, at offset: Int, in bytes: [UInt8]) {
        self.code = code
        self.message = message
        self.offset = offset
        (line, column) = Self.place(of: offset, in: bytes)
    }

    private static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for index in 0..<min(offset, bytes.count) {
            let byte = bytes[index]
            let isCRLF = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if byte == 0x0A || (byte == 0x0D && !isCRLF) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 && !isCRLF {
                column += 1
            }
        }
        return (line, column)
    }
}

extension JSONError: Equatable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code && lhs.offset == rhs.offset }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "line \(line), column \(column): \(message)" }
}
