/// Source text in colours, otherwise as it is.
struct CodeView: ContentView {
    let name: String
    private let language: CodeLanguage
    /// The subtypes it is for, under any type.
    private let subtypes: Set<String>

    static let javaScript = CodeView(
        name: "javascript",
        language: .javaScript,
        subtypes: ["javascript", "x-javascript", "ecmascript", "x-ecmascript", "typescript"]
    )
    static let css = CodeView(name: "css", language: .css, subtypes: ["css"])

    func priority(for content: Content) -> ContentPriority {
        guard let type = content.mediaType, subtypes.contains(String(type.subtype)) else { return .never }
        return content.isBinary ? .never : .declared
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        var scanner = CodeScanner(content.utf8, language: language)
        while !output.isFull, let (bytes, role) = scanner.next() { output.write(bytes, role) }
    }
}

/// Cuts source text into comments, strings, numbers, words and the rest; every byte is in exactly one piece.
private struct CodeScanner {
    private var rest: ArraySlice<UInt8>
    private let language: CodeLanguage

    init(_ bytes: [UInt8], language: CodeLanguage) {
        rest = bytes[...]
        self.language = language
    }

    mutating func next() -> (bytes: ArraySlice<UInt8>, role: StyledLine.Role)? {
        guard let first = rest.first else { return nil }
        if rest.starts(with: "/*".utf8) { return take(endOfBlockComment, .comment) }
        if let mark = language.lineComment, rest.starts(with: mark) {
            return take(rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex, .comment)
        }
        if isQuote(first) { return take(endOfString(first), .string) }
        if isWord(first) { return word() }
        return take(rest.firstIndex { isWord($0) || isQuote($0) || $0 == UInt8(ascii: "/") }, .plain)
    }

    /// At least one byte, so that scanning goes on.
    private mutating func take(_ end: Int?, _ role: StyledLine.Role) -> (ArraySlice<UInt8>, StyledLine.Role) {
        let end = max(end ?? rest.endIndex, rest.startIndex + 1)
        defer { rest = rest[end...] }
        return (rest[..<end], role)
    }

    private mutating func word() -> (ArraySlice<UInt8>, StyledLine.Role) {
        let isNumber = rest.first?.isASCIIDigit == true
        let word = rest.prefix { isWord($0) || (isNumber && $0 == UInt8(ascii: ".")) }
        if isNumber { return take(word.endIndex, .number) }
        if word.count <= 32, language.keywords.contains(String(decoding: word, as: UTF8.self)) {
            return take(word.endIndex, .literal)
        }
        let isName = language.namesPrecedeColons && rest[word.endIndex...].first == UInt8(ascii: ":")
        return take(word.endIndex, isName ? .name : .plain)
    }

    private var endOfBlockComment: Int {
        let body = rest.dropFirst(2)
        let end = body.indices.first { body[$0] == UInt8(ascii: "*") && body[$0...].starts(with: "*/".utf8) }
        return end.map { $0 + 2 } ?? rest.endIndex
    }

    /// Behind the closing quote, or where the line ends without one.
    private func endOfString(_ quote: UInt8) -> Int {
        let isMultiline = language.multilineQuotes.contains(quote)
        var isEscaped = false
        for index in rest.indices.dropFirst() {
            let byte = rest[index]
            if byte == 0x0A && !isMultiline && !isEscaped { return index }
            if byte == quote && !isEscaped { return index + 1 }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return rest.endIndex
    }

    private func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || language.multilineQuotes.contains(byte)
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.asciiLowercased) || byte.isASCIIDigit
            || byte == UInt8(ascii: "_") || byte >= 0x80 || language.wordBytes.contains(byte)
    }
}
