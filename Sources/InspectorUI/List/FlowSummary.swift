import FlowKit

/// What a flow comes to in a few characters.
enum FlowSummary {
    /// The path, after how a gRPC call failed; for what has none, what happened instead.
    static func place(of flow: Flow) -> FlowColumn.Content {
        let isTunnel = flow.messages == nil && (flow.request.method == "CONNECT" || flow.kind == .tunnel)
        guard isTunnel else {
            guard let failure = flow.grpcFailure else { return .init(flow.request.path) }
            return .init("\(failure.name) \(flow.request.path)", .error)
        }
        if let error = flow.error { return .init(error.message, .error) }
        guard let tunnel = flow.tunnel else { return .init("tunnel", .dim) }
        if let reason = tunnel.passThroughReason { return .init(reason, .dim) }
        let name = tunnel.protocolName.isEmpty ? "" : "\(tunnel.protocolName) "
        return .init("\(name)tunnel", .dim)
    }

    /// Beside the path of a WebSocket: `12 msgs, 3 s ago` while it is open, then `12 msgs`.
    static func notes(of flow: Flow, now: Timestamp) -> [String] {
        guard let messages = flow.messages else { return [] }
        let count = "\(Format.count(messages.endNumber)) msg\(messages.endNumber == 1 ? "" : "s")"
        guard !flow.isFinished, let last = messages.numbers.last else { return [count] }
        return ["\(count), \(Format.age(now - messages[last].time)) ago", count]
    }

    static func status(of flow: Flow, _ signs: Signs) -> FlowColumn.Content {
        guard let status = flow.response?.status else { return .init(signs.none, flow.error == nil ? .dim : .error) }
        return .init(String(status), flow.grpcFailure == nil ? Theme.role(status: status) : .error)
    }

    /// What the response is, in a word; `nil` where that is not known.
    static func type(of flow: Flow) -> String? {
        flow.messages != nil ? "ws" : flow.response?.mediaType.map(shortType)
    }

    /// `json` for `application/problem+json`, `js` for `text/javascript`.
    static func shortType(_ mediaType: String) -> String {
        guard let slash = mediaType.firstIndex(of: "/") else { return mediaType }
        let subtype = mediaType[mediaType.index(after: slash)...]
        // What follows the plus says how its messages are written.
        if subtype.hasPrefix("grpc") { return "grpc" }
        let last = subtype.split(separator: "+").last ?? subtype
        return shortTypes[String(last)] ?? String(last)
    }

    private static let shortTypes = [
        "javascript": "js", "x-javascript": "js", "ecmascript": "js", "x-www-form-urlencoded": "form",
        "form-data": "multi", "octet-stream": "binary", "event-stream": "events", "x-protobuf": "proto",
        "x-ndjson": "ndjson",
        "vnd.ms-fontobject": "font", "x-icon": "icon", "vnd.microsoft.icon": "icon", "plain": "text", "mpeg": "mpeg",
    ]
}

extension Flow {
    /// How a gRPC call failed, whose HTTP status is 200 all the same.
    fileprivate var grpcFailure: GRPCStatus? { grpcStatus.flatMap { $0.isFailure ? $0 : nil } }
}

/// The marks of a flow, each kind in a place of its own so that rows compare at a glance.
enum FlowMarks {
    static let columns = 4

    static func marks(of flow: Flow, _ signs: Signs) -> [FlowColumn.Content] {
        [
            flow.request.origin.scheme == .https ? .init(signs.tls, .dim) : nothing,
            origin(of: flow, signs),
            outcome(of: flow, signs),
            flow.isMarked ? .init(signs.marked, .accent) : nothing,
        ]
    }

    private static let nothing = FlowColumn.Content(" ")

    private static func origin(of flow: Flow, _ signs: Signs) -> FlowColumn.Content {
        if flow.isEdited { return .init(signs.edited, .accent) }
        if case .replay = flow.source { return .init(signs.replay, .accent) }
        return flow.messages == nil ? nothing : .init(signs.webSocket, .dim)
    }

    private static func outcome(of flow: Flow, _ signs: Signs) -> FlowColumn.Content {
        if flow.blockedBy != nil { return .init(signs.blocked, .warning) }
        if flow.error?.code == .clientPins { return .init(signs.pinned, .error) }
        if flow.error != nil || flow.grpcFailure != nil { return .init(signs.failed, .error) }
        if flow.isAnsweredByProxy { return .init(signs.answered, .accent) }
        if flow.kind == .tunnel, flow.messages == nil { return .init(signs.tunnel, .dim) }
        return flow.isFinished ? nothing : .init(signs.streaming, .accent)
    }
}
