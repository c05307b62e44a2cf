/// One part of a body that is a sequence: an event, a row, a message.
///
/// Holds places in the body's decoded bytes and no bytes; `Content.part(_:)` makes it readable.
package struct BodyPart: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A server-sent event with its name (`message` where it has none) and the id it sets.
        case event(name: String, id: String?)
        /// A block of an event stream that is no event, as it has no data: a comment that keeps the connection open, or a
        /// retry time alone.
        case comment
        /// A line of newline-delimited JSON.
        case row
        /// A message of gRPC.
        case message
        /// The fields that end a gRPC-Web response.
        case trailers
        /// A frame of gRPC with a flag that means nothing; what follows it cannot be trusted.
        case unknown(flags: UInt8)
    }

    package let kind: Kind
    /// From 1, over all kinds.
    package let number: Int
    /// Where it stands in the decoded bytes: with its prefix, but without line breaks at its end.
    package let range: Range<Int>
    /// The part of `range` without the prefix that says how much there is.
    package let payload: Range<Int>
    /// A message of gRPC that is marked as compressed.
    package var isCompressed = false
    /// False where the body stops before the part does.
    package let isFinished: Bool

    /// A word for its kind: an event's name, or `comment`, `row`, `message`, `trailers`, `unknown`.
    package var name: String {
        switch kind {
        case .event(let name, _): name
        case .comment: "comment"
        case .row: "row"
        case .message: "message"
        case .trailers: "trailers"
        case .unknown: "unknown"
        }
    }
}
