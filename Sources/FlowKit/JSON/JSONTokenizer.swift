/// Reads JSON text (RFC 8259) token by token, checking its grammar, without copying or changing a byte.
///
/// Nesting is kept on the heap, one byte a level: a million open brackets are only memory. A value type: a copy goes on
/// from where the original stood. Bytes that are not UTF-8 inside strings pass; a byte order mark at the start is skipped.
package struct JSONTokenizer: Sendable {
    private enum Expectation {
        case value, valueOrEnd, key, keyOrEnd, commaOrEnd, nothing
    }

    package let bytes: [UInt8]
    /// Where reading goes on: everything before it was consumed.
    package private(set) var offset: Int
    private var expectation = Expectation.value
    /// For each open bracket, whether it is an object's.
    private var nesting: [Bool] = []
    private let allowsSequence: Bool

    /// - Parameter allowsSequence: any number of values may follow each other, with or without whitespace between
    ///   (JSON lines and concatenated JSON); zero, too.
    package init(_ bytes: [UInt8], allowsSequence: Bool = false) {
        self.bytes = bytes
        self.allowsSequence = allowsSequence
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// How many brackets are open.
    package var depth: Int { nesting.count }

    /// The next token; `nil` at the proper end of the input.
    ///
    /// After an error further calls give the same error or a later one; they make no sense but do no harm.
    package mutating func next() throws(JSONError) -> JSONToken? {
        skipWhitespace()
        if expectation == .commaOrEnd, current == UInt8(ascii: ",") {
            offset += 1
            expectation = nesting.last == true ? .key : .value
            skipWhitespace()
        }
        guard let byte = current else {
            if expectation == .nothing || (allowsSequence && expectation == .value && nesting.isEmpty) { return nil }
            throw error(.unexpectedEnd, "the text ends where \(expected) should be")
        }
        if byte == UInt8(ascii: "}"), isEndAllowed(.objectEnd) { return close(.objectEnd) }
        if byte == UInt8(ascii: "]"), isEndAllowed(.arrayEnd) { return close(.arrayEnd) }
        switch expectation {
        case .value, .valueOrEnd:
            return try value(byte)
        case .key, .keyOrEnd:
            guard byte == UInt8(ascii: "\"") else { throw unexpected(byte) }
            return try key()
        case .nothing where allowsSequence:
            return try value(byte)
        case .commaOrEnd, .nothing:
            throw unexpected(byte)
        }
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipWhitespace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    // MARK: - Structure

    private func isEndAllowed(_ kind: JSONToken.Kind) -> Bool {
        guard let isObject = nesting.last, isObject == (kind == .objectEnd) else { return false }
        return expectation == .commaOrEnd || expectation == .valueOrEnd || expectation == .keyOrEnd
    }

    private mutating func close(_ kind: JSONToken.Kind) -> JSONToken {
        nesting.removeLast()
        offset += 1
        valueEnded()
        return JSONToken(kind: kind, range: (offset - 1)..<offset)
    }

    private mutating func open(_ kind: JSONToken.Kind, isObject: Bool) -> JSONToken {
        nesting.append(isObject)
        expectation = isObject ? .keyOrEnd : .valueOrEnd
        offset += 1
        return JSONToken(kind: kind, range: (offset - 1)..<offset)
    }

    private mutating func valueEnded() {
        expectation = nesting.isEmpty ? .nothing : .commaOrEnd
    }

    // MARK: - Values

    private mutating func value(_ byte: UInt8) throws(JSONError) -> JSONToken {
        switch byte {
        case UInt8(ascii: "{"): return open(.objectStart, isObject: true)
        case UInt8(ascii: "["): return open(.arrayStart, isObject: false)
        case UInt8(ascii: "\""):
            return try leaf(.string) { (tokenizer) throws(JSONError) in try tokenizer.skipString() }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try leaf(.number) { (tokenizer) throws(JSONError) in try tokenizer.skipNumber() }
        case UInt8(ascii: "t"): return try literal("true", .true)
        case UInt8(ascii: "f"): return try literal("false", .false)
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected(byte)
        }
    }

    private mutating func leaf(
        _ kind: JSONToken.Kind,
        skip: (inout JSONTokenizer) throws(JSONError) -> Void
    ) throws(JSONError) -> JSONToken {
        let start = offset
        try skip(&self)
        valueEnded()
        return JSONToken(kind: kind, range: start..<offset)
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONToken.Kind) throws(JSONError) -> JSONToken {
        try leaf(kind) { (tokenizer) throws(JSONError) in try tokenizer.skipWord(word) }
    }

    private mutating func key() throws(JSONError) -> JSONToken {
        let start = offset
        try skipString()
        let token = JSONToken(kind: .key, range: start..<offset)
        skipWhitespace()
        guard let byte = current else { throw error(.unexpectedEnd, "the text ends where a colon should be") }
        guard byte == UInt8(ascii: ":") else {
            throw error(.unexpectedByte, "expected a colon, found \(name(of: byte))")
        }
        offset += 1
        expectation = .value
        return token
    }

    private mutating func skipWord(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            guard let byte = current else { throw error(.unexpectedEnd, "the text ends inside \(word)") }
            guard byte == word.utf8Start[index] else { throw unexpected(byte) }
            offset += 1
        }
    }
}

extension JSONTokenizer {
    private mutating func skipString() throws(JSONError) {
        offset += 1
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                try skipEscape()
            case 0..<0x20:
                throw error(.controlCharacter, "a string holds the control character \(name(of: byte)) unescaped")
            default:
                offset += 1
            }
        }
        throw error(.unexpectedEnd, "the text ends inside a string")
    }

    private mutating func skipEscape() throws(JSONError) {
        let start = offset
        offset += 1
        guard let byte = current else { throw error(.unexpectedEnd, "the text ends inside a string") }
        offset += 1
        if "\"\\/bfnrt".utf8.contains(byte) { return }
        guard byte == UInt8(ascii: "u") else {
            throw error(.invalidEscape, "a string holds an unknown escape, backslash and \(name(of: byte))", at: start)
        }
        for _ in 0..<4 {
            guard let digit = current else { throw error(.unexpectedEnd, "the text ends inside a string") }
            guard digit.hexadecimalValue != nil else {
                throw error(.invalidEscape, "\\u must be followed by four hexadecimal digits", at: start)
            }
            offset += 1
        }
    }

    /// RFC 8259 §6: an integer without leading zeros, then maybe a fraction, then maybe an exponent.
    private mutating func skipNumber() throws(JSONError) {
        if current == UInt8(ascii: "-") { offset += 1 }
        if current == UInt8(ascii: "0") {
            offset += 1
            if let byte = current, byte.isASCIIDigit { throw error(.invalidNumber, "a number begins with a zero") }
        } else {
            try skipDigits()
        }
        if current == UInt8(ascii: ".") {
            offset += 1
            try skipDigits()
        }
        guard current == UInt8(ascii: "e") || current == UInt8(ascii: "E") else { return }
        offset += 1
        if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
        try skipDigits()
    }

    private mutating func skipDigits() throws(JSONError) {
        guard let byte = current else { throw error(.unexpectedEnd, "the text ends inside a number") }
        guard byte.isASCIIDigit else {
            throw error(.invalidNumber, "a number needs a digit here, found \(name(of: byte))")
        }
        while let byte = current, byte.isASCIIDigit { offset += 1 }
    }

    // MARK: - Errors

    private var expected: String {
        switch expectation {
        case .value, .nothing: "a value"
        case .valueOrEnd: "a value or ]"
        case .key: "a name in quotes"
        case .keyOrEnd: "a name in quotes or }"
        case .commaOrEnd: nesting.last == true ? "a comma or }" : "a comma or ]"
        }
    }

    private func unexpected(_ byte: UInt8) -> JSONError {
        let wanted = expectation == .nothing && !allowsSequence ? "the end of the text" : expected
        return error(.unexpectedByte, "expected \(wanted), found \(name(of: byte))")
    }

    private func error(_ code: JSONError.Code, _ message: String, at place: Int? = nil) -> JSONError {
        JSONError(code, message, at: place ?? offset, in: bytes)
    }

    private func name(of byte: UInt8) -> String {
        (0x21..<0x7F).contains(byte) ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte 0x" + byte.hexadecimal
    }
}

extension UInt8 {
    package var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// Two digits, in lower case.
    package var hexadecimal: String {
        let digits = String(self, radix: 16)
        return digits.utf8.count == 1 ? "0" + digits : digits
    }
}
