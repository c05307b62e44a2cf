import FlowKit

extension Flow {
    /// A WebSocket that was opened at the start of `sample`, with messages a second apart.
    static func webSocket(
        _ id: Int = 1,
        _ messages: [StreamMessage] = [],
        url: String = "wss://api.example.com/socket",
        isOpen: Bool = true,
        limit: Int = .max
    ) -> Flow {
        var flow = Flow.sample(id, url: url.replacing("wss://", with: "https://"), status: 101)
        flow.response?.headers = [("Upgrade", "websocket"), ("Connection", "Upgrade")]
        flow.response?.body = nil
        flow.timing.firstByte = flow.timing.started
        flow.timing.finished = isOpen ? nil : flow.timing.started + .seconds(messages.count)
        flow.messages = MessageLog()
        for message in messages { flow.say(message, limit: limit) }
        return flow
    }

    /// The next message of the stream, a second after the one before.
    mutating func say(_ message: StreamMessage, limit: Int = .max) {
        var message = message
        message.time = timing.started + .seconds((messages?.endNumber ?? 0) + 1)
        messages?.append(message, limit: limit)
    }
}

extension StreamMessage {
    static func client(_ text: String) -> StreamMessage { StreamMessage(.client, .text, Array(text.utf8)) }
    static func server(_ text: String) -> StreamMessage { StreamMessage(.server, .text, Array(text.utf8)) }

    init(
        _ sender: Sender,
        _ kind: Kind,
        _ payload: [UInt8] = [],
        wire: Int? = nil,
        isCompressed: Bool = false,
        fragments: Int = 1,
        isInjected: Bool = false
    ) {
        self.init(
            sender: sender,
            kind: kind,
            time: Timestamp(nanoseconds: 0),
            payload: Body(payload),
            wireByteCount: wire ?? payload.count + 2,
            isCompressed: isCompressed,
            fragmentCount: fragments,
            isInjected: isInjected
        )
    }
}
