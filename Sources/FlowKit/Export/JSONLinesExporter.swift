extension Exporter {
    static let jsonLines = Exporter(
        name: "JSON lines",
        keyword: "jsonl",
        fileExtension: "jsonl",
        summary: "one line of JSON a flow, without bodies",
        separator: "",
        one: { JSONLines.line(for: $0) }
    )
}

/// Flows as lines of JSON. `FlowKit.docc/JSONLines.md`, this type's page, says what each member means.
package enum JSONLines {
    /// The number in every line's `schema`. It grows when a member goes or changes its meaning, not when one is added.
    package static let schema = 1

    /// One line, with its line break. Costs the decoding of bodies that have a content coding.
    package static func line(for flow: Flow) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("schema", schema)
            writer.member("id", flow.id.rawValue)
            writer.member("kind", flow.kind == .tunnel ? "tunnel" : "http")
            writer.member("started", flow.timing.started.rfc3339)
            writer.member("durationMs", flow.timing.duration?.milliseconds)
            writer.member("method", flow.request.method)
            writer.member("url", flow.request.url)
            writer.member("status", flow.response?.status)
            writer.key("request")
            write(flow.request, to: &writer)
            writer.key("response")
            if let response = flow.response { write(response, to: &writer) } else { writer.null() }
            writer.key("error")
            write(flow.error, to: &writer)
            writeOrigin(of: flow, to: &writer)
            writer.key("client")
            write(flow.client, to: &writer)
            writer.key("server")
            write(flow.server, isReused: flow.isServerConnectionReused, to: &writer)
            writer.key("tls")
            writeTLS(of: flow, to: &writer)
            writer.key("timings")
            StageDurations(flow.timing).write(to: &writer)
            writer.key("tunnel")
            write(flow.tunnel, to: &writer)
            writer.key("messages")
            write(flow.messages, to: &writer)
            writer.key("latin1")
            writer.array { writer in latin1Members(of: flow).forEach { writer.string($0) } }
        }
        writer.newline()
        return writer.takeBytes()
    }

    private static func writeOrigin(of flow: Flow, to writer: inout JSONWriter) {
        writer.member("blockedBy", flow.blockedBy?.name)
        switch flow.source {
        case .client:
            writer.member("source", "client")
            writer.member("replayOf", Int?.none)
        case .replay(let origin):
            writer.member("source", "replay")
            writer.member("replayOf", origin?.rawValue)
        case .file:
            writer.member("source", "file")
            writer.member("replayOf", Int?.none)
        }
        writer.member("edited", flow.isEdited)
        writer.member("answeredByProxy", flow.isAnsweredByProxy)
    }

    private static func write(_ message: some Message, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("version", message.version.rawValue)
            writer.key("headers")
            write(message.headers, to: &writer)
            writer.key("trailers")
            if let trailers = message.trailers { write(trailers, to: &writer) } else { writer.null() }
            writer.member("wireBytes", message.wireByteCount)
            writer.member("decodedBytes", decodedByteCount(of: message))
            writer.member("truncated", message.body?.isTruncated == true)
        }
    }

    private static func write(_ headers: Headers, to writer: inout JSONWriter) {
        writer.array { writer in
            for field in headers {
                writer.array { writer in
                    writer.string(field.name)
                    writer.string(field.value)
                }
            }
        }
    }

    /// `nil` where the content coding could not be undone.
    private static func decodedByteCount(of message: some Message) -> Int? {
        guard let body = message.body else { return 0 }
        guard body.byteCount > 0, !ContentCoding.names(in: message.headers).isEmpty else { return body.byteCount }
        let decoded = body.decoded(headers: message.headers)
        return decoded.isTruncated || decoded.codings.isEmpty ? nil : decoded.bytes.count
    }

    private static func write(_ error: FlowError?, to writer: inout JSONWriter) {
        guard let error else { return writer.null() }
        writer.object { writer in
            writer.member("code", error.code.rawValue)
            writer.member("message", error.message)
        }
    }

    private static func write(_ tunnel: TunnelCounts?, to writer: inout JSONWriter) {
        guard let tunnel else { return writer.null() }
        writer.object { writer in
            writer.member("protocol", tunnel.protocolName)
            writer.member("bytesFromClient", tunnel.bytesFromClient)
            writer.member("bytesFromServer", tunnel.bytesFromServer)
            writer.member("serverName", tunnel.serverName)
            writer.member("passedThrough", tunnel.passThroughReason)
        }
    }

    private static func write(_ messages: MessageLog?, to writer: inout JSONWriter) {
        guard let messages else { return writer.null() }
        var counts: [StreamMessage.Sender: Int] = [:]
        var closeCode: Int?
        for message in messages {
            switch message.kind {
            case .text, .binary: counts[message.sender, default: 0] += 1
            case .close(let code): closeCode = closeCode ?? code
            case .ping, .pong: break
            }
        }
        writer.object { writer in
            writer.member("fromClient", counts[.client, default: 0])
            writer.member("fromServer", counts[.server, default: 0])
            writer.member("dropped", messages.droppedCount)
            writer.member("closeCode", closeCode)
        }
    }

    private static func write(_ connection: Connection?, isReused: Bool? = nil, to writer: inout JSONWriter) {
        guard let connection else { return writer.null() }
        writer.object { writer in
            writer.member("connection", connection.id)
            writer.member("address", connection.remoteAddress)
            writer.member("localAddress", connection.localAddress)
            if let isReused { writer.member("reused", isReused) }
            if let listener = connection.listener { writer.member("listener", listener) }
            if let via = connection.via { writer.member("via", via) }
        }
    }

    private static func writeTLS(of flow: Flow, to writer: inout JSONWriter) {
        guard flow.client?.tls != nil || flow.server?.tls != nil else { return writer.null() }
        writer.object { writer in
            for (side, tls) in [("client", flow.client?.tls), ("server", flow.server?.tls)] {
                writer.key(side)
                guard let tls else {
                    writer.null()
                    continue
                }
                writer.object { writer in
                    writer.member("version", tls.version)
                    writer.member("cipher", tls.cipher)
                    writer.member("alpn", tls.alpn)
                    writer.member("serverName", tls.serverName)
                }
            }
        }
    }

    /// Which texts were not UTF-8 on the wire and were read as Latin-1: encoded as that, they give the bytes again.
    private static func latin1Members(of flow: Flow) -> [String] {
        func isLatin1(_ bytes: some Collection<UInt8>) -> Bool { String(validating: bytes, as: UTF8.self) == nil }
        func paths(_ headers: Headers?, _ path: String) -> [String] {
            guard let headers, isLatin1(headers.bytes) else { return [] }
            return headers.enumerated().compactMap { isLatin1($1.valueBytes) ? "\(path)[\($0)]" : nil }
        }
        return (isLatin1(flow.request.target.bytes) ? ["url"] : [])
            + paths(flow.request.headers, "request.headers") + paths(flow.request.trailers, "request.trailers")
            + paths(flow.response?.headers, "response.headers") + paths(flow.response?.trailers, "response.trailers")
    }
}
