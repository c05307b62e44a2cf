/// A yes-or-no question about a JSON text, such as `$.errors[*].code == "E42"`.
///
/// What stands in a JSONPath filter `[?…]`, with `$` the text. A path alone asks whether it finds anything, be it `null`. In a
/// comparison a path on the left asks each value it finds, and one that is so is enough: a path that finds nothing is never
/// so, not even with `!=`. On the right stands a literal, a path of names and indices, or a function.
package struct JSONCondition: Sendable {
    /// As it was written.
    package let text: String
    let condition: JSONPath.Condition
    private let required: JSONNeedles

    /// Space at either end does not count.
    ///
    /// - Throws: `FilterError` whose `range` (UTF-8 offsets into `text`) is the part to underline.
    package init(_ text: String) throws(FilterError) {
        var parser = JSONPathParser(text)
        parser.skipSpace()
        condition = try parser.condition()
        parser.skipSpace()
        try parser.expectEnd("a comparison such as == 42, && or ||")
        self.text = text
        required = JSONNeedles(condition.requiredTexts)
    }

    /// False only where no text of these bytes can fulfil the condition: a look that costs far less than reading them.
    func canHold(in bytes: [UInt8]) -> Bool { required.canStand(in: bytes) }

    /// What a text that fulfils the condition has in it, for signatures.
    var requiredText: RequiredText { required.text }

    /// What the evaluation did not reach within the limit of steps does not count.
    package func holds(in tape: JSONTape, stepLimit: Int? = nil) -> Bool {
        var run = JSONPathRun(tape, stepLimit: stepLimit ?? JSONPathRun.standardStepLimit)
        return run.holds(condition, at: 0)
    }
}

extension JSONCondition: Hashable, CustomStringConvertible {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.text == rhs.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
    package var description: String { text }
}

extension JSONPath.Condition {
    fileprivate var requiredTexts: [[UInt8]] {
        switch self {
        case .all(let conditions): conditions.flatMap(\.requiredTexts)
        case .exists(let query): query.requiredNames
        case .anyComparison(let query, .equal, .literal(.string(let text))): query.requiredNames + [text]
        case .anyComparison(let query, _, _): query.requiredNames
        case .any, .not, .comparison, .matches: []
        }
    }
}

extension JSONPath.Query {
    /// Names without which it finds nothing.
    var requiredNames: [[UInt8]] {
        segments.compactMap { segment in
            guard segment.selectors.count == 1, case .name(let name) = segment.selectors[0] else { return nil }
            return name
        }
    }
}

/// Names and strings that must stand in a JSON text, each somewhere, for a question about it to come true.
struct JSONNeedles: Sendable {
    private let needles: [LiteralNeedle]

    init(_ texts: [[UInt8]]) {
        let quote = UInt8(ascii: "\"")
        needles = texts.filter(Self.isWrittenOneWay).map {
            LiteralNeedle([quote] + $0 + [quote], isCaseSensitive: true)
        }
    }

    func canStand(in bytes: [UInt8]) -> Bool {
        needles.allSatisfy { $0.isFound(in: bytes) } || Self.escape.isFound(in: bytes)
    }

    var text: RequiredText {
        let texts = RequiredText.all(of: needles.map { .text($0.bytes) })
        return texts == .anything ? .anything : .any([texts, .text(Array("\\u00".utf8))])
    }

    /// True where no character has an escape of its own, and all are the same bytes in most charsets.
    private static func isWrittenOneWay(_ text: [UInt8]) -> Bool {
        let special: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")]
        return text.allSatisfy { (0x20..<0x7F).contains($0) && !special.contains($0) }
    }

    /// Any character may be written as an escape of its number.
    private static let escape = LiteralNeedle("\\u".utf8, isCaseSensitive: true)
}
