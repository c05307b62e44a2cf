/// Cuts a filter's text into words.
struct FilterScanner {
    let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var peek: UInt8? { byte(at: position) }
    var isAtEnd: Bool { position == bytes.count }

    func byte(at position: Int) -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func advance() { position += 1 }

    mutating func skipSpace() {
        while let byte = peek, byte.isFilterSpace { position += 1 }
    }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    /// `~` and the letters after it; digits too, so that `~c404` is seen whole.
    mutating func operatorName() -> (name: String, range: Range<Int>) {
        let start = position
        position += 1
        while let byte = peek, byte.isWordByte { position += 1 }
        return (String(decoding: bytes[start..<position], as: UTF8.self), start..<position)
    }

    /// True at `)`, and at `&` and `|` that join terms.
    var isAtOperator: Bool {
        switch peek {
        case UInt8(ascii: ")"): true
        case UInt8(ascii: "&"), UInt8(ascii: "|"): isOperator(at: position)
        default: false
        }
    }

    /// True at `(?`, which can only begin a regular expression.
    var isAtPatternGroup: Bool {
        peek == UInt8(ascii: "(") && byte(at: position + 1) == UInt8(ascii: "?")
    }

    // MARK: - Arguments

    /// A quoted text or a word.
    mutating func argument() throws(FilterError) -> FilterArgument {
        if let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") { return try quoted(quote) }
        return try word()
    }

    /// Between quotes a backslash takes the meaning from a quote or a backslash; before anything else it stays, so that
    /// `"\d"` is the regular expression `\d`.
    private mutating func quoted(_ quote: UInt8) throws(FilterError) -> FilterArgument {
        let start = position
        position += 1
        var text: [UInt8] = []
        var places: [Int] = []
        while let byte = peek, byte != quote {
            let place = position
            if byte == UInt8(ascii: "\\"), let next = self.byte(at: position + 1), next == quote || next == byte {
                position += 1
            }
            text.append(bytes[position])
            places.append(place)
            position += 1
        }
        places.append(position)
        guard !isAtEnd else {
            throw FilterError(
                range: start..<position,
                message: "the quote is not closed",
                expected: String(UnicodeScalar(quote))
            )
        }
        position += 1
        try expectEnd(after: "the closing quote")
        return FilterArgument(
            text: String(decoding: text, as: UTF8.self),
            range: start..<position,
            places: .each(places)
        )
    }

    /// An unquoted word: parentheses, brackets and escapes inside it belong to it, and so do `&` and `|` between
    /// characters of it, but not those that lead over to another term.
    private mutating func word() throws(FilterError) -> FilterArgument {
        let start = position
        var open: [Int] = []
        while let byte = peek, !byte.isFilterSpace {
            switch byte {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "["): skipBrackets()
            case UInt8(ascii: "("): open.append(position)
            case UInt8(ascii: ")") where open.isEmpty: return makeWord(from: start)
            case UInt8(ascii: ")"): open.removeLast()
            case UInt8(ascii: "&") where open.isEmpty, UInt8(ascii: "|") where open.isEmpty:
                if position > start, isOperator(at: position) { return makeWord(from: start) }
            case UInt8(ascii: "~") where open.isEmpty:
                if position > start, FilterTerms.named(nameAhead) != nil { return makeWord(from: start) }
                throw FilterError(
                    range: position..<(position + 1),
                    message: "~ inside a word",
                    expected: "quotes around the whole text"
                )
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                throw FilterError(
                    range: position..<(position + 1),
                    message: "a quote inside a word",
                    expected: "quotes around the whole text"
                )
            default: break
            }
            position = min(position + 1, bytes.count)
        }
        if let first = open.first {
            throw FilterError(
                range: first..<position,
                message: "( is not closed in this word",
                expected: ") or, where spaces belong to it, quotes around the whole text"
            )
        }
        return makeWord(from: start)
    }

    private func makeWord(from start: Int) -> FilterArgument {
        FilterArgument(
            text: String(decoding: bytes[start..<position], as: UTF8.self),
            range: start..<position,
            places: .from(start)
        )
    }

    /// Moves to the bracket that closes a class, if there is one; `]` first in a class is a member.
    private mutating func skipBrackets() {
        var end = position + 1
        if byte(at: end) == UInt8(ascii: "^") { end += 1 }
        if byte(at: end) == UInt8(ascii: "]") { end += 1 }
        while let byte = byte(at: end), byte != UInt8(ascii: "]"), !byte.isFilterSpace {
            end += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        if byte(at: end) == UInt8(ascii: "]") { position = end }
    }

    private var nameAhead: String {
        var scanner = self
        return scanner.operatorName().name
    }

    /// Whether `&` or `|` at the end of what could be a word joins terms: a term, a group of terms, a space or the end
    /// follows.
    private func isOperator(at place: Int) -> Bool {
        var next = place + 1
        while let byte = byte(at: next), byte == UInt8(ascii: "!") || byte == UInt8(ascii: "(") { next += 1 }
        guard let byte = byte(at: next) else { return true }
        return byte == UInt8(ascii: "~") || byte == UInt8(ascii: ")") || next == place + 1 && byte.isFilterSpace
    }

    /// After a quote or a parenthesis only what cannot be more of the same text.
    func expectEnd(after what: String) throws(FilterError) {
        guard let byte = peek, !byte.isFilterSpace, !Self.delimiters.contains(byte) else { return }
        throw FilterError(
            range: position..<(position + 1),
            message: "text attached to \(what)",
            expected: "a space, &, | or ), or quotes around the whole text"
        )
    }

    private static let delimiters: Set<UInt8> = Set("()&|!~".utf8)
}

extension UInt8 {
    var isFilterSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
