import FlowKit

extension DetailDocument {
    /// The request as received, and beneath its body what went upstream instead where that differs.
    ///
    /// - Parameters:
    ///   - body: `nil` while it is being made ready.
    ///   - isForwarded: the head as it left is shown.
    mutating func appendRequest(of flow: Flow, body: BodyInfo?, isForwarded: Bool) {
        let forms = flow.forwardedHead(.request)
        if isForwarded, let forms {
            append(forms)
            if flow.requestForm?.addsChunks == true { append("The body left in chunks", .dim) }
        } else {
            append(startLineOf: flow.request)
            append(fields: flow.request.headers)
            if let forms { append(hintOf: forms) }
        }
        if let counts = flow.tunnel { return append(tunnel: counts, of: flow) }
        append(body: body, of: flow.request, isComplete: flow.timing.requestDone != nil || flow.isFinished)
        guard let forwarded = flow.forwardedRequest else { return }
        append(heading: "Forwarded upstream as")
        append(startLineOf: forwarded)
        append(fields: forwarded.headers)
        if forwarded.body != flow.request.body {
            append("the body differs: \(Format.byteCount(forwarded.body?.byteCount ?? 0)) went upstream", .dim)
        }
    }

    /// Everything that came back: 1xx responses, the final one, or why there is none.
    mutating func appendResponse(of flow: Flow, body: BodyInfo?, isForwarded: Bool) {
        if let error = flow.error { append(error.message.capitalizedFirst, .error) }
        if let hit = flow.blockedBy { append("Blocked by the rule \(hit.name)", .error) }
        if !lines.isEmpty { separate() }
        for response in flow.informational {
            append(startLineOf: response)
            append(fields: response.headers)
            separate()
        }
        guard let response = flow.response else {
            if let counts = flow.tunnel { return append(tunnel: counts, of: flow) }
            if flow.error == nil, flow.blockedBy == nil {
                append(flow.isFinished ? "There was no response." : "Waiting for the response…", .dim)
            }
            return
        }
        let forms = flow.forwardedHead(.response)
        if isForwarded, let forms {
            append(forms)
            appendGRPCStatus(of: flow)
            if let note = flow.responseForm?.chunks.note { append(note, .dim) }
        } else {
            append(startLineOf: response)
            appendGRPCStatus(of: flow)
            append(fields: response.headers)
            if let forms { append(hintOf: forms) }
        }
        if flow.isAnsweredByProxy { append("Sluice wrote this response; no server was asked.", .dim) }
        append(body: body, of: response, isComplete: flow.isFinished)
    }

    private mutating func append(startLineOf request: Request) {
        append(
            .init(request.method, .heading),
            .init(" "),
            .init(request.target.text),
            .init(" " + request.version.rawValue, .dim)
        )
    }

    private mutating func append(startLineOf response: Response) {
        let role: StyledLine.Role = response.status >= 500 ? .error : .heading
        let reason = response.reason.isEmpty ? "" : " " + response.reason.text
        append(.init(response.version.rawValue + " ", .dim), .init("\(response.status)\(reason)", role))
    }

    /// `gRPC 5 NOT_FOUND: no such cart`: what the call came to, which the HTTP status does not say.
    private mutating func appendGRPCStatus(of flow: Flow) {
        guard flow.isGRPC else { return }
        guard let status = flow.grpcStatus else {
            if flow.isFinished, flow.error == nil { append("gRPC: the response ended without a grpc-status", .error) }
            return
        }
        let message = status.message.isEmpty ? "" : ": " + status.message
        let role: StyledLine.Role = status.isFailure ? .error : .heading
        append(.init("gRPC ", .dim), .init("\(status.code) \(status.name)\(message)", role))
    }

    private mutating func append(fields: Headers) {
        append(table: fields.map { (name: $0.name, value: StyledLine($0.value)) })
    }

    private mutating func append(tunnel counts: TunnelCounts, of flow: Flow) {
        append(heading: flow.messages == nil ? "Tunnel, relayed unread" : "Stream of messages (6 shows them)")
        append(table: [
            ("Protocol", counts.protocolName.isEmpty ? "nothing was sent" : counts.protocolName),
            ("Sent", Format.byteCount(counts.bytesFromClient)),
            ("Received", Format.byteCount(counts.bytesFromServer)),
        ])
    }

    private mutating func append(body info: BodyInfo?, of message: some Message, isComplete: Bool) {
        guard let body = message.body else {
            separate()
            return append("No body", .dim)
        }
        separate()
        append(summary(of: body, info, isComplete: isComplete), .dim)
        append(body.layout)
        if let info {
            // What is said of the capture is in the summary.
            append(info) { !body.isTruncated || !$0.hasSuffix("were captured") }
        }
        guard let trailers = message.trailers, !trailers.isEmpty else { return }
        append(heading: "Trailers")
        append(fields: trailers)
    }

    /// What a message of a stream says; what is known of it stands over it.
    mutating func append(messageBody info: BodyInfo) {
        append(info) { _ in true }
        if info.lines.isEmpty { append("The message is empty", .dim) }
    }

    private mutating func append(_ info: BodyInfo, notesThat isShown: (String) -> Bool) {
        for note in info.notes where isShown(note) { append(note.capitalizedFirst, .comment) }
        append(bodyLines: info.lines)
        if info.summary.hasMore { append("There is more: + shows it", .heading) }
    }

    /// `json, gzip decoded · 88 B on the wire, 131 B decoded`.
    private func summary(of body: Body, _ info: BodyInfo?, isComplete: Bool) -> String {
        guard body.byteCount > 0 else { return isComplete ? "Empty body" : "The body has not begun" }
        var parts: [String] = []
        let size = Format.byteCount(body.byteCount)
        if let info {
            let view = info.summary.viewName ?? "body"
            let codings = info.codings.isEmpty ? "" : ", \(info.codings.joined(separator: " and ")) decoded"
            parts.append(view + codings)
            let decoded = Format.byteCount(info.decodedByteCount)
            parts.append(info.codings.isEmpty ? size : "\(size) on the wire, \(decoded) decoded")
        } else {
            parts += ["Making \(size) readable…"]
        }
        if body.isTruncated {
            parts.append(body.absence ?? "\(body.capturedByteCount) B of \(body.byteCount) captured")
        }
        if !isComplete { parts.append("still coming") }
        return parts.joined(separator: " · ")
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
