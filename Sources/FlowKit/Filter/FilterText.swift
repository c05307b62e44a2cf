/// Writing filters.
package enum FilterText {
    /// The text in quotes, as the filter language reads it back: single ones where that spares escapes.
    package static func quoted(_ text: some StringProtocol) -> String {
        text.contains("\"") && !text.contains("'") ? quote(text, in: "'") : quote(text)
    }

    /// A filter for flows that an earlier one lets through and a term matches.
    package static func conjunction(of filter: Filter, and term: String) -> String {
        guard !filter.matchesAll else { return term }
        // "Or" is looser than "and".
        let isOneTerm = filter.uses.count == 1 || !filter.text.contains("|")
        return isOneTerm ? "\(filter.text) & \(term)" : "(\(filter.text)) & \(term)"
    }

    /// The text in double quotes, or in others, as the filter language reads it back.
    package static func quote(_ text: some StringProtocol, in quote: Unicode.Scalar = "\"") -> String {
        var result = String(quote)
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            // A backslash is taken as it is unless a quote or another one follows.
            let isEscape = scalar == "\\" && (next == nil || next == "\\" || next == quote)
            if scalar == quote || isEscape { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + String(quote)
    }

    /// The regular expression as an argument: as it is where that reads back the same, else quoted.
    package static func argument(_ pattern: some StringProtocol) -> String {
        let isPlain =
            !pattern.isEmpty
            && pattern.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar.value > 0x20 && !special.contains(scalar)
            }
        return isPlain && !pattern.hasSuffix("\\") ? String(pattern) : quote(pattern)
    }

    private static let special = Set("()[]&|!~\"'".unicodeScalars)
}
