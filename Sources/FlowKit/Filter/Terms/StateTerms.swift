extension FilterTerms {
    /// What became of a flow, and what it is.
    static let states: [FilterTerm] = [
        .flag("~all", need: .requestHead, help: "every flow", columns: .constant(true)) { _ in true },
        .flag(
            "~q",
            need: .requestHead,
            help: "a request without a response yet",
            columns: .flags(none: [.tunnel, .response])
        ) {
            $0.kind == .http && $0.response == nil
        },
        .flag(
            "~s",
            need: .response,
            help: "a flow with a response",
            columns: .flags(all: .response, none: .tunnel)
        ) { $0.kind == .http && $0.response != nil },
        .flag("~e", need: .end, help: "a flow that failed", columns: .flags(.error)) { $0.error != nil },
        .flag("~http", need: .requestHead, help: "an HTTP exchange", columns: .flags(none: .tunnel)) {
            $0.kind == .http
        },
        .flag("~tcp", need: .end, help: "a tunnel relayed unread", columns: .flags(.tunnel)) { $0.kind == .tunnel },
        .flag("~udp", need: .end, help: "a UDP exchange (none are recorded)", columns: .constant(false)) { _ in false },
        .flag("~dns", need: .end, help: "a DNS query (none are recorded)", columns: .constant(false)) { _ in false },
        .flag("~websocket", need: .response, help: "a WebSocket", columns: .flags(.webSocket)) { $0.isWebSocket },
        .flag("~blocked", need: .end, help: "a rule ended the flow", columns: .flags(.blocked)) { $0.blockedBy != nil },
        .pattern(
            "~rule",
            need: .end,
            help: "the name of the rule that ended the flow",
            example: "~rule telemetry",
            columns: { _ in .possible(anyOf: .blocked) }
        ) { pattern, flow, _ in
            flow.blockedBy.map { pattern.matches($0.name) } ?? false
        },
        .flag("~marked", need: .end, help: "a flow you marked", columns: .flags(.marked)) { $0.isMarked },
        .pattern(
            "~marker",
            need: .end,
            help: "the mark's name, which is always :default:",
            example: "~marker default",
            columns: { pattern in
                let marked = pattern.matches(":default:") ? ColumnTest.flags(.marked) : .constant(false)
                return pattern.matches("") ? .any([.flags(none: .marked), marked]) : marked
            }
        ) { pattern, flow, _ in
            pattern.matches(flow.isMarked ? ":default:" : "")
        },
        .pattern(
            "~comment",
            need: .end,
            options: .multiline,
            help: "the comment (flows have none: it is empty text)",
            example: "~comment todo",
            columns: { .constant($0.matches("")) }
        ) { pattern, _, _ in pattern.matches("") },
        .pattern(
            "~meta",
            need: .end,
            options: .multiline,
            help: "the metadata (flows have none: it is empty text)",
            example: "~meta key",
            columns: { .constant($0.matches("")) }
        ) { pattern, _, _ in pattern.matches("") },
    ]
}

extension Flow {
    /// Whether it asked for a WebSocket and got it.
    var isWebSocket: Bool {
        if messages != nil || tunnel?.protocolName == "websocket" { return true }
        return response?.status == 101 && request.headers.tokens("Upgrade").contains("websocket")
    }
}
