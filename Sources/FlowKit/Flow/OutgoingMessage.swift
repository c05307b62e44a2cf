/// A message for Sluice to put into an open stream.
package struct OutgoingMessage: Hashable, Sendable {
    package var kind: StreamMessage.Kind
    /// Text in UTF-8; for a close its reason.
    package var payload: [UInt8]

    package init(_ kind: StreamMessage.Kind, _ payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }

    /// Bytes of payload that a control frame may have (RFC 6455 §5.5).
    package static let controlByteLimit = 125

    /// Why no WebSocket may carry it; `nil`: it may. Lower case, no full stop.
    package var obstacle: String? {
        switch kind {
        case .text where !isUTF8: "a text message must be UTF-8: send it as binary"
        case .text, .binary: nil
        case .ping, .pong:
            payload.count > Self.controlByteLimit ? "a ping or pong takes \(Self.controlByteLimit) bytes at most" : nil
        case .close(nil): payload.isEmpty ? nil : "a close without a code cannot have a reason"
        case .close(let code?) where !StreamMessage.isCloseCode(code):
            "\(code) is not a close code that may be sent: 1000 to 1014 but 1004 to 1006, or 3000 to 4999"
        case .close where !isUTF8: "a close's reason must be UTF-8"
        case .close:
            payload.count > Self.controlByteLimit - 2
                ? "a close's reason takes \(Self.controlByteLimit - 2) bytes at most" : nil
        }
    }

    private var isUTF8: Bool { String(validating: payload, as: UTF8.self) != nil }
}

extension StreamMessage {
    /// Whether a close frame may carry the code (RFC 6455 §7.4 and its registry).
    package static func isCloseCode(_ code: Int) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
