/// What can be typed next in a filter.
package enum FilterCompletion {
    /// What a term may be given, and a word about it.
    package struct Value: Hashable, Sendable {
        package var text: String
        package var help: String

        package init(_ text: String, help: String = "") {
            self.text = text
            self.help = help
        }
    }

    package struct Suggestion: Hashable, Sendable {
        /// What it takes the place of, as UTF-8 offsets of the text; empty at the cursor when nothing is begun.
        package let range: Range<Int>
        package let text: String
        /// The line to show beside it.
        package let help: String
    }

    /// Suggestions for the word at the cursor, in the order of the tables; empty inside free text.
    ///
    /// - Parameters:
    ///   - cursor: a UTF-8 offset of `text`; only what stands before it counts.
    ///   - values: what to offer for a term that takes free text, such as the hosts there are for `~d`.
    package static func suggestions(
        for text: String,
        cursor: Int,
        values: (FilterTerm) -> [Value] = { _ in [] }
    ) -> [Suggestion] {
        let bytes = Array(text.utf8.prefix(max(cursor, 0)))
        guard !isInsideQuotes(bytes) else { return [] }
        let start = bytes.lastIndex { $0.isFilterSpace || delimiters.contains($0) }.map { $0 + 1 } ?? 0
        let begun = String(decoding: bytes[start...], as: UTF8.self)
        if let term = termBefore(start, in: bytes) {
            let fixed = term.argument?.values.map { Value($0) } ?? []
            return (fixed.isEmpty ? values(term) : fixed).filter { $0.text.hasPrefix(begun) }.map {
                Suggestion(range: start..<bytes.count, text: $0.text, help: $0.help.isEmpty ? term.help : $0.help)
            }
        }
        guard begun.isEmpty || begun.hasPrefix("~") else { return [] }
        return FilterTerms.builtIn.filter { $0.name.hasPrefix(begun) }.map {
            Suggestion(range: start..<bytes.count, text: $0.name, help: "\($0.usage): \($0.help)")
        }
    }

    private static let delimiters = Set("()&|!".utf8)

    private static func isInsideQuotes(_ bytes: [UInt8]) -> Bool {
        var open: UInt8?
        var isEscaped = false
        for byte in bytes {
            defer { isEscaped = byte == UInt8(ascii: "\\") && !isEscaped }
            guard !isEscaped else { continue }
            if let quote = open {
                if byte == quote { open = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                open = byte
            }
        }
        return open != nil
    }

    /// The term whose argument begins at that place.
    private static func termBefore(_ start: Int, in bytes: [UInt8]) -> FilterTerm? {
        let head = bytes[..<start]
        guard head.last?.isFilterSpace == true else { return nil }
        let name = head.reversed().drop { $0.isFilterSpace }.prefix { $0.isWordByte || $0 == UInt8(ascii: "~") }
        guard let term = FilterTerms.named(String(decoding: name.reversed(), as: UTF8.self)) else { return nil }
        return term.argument == nil ? nil : term
    }
}
