import FlowKit

extension DetailDocument {
    /// The request as received, and beneath its body what went upstream instead where that differs.
    mutating func appendRequest(of flow: Flow, body: [StyledLine]?) {
        appendStartLine(of: flow.request)
        append(fields: flow.request.headers)
        if let counts = flow.tunnel { return append(tunnel: counts) }
        append(body: body, of: flow.request, isComplete: flow.timing.requestDone != nil || flow.isFinished)
        guard let forwarded = flow.forwardedRequest else { return }
        append(heading: "Forwarded upstream as")
        appendStartLine(of: forwarded)
        append(fields: forwarded.headers)
        if forwarded.body != flow.request.body {
            append("The body differs: \(Format.byteCount(forwarded.body?.byteCount ?? 0)) went upstream.", .dim)
        }
    }

    /// Everything that came back: 1xx responses, the final one, or why there is none.
    mutating func appendResponse(of flow: Flow, body: [StyledLine]?) {
        if let error = flow.error { append(error.message.capitalizedFirst, .error) }
        if let hit = flow.blockedBy { append("Blocked by the rule \(hit.name).", .error) }
        for response in flow.informational {
            append(startLineOf: response)
            append(fields: response.headers)
            separate()
        }
        guard let response = flow.response else {
            if flow.error == nil, flow.blockedBy == nil, flow.tunnel == nil {
                append(flow.isFinished ? "There was no response." : "Waiting for the response…", .dim)
            }
            return
        }
        if !lines.isEmpty, flow.informational.isEmpty { separate() }
        append(startLineOf: response)
        append(fields: response.headers)
        if flow.isAnsweredByProxy { append("Sluice wrote this response; no server was asked.", .dim) }
        append(body: body, of: response, isComplete: flow.isFinished)
    }

    private mutating func appendStartLine(of request: Request) {
        append(
            .init(request.method, .heading),
            .init(" "),
            .init(request.target.text),
            .init(" "),
            .init(request.version.rawValue, .dim)
        )
    }

    private mutating func append(startLineOf response: Response) {
        let role: StyledLine.Role = response.status >= 400 ? .error : .heading
        let reason = response.reason.isEmpty ? "" : " " + response.reason.text
        append(.init(response.version.rawValue, .dim), .init(" "), .init("\(response.status)\(reason)", role))
    }

    private mutating func append(fields: Headers) {
        append(table: fields.map { (name: $0.name, value: StyledLine($0.value)) })
    }

    private mutating func append(tunnel counts: TunnelCounts) {
        append(heading: "Tunnel, relayed unread")
        append(table: [
            ("Protocol", counts.protocolName.isEmpty ? "nothing was sent" : counts.protocolName),
            ("Sent", Format.byteCount(counts.bytesFromClient)),
            ("Received", Format.byteCount(counts.bytesFromServer)),
        ])
    }

    private mutating func append(body lines: [StyledLine]?, of message: some Message, isComplete: Bool) {
        guard let body = message.body else { return append("No body.", .dim) }
        separate()
        for line in lines ?? [StyledLine("Rendering \(Format.byteCount(body.capturedByteCount))…", .dim)] {
            append(line)
        }
        if !isComplete { append("⋯ \(Format.byteCount(body.byteCount)) so far", .dim) }
        if body.isTruncated {
            let captured = body.capturedByteCount
            append("\(captured) B of \(body.byteCount) B captured: the rest passed, beyond the limit on bodies.", .dim)
        }
        if let trailers = message.trailers, !trailers.isEmpty {
            append(heading: "Trailers")
            append(fields: trailers)
        }
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
