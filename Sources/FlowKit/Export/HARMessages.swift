/// The messages of a WebSocket as Chrome's archives have them (`_webSocketMessages`), with what they leave out.
enum HARMessages {
    static func write(_ log: MessageLog, to json: inout JSONWriter) {
        json.member("_resourceType", "websocket")
        if log.droppedCount > 0 { json.member("_webSocketMessagesDropped", log.droppedCount) }
        json.key("_webSocketMessages")
        json.array { json in
            for message in log { write(message, to: &json) }
        }
    }

    private static func write(_ message: StreamMessage, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", message.sender == .client ? "send" : "receive")
            json.key("time")
            json.raw(seconds(message.time).utf8)
            json.member("opcode", opcode(of: message.kind))
            let bytes = message.payload.bytes
            let isText = message.kind != .binary && String(validating: bytes, as: UTF8.self) != nil
            json.member("data", isText ? String(decoding: bytes, as: UTF8.self) : Base64.encode(bytes))
            // Chrome's binary messages are base64 without a word.
            if !isText, message.kind != .binary { json.member("_encoding", "base64") }
            if case .close(let code?) = message.kind { json.member("_closeCode", code) }
            if message.payload.isTruncated { json.member("_truncatedFrom", message.payload.byteCount) }
            json.member("_wireBytes", message.wireByteCount)
            if message.fragmentCount != 1 { json.member("_fragments", message.fragmentCount) }
            if message.isCompressed { json.member("_compressed", true) }
            if message.isInjected { json.member("_injected", true) }
            if let note = message.note { json.member("_note", note) }
        }
    }

    /// `nil` where the entry has none.
    static func read(_ entry: JSONValue, problems: inout [String]) -> MessageLog? {
        guard let elements = entry["_webSocketMessages"]?.elements else { return nil }
        var log = MessageLog(droppedCount: min(max(0, entry["_webSocketMessagesDropped"]?.int ?? 0), 1 << 48))
        for element in elements {
            if let message = message(from: element) {
                log.append(message, limit: .max)
            } else if element["type"] != "error" {  // Chrome's word for a connection that failed
                problems.append("a WebSocket message cannot be read")
            }
        }
        return log
    }

    private static func message(from value: JSONValue) -> StreamMessage? {
        guard let sender = senders[value["type"]?.string ?? ""], let kind = kind(of: value),
            let time = value["time"]?.double, (0...1e10).contains(time)
        else { return nil }
        let text = value["data"]?.string ?? ""
        var payload = Body(text)
        if kind == .binary || value["_encoding"] == "base64" {
            guard let bytes = Base64.decode(text) else { return nil }
            payload = Body(bytes)
        }
        if let byteCount = value["_truncatedFrom"]?.int {
            payload.byteCount = min(max(payload.byteCount, byteCount), 1 << 48)
            payload.isTruncated = true
        }
        return StreamMessage(
            sender: sender,
            kind: kind,
            time: Timestamp(nanoseconds: Int64((time * 1_000_000).rounded()) * 1000),
            payload: payload,
            wireByteCount: min(max(0, value["_wireBytes"]?.int ?? payload.byteCount), 1 << 48),
            isCompressed: value["_compressed"]?.bool ?? false,
            fragmentCount: max(1, value["_fragments"]?.int ?? 1),
            isInjected: value["_injected"]?.bool ?? false,
            note: value["_note"]?.string
        )
    }

    private static let senders: [String: StreamMessage.Sender] = ["send": .client, "receive": .server]

    private static func kind(of value: JSONValue) -> StreamMessage.Kind? {
        switch value["opcode"]?.int {
        case 1: .text
        case 2: .binary
        case 8: .close(code: value["_closeCode"]?.int)
        case 9: .ping
        case 10: .pong
        default: nil
        }
    }

    /// RFC 6455 §5.2.
    private static func opcode(of kind: StreamMessage.Kind) -> Int {
        switch kind {
        case .text: 1
        case .binary: 2
        case .close: 8
        case .ping: 9
        case .pong: 10
        }
    }

    /// Since 1970, with all of its microseconds.
    private static func seconds(_ time: Timestamp) -> String {
        let microseconds = max(0, time.nanoseconds) / 1000
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.utf8.count))\(fraction)"
    }
}
