extension FilterTerms {
    /// What stands in JSON bodies and messages.
    static let json: [FilterTerm] = [
        condition(
            "~json",
            [.request, .response],
            help: "JSON of either body, or of a message or event, by a JSONPath"
        ),
        condition("~jsonq", [.request], help: "JSON of the request, or of a message from the client"),
        condition("~jsons", [.response], help: "JSON of the response, or of a message or event from the server"),
    ]

    private static func condition(_ name: String, _ sides: [MessageSide], help: String) -> FilterTerm {
        FilterTerm(
            name,
            .init("jsonpath"),
            need: sides.contains(.request) ? .requestBody : .response,
            readsBody: true,
            help: help,
            example: "\(name) '$.errors[*].code == \"E42\"'",
            columns: { argument throws(FilterError) in
                let probe = BodyProbe(try argument.jsonCondition().requiredText, in: sides)
                return .possible(anyOf: [.requestBody, .responseBody, .messages], probe)
            }
        ) { argument throws(FilterError) in
            let condition = try argument.jsonCondition()
            return { flow, context in
                sides.contains { side in
                    JSONTexts(of: flow, side).contains(ifBytes: condition.canHold, shortfall: context.shortfall) {
                        condition.holds(in: $0)
                    }
                }
            }
        }
    }
}

extension FilterArgument {
    /// The argument as a question about JSON.
    func jsonCondition() throws(FilterError) -> JSONCondition {
        do throws(FilterError) {
            return try JSONCondition(text)
        } catch {
            let bytes = places[error.range.lowerBound]..<places[error.range.upperBound]
            throw FilterError(range: bytes, message: error.message, expected: error.expected)
        }
    }
}
