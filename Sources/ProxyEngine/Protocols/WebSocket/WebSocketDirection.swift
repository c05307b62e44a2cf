import FlowKit
import NIOCore

/// One direction of a WebSocket: what its sender says, and what the user puts between.
struct WebSocketDirection {
    private let sender: StreamMessage.Sender
    private var reader: WebSocketReader
    /// Injected messages for which there was no gap yet.
    private var waiting: [OutgoingMessage] = []
    private var hasInjectedClose = false

    private static let waitingByteLimit = 64 << 20

    init(_ sender: StreamMessage.Sender, extensions: WebSocketExtensions, bodyLimit: Int) {
        self.sender = sender
        reader = WebSocketReader(sender, extensions: extensions, bodyLimit: bodyLimit)
    }

    var violation: String? { reader.violation }

    /// - Returns: what to pass on.
    mutating func receive(_ bytes: ByteBuffer, at time: Timestamp, into messages: inout [StreamMessage]) -> ByteBuffer {
        guard waiting.isEmpty else { return receiveWithGaps(bytes, at: time, into: &messages) }
        bytes.withUnsafeReadableBytes { all in
            var offset = 0
            while offset < all.count { offset = reader.read(all, from: offset, at: time) }
        }
        messages += reader.takeMessages()
        return bytes
    }

    private mutating func receiveWithGaps(
        _ bytes: ByteBuffer,
        at time: Timestamp,
        into messages: inout [StreamMessage]
    ) -> ByteBuffer {
        var rest = bytes
        var passed = ByteBuffer()
        while rest.readableBytes > 0 {
            let count = rest.withUnsafeReadableBytes { reader.read($0, from: 0, at: time) }
            if let part = rest.readSlice(length: count) { passed.writeImmutableBuffer(part) }
            messages += reader.takeMessages()
            writeWaiting(to: &passed, at: time, into: &messages)
        }
        return passed
    }

    /// - Returns: what to send now.
    mutating func inject(
        _ message: OutgoingMessage,
        at time: Timestamp,
        into messages: inout [StreamMessage]
    ) throws(EngineError) -> ByteBuffer {
        guard !reader.isStopped else {
            throw EngineError("what the \(sender) says cannot be followed any more: no message can be put into it")
        }
        guard !reader.hasClosed, !hasInjectedClose else {
            throw EngineError("the WebSocket is being closed from the \(sender)'s side: no message may follow")
        }
        let waitingByteCount = waiting.reduce(message.payload.count) { $0 + $1.payload.count }
        guard waiting.isEmpty || waitingByteCount <= Self.waitingByteLimit else {
            throw EngineError("too much waits already for the \(sender)'s message to end")
        }
        if case .close = message.kind { hasInjectedClose = true }
        waiting.append(message)
        var sent = ByteBuffer()
        writeWaiting(to: &sent, at: time, into: &messages)
        return sent
    }

    mutating func ended(at time: Timestamp, into messages: inout [StreamMessage]) {
        reader.end(at: time)
        waiting.removeAll()
        messages += reader.takeMessages()
    }

    /// Which of those that wait may stand here: control frames between fragments too (RFC 6455 §5.4), where only a close
    /// does not go before what was to be said first.
    private var nextIndex: Int? {
        if reader.isBetweenMessages { return waiting.indices.first }
        guard reader.isBetweenFrames else { return nil }
        return waiting.indices.first { index in
            switch waiting[index].kind {
            case .text, .binary: false
            case .ping, .pong: true
            case .close: index == 0
            }
        }
    }

    private mutating func writeWaiting(
        to bytes: inout ByteBuffer,
        at time: Timestamp,
        into messages: inout [StreamMessage]
    ) {
        while let index = nextIndex {
            let message = waiting.remove(at: index)
            let start = bytes.writerIndex
            bytes.writeWebSocketFrame(
                opcode: Self.opcode(of: message.kind),
                payload: Self.framePayload(of: message),
                mask: sender == .client ? .random(in: .min ... .max) : nil
            )
            let recorded = StreamMessage(
                sender: sender,
                kind: message.kind,
                time: time,
                payload: Body(message.payload),
                wireByteCount: bytes.writerIndex - start,
                isInjected: true
            )
            messages.append(recorded)
        }
    }

    private static func opcode(of kind: StreamMessage.Kind) -> UInt8 {
        switch kind {
        case .text: WebSocketFrame.Opcode.text
        case .binary: WebSocketFrame.Opcode.binary
        case .ping: WebSocketFrame.Opcode.ping
        case .pong: WebSocketFrame.Opcode.pong
        case .close: WebSocketFrame.Opcode.close
        }
    }

    private static func framePayload(of message: OutgoingMessage) -> [UInt8] {
        guard case .close(let code?) = message.kind else { return message.payload }
        return [UInt8(truncatingIfNeeded: code >> 8), UInt8(truncatingIfNeeded: code)] + message.payload
    }
}
