/// What is looked for in bodies.
package struct SearchQuestion: Hashable, Sendable {
    package var text: String
    /// The text is a regular expression, which is held against each line by itself.
    package var isPattern: Bool
    /// Start lines and fields are searched as well.
    package var readsHeads: Bool

    /// More characters than anybody searches for.
    private static let textLimit = 1_000

    package init(_ text: String, isPattern: Bool = false, readsHeads: Bool = false) {
        self.text = text
        self.isPattern = isPattern
        self.readsHeads = readsHeads
    }

    /// Case counts only where the text has a capital; in a regular expression those of escapes such as `\S` are none.
    package var isCaseSensitive: Bool {
        guard isPattern else { return text.contains(where: \.isUppercase) }
        var isEscaped = false
        return text.contains { character in
            defer { isEscaped = character == "\\" && !isEscaped }
            return character.isUppercase && !isEscaped
        }
    }

    /// What finds it.
    ///
    /// - Throws: `FilterError` with the part of `text` to underline, where it is no regular expression or nothing at all.
    package func matcher() throws(FilterError) -> SearchMatcher {
        let whole = 0..<text.utf8.count
        guard !text.isEmpty else {
            throw FilterError(range: whole, message: "nothing to search for", expected: "a text")
        }
        guard text.count <= Self.textLimit else {
            throw FilterError(range: whole, message: "too long", expected: "\(Self.textLimit) characters at most")
        }
        let options: Pattern.Options = isCaseSensitive ? .caseSensitive : []
        if isPattern { return SearchMatcher(pattern: try Pattern(text, options: options)) }
        // Cases beyond ASCII are what patterns know of.
        let hasOtherCases = text.unicodeScalars.contains { !$0.isASCII && $0.properties.changesWhenCaseMapped }
        if hasOtherCases, !isCaseSensitive { return SearchMatcher(pattern: try Pattern(Pattern.escape(text))) }
        return SearchMatcher(literal: LiteralNeedle(text.utf8, isCaseSensitive: isCaseSensitive))
    }
}
