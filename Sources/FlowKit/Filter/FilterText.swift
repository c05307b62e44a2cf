/// Writing filters.
package enum FilterText {
    /// The text in double quotes, as the filter language reads it back.
    package static func quote(_ text: some StringProtocol) -> String {
        var result = "\""
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            // A backslash is taken as it is unless a quote or another one follows.
            let isEscape = scalar == "\\" && (next == nil || next == "\\" || next == "\"")
            if scalar == "\"" || isEscape { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
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
