/// A regular expression in the syntax of Python's `re`, which searches bytes in time linear in their number.
///
/// Matching is unanchored, and case is ignored unless `(?-i)` says otherwise. Input is read as UTF-8; a byte that is not
/// part of a valid sequence counts as the Latin-1 character of its value. `\d`, `\w`, `\s` and `\b` know ASCII only.
/// There is no backtracking, so no pattern makes any input slow; what would need it (back-references, atomic groups,
/// possessive quantifiers) is refused with a reason. Look-around is allowed.
///
/// A class: it is handed on for every few flows by several threads, which its many parts would have to be counted for.
package final class Pattern: Sendable {
    /// What the terms of the filter language switch on.
    package struct Options: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// `^` and `$` match at each line.
        package static let multiline = Options(rawValue: 1)
        /// `.` matches newlines too.
        package static let dotAll = Options(rawValue: 2)
        package static let caseSensitive = Options(rawValue: 4)
    }

    /// What came of a search.
    package enum Outcome: Hashable, Sendable {
        case found
        case absent
        /// The steps allowed were taken before it was known.
        case gaveUp
    }

    enum Matcher: Sendable {
        case literal(LiteralNeedle)
        case program(PatternProgram)
    }

    let matcher: Matcher
    /// Finds most answers faster than the program; `nil`: it is of another kind.
    let fixed: FixedPattern?
    /// What must be in a text that it matches.
    package let required: RequiredText
    /// Texts of which one must be there, to look for first; empty: nothing is known.
    package let prefilter: [LiteralNeedle]

    /// - Throws: `FilterError` whose range counts in UTF-8 offsets of `source`.
    package init(_ source: String, options: Options = []) throws(FilterError) {
        var parser = PatternParser(source, options: options)
        let node = try parser.parse()
        required = node.required
        prefilter = required.alternatives.map { LiteralNeedle($0) }
        if let literal = node.literal {
            matcher = .literal(LiteralNeedle(literal))
            fixed = nil
        } else {
            fixed = FixedPattern(node)
            matcher = .program(try PatternProgram(node, sourceByteCount: source.utf8.count))
        }
    }

    /// True when matching is a plain search for bytes.
    package var isLiteral: Bool {
        if case .literal = matcher { true } else { false }
    }

    /// What to look for when matching is just that; `nil`: it takes more.
    package var literal: LiteralNeedle? {
        if case .literal(let needle) = matcher { needle } else { nil }
    }

    package func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        search(bytes, stepLimit: .max) == .found
    }

    /// Searches a text that may be long.
    ///
    /// - Parameter stepLimit: a step takes one possible state of the pattern over one character; plain text, and texts
    ///   that lack what the pattern requires, take none.
    package func search(_ bytes: UnsafeBufferPointer<UInt8>, stepLimit: Int) -> Outcome {
        switch matcher {
        case .literal(let needle):
            return needle.isFound(in: bytes) ? .found : .absent
        case .program(let program):
            guard prefilter.isEmpty || prefilter.contains(where: { $0.isFound(in: bytes) }) else { return .absent }
            if let isFound = fixed?.isFound(in: bytes) { return isFound ? .found : .absent }
            return PatternMachine.search(program, bytes, stepLimit: stepLimit)
        }
    }

    package func search(_ bytes: some Collection<UInt8>, stepLimit: Int) -> Outcome {
        bytes.withContiguousStorageIfAvailable { search($0, stepLimit: stepLimit) }
            ?? Array(bytes).withUnsafeBufferPointer { search($0, stepLimit: stepLimit) }
    }

    package func matches(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.withContiguousStorageIfAvailable { matches($0) } ?? Array(bytes).withUnsafeBufferPointer { matches($0) }
    }

    package func matches(_ text: some StringProtocol) -> Bool { matches(text.utf8) }

    /// The text as a pattern that matches just it.
    package static func escape(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if #"\.^$*+?{}[]()|"#.unicodeScalars.contains(scalar) { result.append("\\") }
            result.append(scalar)
        }
        return String(result)
    }
}
