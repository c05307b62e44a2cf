/// What stands after an operator, and where.
package struct FilterArgument: Sendable {
    package let text: String
    /// The argument in the filter's text, quotes included.
    package let range: Range<Int>
    /// The place in the filter's text of each UTF-8 byte of `text`, and of its end.
    let places: Places

    enum Places: Sendable {
        /// `text` stands in the filter as it is, from here on.
        case from(Int)
        /// Escapes were removed.
        case each([Int])

        subscript(offset: Int) -> Int {
            switch self {
            case .from(let start): start + offset
            case .each(let places): places[min(max(offset, 0), places.count - 1)]
            }
        }
    }

    /// A part of the argument, with places that still count in the filter's text.
    func part(_ bytes: Range<Int>) -> FilterArgument {
        let part = String(decoding: Array(text.utf8)[bytes], as: UTF8.self)
        let inner = bytes.map { places[$0] } + [places[bytes.upperBound]]
        return FilterArgument(text: part, range: inner[0]..<inner[inner.count - 1], places: .each(inner))
    }

    /// The argument as a regular expression.
    func pattern(_ options: Pattern.Options) throws(FilterError) -> Pattern {
        do {
            return try Pattern(text, options: options)
        } catch {
            let bytes = places[error.range.lowerBound]..<places[error.range.upperBound]
            throw FilterError(range: bytes, message: error.message, expected: error.expected)
        }
    }

    func error(_ message: String, expected: String) -> FilterError {
        FilterError(range: range, message: message, expected: expected)
    }
}
