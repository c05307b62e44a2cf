import FlowKit
import NIOCore

@testable import ProxyEngine

/// A tap, and what came of what was said through it.
struct WebSocketConversation {
    private var tap: WebSocketTap
    private(set) var messages: [StreamMessage] = []
    private var clock = Timestamp(nanoseconds: 0)

    init(extensions: String? = nil, bodyLimit: Int = 1 << 20) {
        let response = Headers(extensions.map { [("Sec-WebSocket-Extensions", $0)] } ?? [])
        tap = WebSocketTap(WebSocketExtensions(response: response), bodyLimit: bodyLimit)
    }

    var violation: String? { tap.violation }

    /// - Returns: what the other end gets.
    @discardableResult
    mutating func say(_ bytes: [UInt8], from sender: StreamMessage.Sender) -> [UInt8] {
        let passed = tap.receive(ByteBuffer(bytes: bytes), from: sender, at: tick())
        messages += tap.takeMessages()
        return Array(passed.readableBytesView)
    }

    mutating func inject(
        _ message: OutgoingMessage,
        toward receiver: StreamMessage.Sender
    ) throws(EngineError) -> [UInt8] {
        let sent = try tap.inject(message, toward: receiver, at: tick())
        messages += tap.takeMessages()
        return Array(sent.readableBytesView)
    }

    mutating func end(_ sender: StreamMessage.Sender) {
        tap.ended(sender, at: tick())
        messages += tap.takeMessages()
    }

    private mutating func tick() -> Timestamp {
        clock = clock + .seconds(1)
        return clock
    }

    /// Each message in a few words.
    var summary: [String] { messages.map(\.summary) }
}

extension StreamMessage {
    /// `client text "Hello" 11` and what else there is to say.
    var summary: String {
        let kind =
            switch kind {
            case .text: "text"
            case .binary: "binary"
            case .ping: "ping"
            case .pong: "pong"
            case .close(let code): "close \(code.map(String.init) ?? "-")"
            }
        let facts = [
            isCompressed ? "compressed" : nil, fragmentCount == 1 ? nil : "in \(fragmentCount)",
            isInjected ? "injected" : nil, payload.isTruncated ? "cut" : nil,
        ]
        let words = [sender == .client ? "client" : "server", kind, "\"\(WireText.decode(payload.bytes))\""]
        return (words + ["\(wireByteCount)"] + facts.compactMap(\.self)).joined(separator: " ")
    }
}

/// Writes frames as no honest end would.
func frame(
    _ opcode: UInt8,
    _ payload: [UInt8],
    isFinal: Bool = true,
    reserved: UInt8 = 0,
    mask: [UInt8]? = nil,
    lengthBytes: Int? = nil
) -> [UInt8] {
    let count = payload.count
    let lengthBytes = lengthBytes ?? (count < 126 ? 0 : count < 65_536 ? 2 : 8)
    let marker = lengthBytes == 0 ? UInt8(count) : lengthBytes == 2 ? 126 : 127
    var bytes = [(isFinal ? 0x80 : 0) | reserved | opcode, (mask == nil ? 0 : 0x80) | marker]
    for index in 0..<lengthBytes { bytes.append(UInt8(truncatingIfNeeded: count >> ((lengthBytes - 1 - index) * 8))) }
    guard let mask else { return bytes + payload }
    return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
}

func frame(_ opcode: UInt8, _ text: String, isFinal: Bool = true, mask: [UInt8]? = nil) -> [UInt8] {
    frame(opcode, Array(text.utf8), isFinal: isFinal, mask: mask)
}

/// The mask of RFC 6455's examples.
let exampleMask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
