extension JSONPathParser {
    // MARK: - Small parts

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
    var isAtEnd: Bool { position == bytes.count }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    mutating func accept(_ token: StaticString) -> Bool {
        guard isAhead(token) else { return false }
        position += token.utf8CodeUnitCount
        return true
    }

    func isAhead(_ token: StaticString) -> Bool {
        guard bytes.count - position >= token.utf8CodeUnitCount else { return false }
        return (0..<token.utf8CodeUnitCount).allSatisfy { bytes[position + $0] == token.utf8Start[$0] }
    }

    func expectEnd(_ expected: String) throws(FilterError) {
        guard isAtEnd else { throw unexpected(expected) }
    }

    func unexpected(_ expected: String) -> FilterError {
        guard let byte = peek else { return error("the path ends too early", expected) }
        // The whole character, so that what is underlined can be read.
        var end = position + 1
        while byte >= 0xC0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let character = String(decoding: bytes[position..<end], as: UTF8.self)
        return error(position..<end, "unexpected \(character == " " ? "space" : character)", expected)
    }

    /// At the byte that is next, or at the end.
    func error(_ message: String, _ expected: String) -> FilterError {
        error(position..<min(position + 1, bytes.count), message, expected)
    }

    func error(_ range: Range<Int>, _ message: String, _ expected: String) -> FilterError {
        FilterError(range: range, message: message, expected: expected)
    }

    // MARK: - Strings

    /// A text in single or double quotes, and where each of its bytes, and its end, stands.
    mutating func quoted() throws(FilterError) -> (text: [UInt8], places: [Int]) {
        let start = position
        let quote = bytes[position]
        position += 1
        var text: [UInt8] = []
        var places: [Int] = []
        while let byte = peek, byte != quote {
            let place = position
            if byte < 0x20 {
                throw error("a control character in a text", "an escape such as \\n or \\u00\(byte.hexadecimal)")
            }
            let part = byte == UInt8(ascii: "\\") ? try escape(in: quote) : [byte]
            if byte != UInt8(ascii: "\\") { position += 1 }
            text += part
            places += part.map { _ in place }
        }
        places.append(position)
        guard !isAtEnd else {
            throw error(start..<position, "the quote is not closed", String(UnicodeScalar(quote)))
        }
        position += 1
        return (text, places)
    }

    private mutating func escape(in quote: UInt8) throws(FilterError) -> [UInt8] {
        let start = position
        position += 1
        guard let byte = peek else { throw error(start..<position, "a \\ at the end", "") }
        position += 1
        if byte == quote || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/") { return [byte] }
        if let control = Self.escapes[byte] { return [control] }
        guard byte == UInt8(ascii: "u") else {
            throw error(
                start..<position,
                "unknown escape",
                "\\b \\f \\n \\r \\t \\/ \\\\ \\\(UnicodeScalar(quote)) or \\u with four hexadecimal digits"
            )
        }
        let unit = try hexadecimal(from: start)
        guard !UTF16.isTrailSurrogate(unit) else { throw error(start..<position, "half a surrogate pair", "") }
        var value = UInt32(unit)
        if UTF16.isLeadSurrogate(unit) {
            guard accept("\\u") else { throw error(start..<position, "half a surrogate pair", "\\uDC00 to \\uDFFF") }
            let trail = try hexadecimal(from: start)
            guard UTF16.isTrailSurrogate(trail) else { throw error(start..<position, "half a surrogate pair", "") }
            value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
        }
        return Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? []
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
        UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private mutating func hexadecimal(from start: Int) throws(FilterError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek?.hexadecimalValue else {
                throw error(start..<position, "\\u without four hexadecimal digits", "")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    // MARK: - Numbers

    /// A number as JSON writes it; -0 and fractions are fine here.
    mutating func number() throws(FilterError) -> [UInt8] {
        let start = position
        _ = accept("-")
        if accept("0") {
            if peek?.isASCIIDigit == true { throw error(start..<(position + 1), "a number begins with a zero", "") }
        } else {
            try digits()
        }
        if accept(".") { try digits() }
        if accept("e") || accept("E") {
            if !accept("+") { _ = accept("-") }
            try digits()
        }
        return Array(bytes[start..<position])
    }

    private mutating func digits() throws(FilterError) {
        guard peek?.isASCIIDigit == true else { throw unexpected("a digit") }
        while peek?.isASCIIDigit == true { position += 1 }
    }
}
