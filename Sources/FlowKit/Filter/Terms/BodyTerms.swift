extension FilterTerms {
    /// What bodies and the messages of WebSockets say, their content codings and their compression removed.
    static let bodies: [FilterTerm] = [
        body(
            "~b",
            [.request, .response],
            help: "the decoded body of the request or the response, or a WebSocket's message"
        ),
        body("~bq", [.request], help: "the decoded body of the request, or a message from the client"),
        body("~bs", [.response], help: "the decoded body of the response, or a message from the server"),
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
                case .request: matches(pattern, flow.request) || matches(pattern, flow.messages, from: .client)
                case .response:
                    flow.response.map { matches(pattern, $0) } ?? false
                        || matches(pattern, flow.messages, from: .server)
                }
            }
        }
    }

    /// The newest first: of a long stream those are searched that the limit allows.
    private static func matches(_ pattern: Pattern, _ log: MessageLog?, from sender: StreamMessage.Sender) -> Bool {
        guard let log else { return false }
        var left = pattern.isLiteral ? literalByteLimit : patternByteLimit
        for number in log.numbers.reversed() where left > 0 {
            let message = log[number]
            guard message.sender == sender else { continue }
            let bytes = message.payload.bytes.prefix(left)
            if pattern.matches(bytes) { return true }
            left -= max(1, bytes.count)
        }
        return false
    }

    private static func matches(_ pattern: Pattern, _ message: some Message) -> Bool {
        let limit = pattern.isLiteral ? literalByteLimit : patternByteLimit
        guard let body = message.body else { return false }
        return pattern.matches(body.decoded(headers: message.headers, limit: limit).bytes.prefix(limit))
    }
}
