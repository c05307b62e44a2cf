/// How streams that ended did so, as far back as their late frames may come (RFC 9113 §5.1, §5.4.2).
struct HTTP2ClosedStreams {
    enum End: UInt8 {
        /// Both sides said END_STREAM.
        case complete
        /// The peer may not know yet: what it still sends is ignored.
        case resetByUs
        case resetByPeer
    }

    private struct Ring {
        let capacity: Int
        var entries: [(id: HTTP2StreamID, end: End)] = []
        var next = 0

        mutating func append(_ id: HTTP2StreamID, _ end: End) {
            if entries.count < capacity {
                entries.append((id, end))
            } else {
                entries[next] = (id, end)
                next = (next + 1) % capacity
            }
        }
    }

    /// Apart, so that the many that end well do not push out those whose late frames are no mistake.
    private var resets = Ring(capacity: 1_024)
    private var completions = Ring(capacity: 128)

    mutating func note(_ id: HTTP2StreamID, _ end: End) {
        if end == .complete { completions.append(id, end) } else { resets.append(id, end) }
    }

    /// `nil`: too long ago, or it never was.
    func end(of id: HTTP2StreamID) -> End? {
        var end: End?
        for entry in resets.entries where entry.id == id {
            // Reset by the peer, and then by us for what came after: from then on late frames are ignored.
            if entry.end == .resetByUs { return .resetByUs }
            end = entry.end
        }
        return end ?? completions.entries.first { $0.id == id }?.end
    }
}
