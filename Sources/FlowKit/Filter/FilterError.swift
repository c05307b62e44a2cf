/// Why a filter's text cannot be read, and where.
package struct FilterError: Error, Hashable, Sendable {
    /// The part to underline, as UTF-8 offsets into the text; empty where something is missing at that place.
    package var range: Range<Int>
    /// What is wrong: lower case, no full stop.
    package var message: String
    /// What could stand there instead; empty where the message says it all.
    package var expected: String

    package init(range: Range<Int>, message: String, expected: String = "") {
        self.range = range
        self.message = message
        self.expected = expected
    }
}

extension FilterError: CustomStringConvertible {
    /// One line for places that cannot underline: `unknown term ~xyz at column 4 (expected …)`.
    package var description: String {
        explained("\(message) at column \(range.lowerBound &+ 1)")
    }

    /// One line for places that underline `range`.
    package var explanation: String { explained(message) }

    private func explained(_ text: String) -> String {
        expected.isEmpty ? text : "\(text) (expected \(expected))"
    }
}
