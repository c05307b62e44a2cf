/// What a HEADERS or PRIORITY frame says about a stream's place in the tree (RFC 7540 §5.3; deprecated, and forwarded).
struct HTTP2Priority: Hashable, Sendable {
    /// The stream it depends on; 0 is the root. A number of this connection: it is another one on the next.
    var dependency: HTTP2StreamID
    var isExclusive: Bool
    /// As on the wire: one less than the weight.
    var weight: UInt8
}

/// A frame that speaks of a stream's priority and nothing else, to be carried across.
enum HTTP2PrioritySignal: Hashable, Sendable {
    /// PRIORITY.
    case tree(HTTP2Priority)
    /// PRIORITY_UPDATE (RFC 9218 §7.1): the value of a Priority field.
    case update([UInt8])
}
