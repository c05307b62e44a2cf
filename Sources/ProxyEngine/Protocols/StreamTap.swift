import FlowKit
import NIOCore

/// Reads along in a stream whose protocol is not HTTP, and puts messages of the user's between those of its ends.
///
/// Knows no channels and no clock: whoever relays the stream leads each piece of it through here.
protocol StreamTap {
    /// Takes bytes that one end sent.
    ///
    /// - Returns: what to pass on: those bytes, and between them the messages that waited for a gap.
    mutating func receive(_ bytes: ByteBuffer, from sender: StreamMessage.Sender, at time: Timestamp) -> ByteBuffer

    /// Takes a message to be sent as if the other end had sent it.
    ///
    /// - Returns: what to send now; empty while the other end is in the middle of a message of its own.
    /// - Throws: why it cannot be sent.
    mutating func inject(
        _ message: OutgoingMessage,
        toward receiver: StreamMessage.Sender,
        at time: Timestamp
    ) throws(EngineError) -> ByteBuffer

    /// One end will send no more.
    mutating func ended(_ sender: StreamMessage.Sender, at time: Timestamp)

    /// The messages that became complete since the last call, in their order.
    mutating func takeMessages() -> [StreamMessage]

    /// The first breach of the protocol, for people; the bytes passed all the same.
    var violation: String? { get }
}
