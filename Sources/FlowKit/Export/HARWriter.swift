extension Exporter {
    static let har = Exporter(
        name: "HAR",
        keyword: "har",
        fileExtension: "har",
        summary: "an HTTP archive (HAR 1.2) with bodies, for browsers and other tools",
        export: { flows in
            var writer = HARWriter()
            var bytes = writer.opening()
            for flow in flows { bytes += writer.entry(for: flow) }
            return bytes + writer.closing()
        }
    )
}

/// Writes an HTTP archive (HAR 1.2) piece by piece: memory for one entry is all it takes.
///
/// The file is valid once `closing` was written. It holds what was on the wire: bodies that are not UTF-8 are base64, a
/// body with a content coding stands decoded for other tools and as received in `_wireBase64`, sizes are real. What HAR
/// has no member for begins with `_`, as its specification asks; `HARFile` reads all of it back.
package struct HARWriter: Sendable {
    private var json = JSONWriter()

    package init() {}

    /// What comes before the first entry.
    package mutating func opening(creatorVersion: String = "1") -> [UInt8] {
        json.beginObject()
        json.key("log")
        json.beginObject()
        json.member("version", "1.2")
        json.key("creator")
        json.object { json in
            json.member("name", "Sluice")
            json.member("version", creatorVersion)
        }
        json.member("pages", JSONValue.array([]))
        json.key("entries")
        json.beginArray()
        return json.takeBytes()
    }

    /// One flow; the comma before it included.
    package mutating func entry(for flow: Flow) -> [UInt8] {
        json.object { json in
            json.member("startedDateTime", flow.timing.started.rfc3339)
            json.member("time", flow.timing.duration?.milliseconds ?? 0)
            json.key("request")
            HARMessage.write(flow.request, to: &json)
            json.key("response")
            HARMessage.write(flow.response, error: flow.error, to: &json)
            json.key("cache")
            json.object { _ in }
            json.key("timings")
            StageDurations(flow.timing).write(to: &json)
            if let server = flow.server {
                json.member("serverIPAddress", Self.address(server.remoteAddress))
                json.member("connection", String(server.id))
            }
            Self.writeOwnMembers(of: flow, to: &json)
        }
        return json.takeBytes()
    }

    /// What comes after the last entry.
    package mutating func closing() -> [UInt8] {
        json.endArray()
        json.endObject()
        json.endObject()
        json.newline()
        return json.takeBytes()
    }

    private static func writeOwnMembers(of flow: Flow, to json: inout JSONWriter) {
        json.member("_id", flow.id.rawValue)
        if case .replay(let origin) = flow.source { json.member("_replayOf", origin?.rawValue) }
        for (name, isSet) in [
            ("_edited", flow.isEdited), ("_marked", flow.isMarked), ("_answeredByProxy", flow.isAnsweredByProxy),
            ("_serverConnectionReused", flow.isServerConnectionReused), ("_tunneled", flow.kind == .tunnel),
        ] where isSet { json.member(name, true) }
        if let error = flow.error {
            json.member("_error", ["code": .string(error.code.rawValue), "message": .string(error.message)])
        }
        if let rule = flow.blockedBy {
            json.member("_blockedBy", ["rule": .number(String(rule.id.rawValue)), "name": .string(rule.name)])
        }
        if let tunnel = flow.tunnel {
            json.key("_tunnel")
            json.object { json in
                json.member("protocol", tunnel.protocolName)
                json.member("bytesFromClient", tunnel.bytesFromClient)
                json.member("bytesFromServer", tunnel.bytesFromServer)
                if let name = tunnel.serverName { json.member("serverName", name) }
                if let reason = tunnel.passThroughReason { json.member("passedThrough", reason) }
            }
        }
        if let messages = flow.messages { HARMessages.write(messages, to: &json) }
        for (name, connection) in [("_client", flow.client), ("_server", flow.server)] {
            guard let connection else { continue }
            json.member(name, HARConnection.value(of: connection))
        }
        if let forwarded = flow.forwardedRequest {
            json.key("_forwardedRequest")
            HARMessage.write(forwarded, to: &json)
        }
        guard !flow.informational.isEmpty else { return }
        json.key("_informational")
        json.array { json in flow.informational.forEach { HARMessage.write($0, error: nil, to: &json) } }
    }

    /// `127.0.0.1:80` and `[::1]:80` without port and brackets.
    private static func address(_ hostAndPort: String) -> String {
        let host = hostAndPort.lastIndex(of: ":").map { hostAndPort[..<$0] } ?? hostAndPort[...]
        return String(host.filter { $0 != "[" && $0 != "]" })
    }
}
