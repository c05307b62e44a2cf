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
    /// Steps a regular expression may take in one body: some tenths of a second.
    static let patternStepLimit = 1 << 25

    private static func body(_ name: String, _ sides: [MessageSide], help: String) -> FilterTerm {
        let need: FilterNeed = sides.contains(.request) ? .requestBody : .response
        return .pattern(
            name,
            need: need,
            options: .dotAll,
            readsBody: true,
            help: help,
            example: "\(name) deadlock",
            columns: { pattern in
                // Nothing at all is found in a body of no bytes as well.
                let flags: FlowFlags = pattern.matches("") ? .live : [.requestBody, .responseBody, .messages]
                return .possible(anyOf: flags, BodyProbe(pattern.required, in: sides))
            }
        ) { pattern, flow, context in
            sides.contains { side in
                switch side {
                case .request:
                    matches(pattern, flow.request, of: flow, context)
                        || matches(pattern, flow.messages, from: .client, context)
                case .response:
                    flow.response.map { matches(pattern, $0, of: flow, context) } ?? false
                        || matches(pattern, flow.messages, from: .server, context)
                }
            }
        }
    }

    /// The newest first: of a long stream those are searched that the limit allows.
    private static func matches(
        _ pattern: Pattern,
        _ log: MessageLog?,
        from sender: StreamMessage.Sender,
        _ context: FilterContext
    ) -> Bool {
        guard let log else { return false }
        var left = byteLimit(pattern)
        for number in log.numbers.reversed() {
            let message = log[number]
            guard message.sender == sender else { continue }
            guard left > 0 else {
                context.shortfall?.note()
                return false
            }
            let bytes = message.payload.bytes.prefix(left)
            if finds(pattern, bytes, context) { return true }
            left -= max(1, bytes.count)
        }
        return false
    }

    private static func matches(
        _ pattern: Pattern,
        _ message: some Message,
        of flow: Flow,
        _ context: FilterContext
    ) -> Bool {
        let limit = byteLimit(pattern)
        guard let body = message.body else { return false }
        let decoded = body.decoded(headers: message.headers, limit: limit, isOpen: !flow.isFinished)
        if finds(pattern, decoded.bytes.prefix(limit), context) { return true }
        // Cut, by whomever, or no longer kept.
        if decoded.isTruncated { context.shortfall?.note() }
        return false
    }

    private static func finds(_ pattern: Pattern, _ bytes: ArraySlice<UInt8>, _ context: FilterContext) -> Bool {
        let outcome = pattern.search(bytes, stepLimit: patternStepLimit)
        if outcome == .gaveUp { context.shortfall?.note() }
        return outcome == .found
    }

    private static func byteLimit(_ pattern: Pattern) -> Int {
        pattern.isLiteral ? literalByteLimit : patternByteLimit
    }
}
