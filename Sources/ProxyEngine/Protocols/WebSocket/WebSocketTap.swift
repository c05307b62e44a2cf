import FlowKit
import NIOCore

/// Reads along in a WebSocket (RFC 6455), whose bytes it passes on as they are, right or wrong.
struct WebSocketTap: StreamTap {
    private var client: WebSocketDirection
    private var server: WebSocketDirection
    private var messages: [StreamMessage] = []
    private(set) var violation: String?

    init(_ extensions: WebSocketExtensions, bodyLimit: Int) {
        client = WebSocketDirection(.client, extensions: extensions, bodyLimit: bodyLimit)
        server = WebSocketDirection(.server, extensions: extensions, bodyLimit: bodyLimit)
    }

    mutating func receive(_ bytes: ByteBuffer, from sender: StreamMessage.Sender, at time: Timestamp) -> ByteBuffer {
        switch sender {
        case .client:
            let passed = client.receive(bytes, at: time, into: &messages)
            violation = violation ?? client.violation
            return passed
        case .server:
            let passed = server.receive(bytes, at: time, into: &messages)
            violation = violation ?? server.violation
            return passed
        }
    }

    mutating func inject(
        _ message: OutgoingMessage,
        toward receiver: StreamMessage.Sender,
        at time: Timestamp
    ) throws(EngineError) -> ByteBuffer {
        switch receiver {
        case .server: try client.inject(message, at: time, into: &messages)
        case .client: try server.inject(message, at: time, into: &messages)
        }
    }

    mutating func ended(_ sender: StreamMessage.Sender, at time: Timestamp) {
        switch sender {
        case .client: client.ended(at: time, into: &messages)
        case .server: server.ended(at: time, into: &messages)
        }
    }

    mutating func takeMessages() -> [StreamMessage] {
        guard !messages.isEmpty else { return [] }
        defer { messages = [] }
        return messages
    }
}

extension StreamProtocol {
    static let webSocket = StreamProtocol(name: "websocket") { response, bodyLimit in
        WebSocketTap(WebSocketExtensions(response: response), bodyLimit: bodyLimit)
    }
}
