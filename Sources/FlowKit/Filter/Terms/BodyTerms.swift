extension FilterTerms {
    /// What bodies say, their content codings removed.
    static let bodies: [FilterTerm] = [
        body("~b", [.request, .response], help: "the decoded body of the request or the response"),
        body("~bq", [.request], help: "the decoded body of the request"),
        body("~bs", [.response], help: "the decoded body of the response"),
    ]

    /// Decoded bytes that are searched for plain text.
    static let literalByteLimit = 16 << 20
    /// Decoded bytes that are searched with a regular expression, which takes longer.
    static let patternByteLimit = 1 << 20

    private static func body(_ name: String, _ sides: [MessageSide], help: String) -> FilterTerm {
        let need: FilterNeed = sides.contains(.request) ? .requestBody : .response
        return .pattern(
            name,
            need: need,
            options: .dotAll,
            readsBody: true,
            help: help,
            example: "\(name) deadlock"
        ) { pattern, flow, _ in
            sides.contains { side in
                switch side {
                case .request: matches(pattern, flow.request)
                case .response: flow.response.map { matches(pattern, $0) } ?? false
                }
            }
        }
    }

    private static func matches(_ pattern: Pattern, _ message: some Message) -> Bool {
        let limit = pattern.isLiteral ? literalByteLimit : patternByteLimit
        guard let body = message.body else { return false }
        return pattern.matches(body.decoded(headers: message.headers, limit: limit).bytes.prefix(limit))
    }
}
