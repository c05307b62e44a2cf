/// What colouring must know about a language's words.
struct CodeLanguage {
    let lineComment: [UInt8]?
    /// Quotes whose strings may run over several lines.
    let multilineQuotes: Set<UInt8>
    let keywords: Set<String>
    /// Bytes that words may hold besides letters, digits and `_`.
    let wordBytes: Set<UInt8>
    /// Whether a word with a colon behind it is a name.
    let namesPrecedeColons: Bool

    static let javaScript = CodeLanguage(
        lineComment: Array("//".utf8),
        multilineQuotes: [UInt8(ascii: "`")],
        keywords: [
            "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete",
            "do", "else", "export", "extends", "false", "finally", "for", "from", "function", "if", "import", "in",
            "instanceof", "let", "new", "null", "of", "return", "static", "super", "switch", "this", "throw", "true",
            "try", "typeof", "undefined", "var", "void", "while", "with", "yield",
        ],
        wordBytes: [UInt8(ascii: "$")],
        namesPrecedeColons: false
    )

    static let css = CodeLanguage(
        lineComment: nil,
        multilineQuotes: [],
        keywords: [
            "@charset", "@container", "@font-face", "@import", "@keyframes", "@layer", "@media", "@namespace", "@page",
            "@property", "@supports", "important",
        ],
        wordBytes: [UInt8(ascii: "-"), UInt8(ascii: "@")],
        namesPrecedeColons: true
    )
}
