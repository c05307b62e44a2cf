/// A JSONPath query (RFC 9535), such as `$.errors[?@.code == "E42"].message`.
///
/// Where an object has a name twice, its selector takes all of them; the value of a path in a comparison is the last one, as
/// most readers have it. Numbers compare by their exact value, however they are written and however long.
package struct JSONPath: Sendable {
    struct Segment: Sendable {
        /// `..`: the value and all below it.
        let isDescendant: Bool
        let selectors: [Selector]
    }

    enum Selector: Sendable {
        case name([UInt8])
        case wildcard
        case index(Int)
        case slice(start: Int?, end: Int?, step: Int)
        case filter(Condition)
    }

    /// A path and what it starts from.
    struct Query: Sendable {
        /// From the root, `$`; else from the current value, `@`.
        let isAbsolute: Bool
        let segments: [Segment]

        /// Can find one value at most: names and indices only.
        var isSingular: Bool {
            segments.allSatisfy { segment in
                guard !segment.isDescendant, segment.selectors.count == 1 else { return false }
                switch segment.selectors[0] {
                case .name, .index: return true
                case .wildcard, .slice, .filter: return false
                }
            }
        }
    }

    /// What is asked of a value.
    indirect enum Condition: Sendable {
        case all([Condition])
        case any([Condition])
        case not(Condition)
        case exists(Query)
        case comparison(Operand, Comparison, Operand)
        /// For any of the values that the query finds.
        case anyComparison(Query, Comparison, Operand)
        case matches(Operand, Regex, isWhole: Bool)
    }

    indirect enum Operand: Sendable {
        case literal(Literal)
        case query(Query)
        case length(Operand)
        case count(Query)
        case value(Query)
    }

    enum Literal: Sendable {
        case string([UInt8])
        /// As it is written.
        case number([UInt8])
        case `true`, `false`, null
    }

    enum Comparison: String, Sendable, CaseIterable {
        // Those of two characters first, for they begin like others.
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }

    /// A regular expression of `match` and `search`.
    enum Regex: Sendable {
        case fixed(Pattern)
        /// Found in the text that is asked about.
        case found(Operand)
    }

    /// As it was written.
    package let text: String
    let query: Query
    private let required: JSONNeedles

    /// - Throws: `FilterError` whose `range` (UTF-8 offsets into `text`) is the part to underline.
    package init(_ text: String) throws(FilterError) {
        var parser = JSONPathParser(text)
        query = try parser.path()
        self.text = text
        required = JSONNeedles(query.requiredNames)
    }

    /// False only where the path finds nothing in any text of these bytes.
    func canBeFound(in bytes: [UInt8]) -> Bool { required.canStand(in: bytes) }

    /// The name of the last selector that has one, for titles; `$` where none has.
    package var lastName: String {
        for case .name(let name)? in query.segments.reversed().map(\.selectors.last) {
            return String(decoding: name, as: UTF8.self)
        }
        return "$"
    }
}

extension JSONPath: Hashable, CustomStringConvertible {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.text == rhs.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
    package var description: String { text }
}
