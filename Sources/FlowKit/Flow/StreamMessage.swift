/// One message of a stream that stays open in both directions: for WebSocket a message with its fragments joined, or a
/// control frame.
package struct StreamMessage: Hashable, Sendable {
    package enum Sender: Hashable, Sendable {
        case client
        case server
    }

    /// RFC 6455 §5.2.
    package enum Kind: Hashable, Sendable {
        case text
        case binary
        case ping
        case pong
        /// The status code that ends the stream; `nil`: the frame carried none (RFC 6455 §7.1.5).
        case close(code: Int?)
    }

    package var sender: Sender
    package var kind: Kind
    /// When its last byte came.
    package var time: Timestamp
    /// The content, decompressed; for a close frame its reason without the code.
    package var payload: Body
    /// Bytes it took on the wire, framing included.
    package var wireByteCount: Int
    /// The content was compressed on the wire (RFC 7692).
    package var isCompressed: Bool
    /// Frames it came in.
    package var fragmentCount: Int
    /// Sent by Sluice on the user's word, and not by the end it seems to come from.
    package var isInjected: Bool
    /// What a reader must know about it: how it breaks the protocol, or why the content is cut or still encoded. Lower
    /// case, no full stop; `nil`: nothing.
    package var note: String?

    package init(
        sender: Sender,
        kind: Kind,
        time: Timestamp,
        payload: Body,
        wireByteCount: Int,
        isCompressed: Bool = false,
        fragmentCount: Int = 1,
        isInjected: Bool = false,
        note: String? = nil
    ) {
        self.sender = sender
        self.kind = kind
        self.time = time
        self.payload = payload
        self.wireByteCount = wireByteCount
        self.isCompressed = isCompressed
        self.fragmentCount = fragmentCount
        self.isInjected = isInjected
        self.note = note
    }
}
