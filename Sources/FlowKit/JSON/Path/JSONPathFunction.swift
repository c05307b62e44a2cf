/// A part of a condition as read, before it is known what it stands for.
struct JSONPathTerm {
    enum Kind {
        case query(JSONPath.Query)
        /// A text with the places of its bytes.
        case literal(JSONPath.Literal, places: [Int])
        /// A function that gives a value.
        case value(JSONPath.Operand)
        /// A function that gives yes or no.
        case condition(JSONPath.Condition)
    }

    let kind: Kind
    /// UTF-8 offsets of the text.
    let range: Range<Int>

    /// As a side of a comparison, or an argument that is a value.
    func operand() throws(FilterError) -> JSONPath.Operand {
        switch kind {
        case .literal(let literal, _): return .literal(literal)
        case .value(let operand): return operand
        case .query(let query):
            guard query.isSingular else {
                throw error("this path may find several values", "names and indices only, or value() around the path")
            }
            return .query(query)
        case .condition: throw error("this function gives yes or no, and no value", "")
        }
    }

    /// As a condition by itself.
    func condition() throws(FilterError) -> JSONPath.Condition {
        switch kind {
        case .query(let query): return .exists(query)
        case .condition(let condition): return condition
        case .literal: throw error("a literal is no condition", "a comparison, such as @.code == 42")
        case .value: throw error("this function gives a value", "a comparison, such as length(@.items) > 2")
        }
    }

    /// As an argument that is all the values found.
    func query() throws(FilterError) -> JSONPath.Query {
        guard case .query(let query) = kind else { throw error("not a path", "a path, such as @.items[*]") }
        return query
    }

    func error(_ message: String, _ expected: String) -> FilterError {
        FilterError(range: range, message: message, expected: expected)
    }
}

/// A function of conditions (RFC 9535 §2.4).
struct JSONPathFunction: Sendable {
    let parameterCount: Int
    let usage: String
    /// - Throws: what is wrong with the types of the arguments.
    let make: @Sendable ([JSONPathTerm]) throws(FilterError) -> JSONPathTerm.Kind

    static let builtIn: [String: JSONPathFunction] = [
        "length": JSONPathFunction(parameterCount: 1, usage: "length(value)") { arguments throws(FilterError) in
            .value(.length(try arguments[0].operand()))
        },
        "count": JSONPathFunction(parameterCount: 1, usage: "count(path)") { arguments throws(FilterError) in
            .value(.count(try arguments[0].query()))
        },
        "value": JSONPathFunction(parameterCount: 1, usage: "value(path)") { arguments throws(FilterError) in
            .value(.value(try arguments[0].query()))
        },
        "match": regex("match", isWhole: true),
        "search": regex("search", isWhole: false),
    ]

    private static func regex(_ name: String, isWhole: Bool) -> JSONPathFunction {
        JSONPathFunction(parameterCount: 2, usage: "\(name)(value, 'regex')") { arguments throws(FilterError) in
            let text = try arguments[0].operand()
            guard case .literal(.string(let source), let places) = arguments[1].kind else {
                return .condition(.matches(text, .found(try arguments[1].operand()), isWhole: isWhole))
            }
            do throws(FilterError) {
                return .condition(
                    .matches(text, .fixed(try IRegexp.pattern(source, isWhole: isWhole)), isWhole: isWhole)
                )
            } catch {
                var error = error
                error.range = places[error.range.lowerBound]..<places[error.range.upperBound]
                throw error
            }
        }
    }
}
