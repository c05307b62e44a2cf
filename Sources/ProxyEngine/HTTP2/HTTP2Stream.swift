internal import NIOCore

/// One stream as far as the connection must know it (RFC 9113 §5.1).
struct HTTP2Stream {
    /// What the peer's next HEADERS would be.
    enum Awaited {
        /// The request, or the response and what comes before it.
        case head
        case trailers
    }

    var isRemoteClosed = false
    /// END_STREAM was sent, not only asked for.
    var isLocalClosed = false
    var awaited = Awaited.head
    /// What content-length promises, and is still to come; `nil`: nothing is promised.
    var awaitedContent: Int?
    var informationalCount = 0
    /// For a response: what it answers has no content, or a content-length of its own meaning.
    var answersHead = false
    var answersConnect = false

    /// What we may send; a change of settings can make it negative.
    var sendWindow: Int
    var receiveWindow: HTTP2Window

    var queue = HTTP2SendQueue()
    /// It stands in the line of streams that have something to send.
    var isInLine = false
    /// It was over the high mark, and a `.writable` event is owed.
    var isBackedUp = false
    /// What to reset it with once all is sent.
    var resetAtEnd: HTTP2ErrorCode?
    /// HEADERS were sent: there is a stream to speak of.
    var isOpened: Bool

    var isClosed: Bool { isRemoteClosed && isLocalClosed }

    /// Something could go out now, were the connection's window open.
    var canSend: Bool {
        guard !isLocalClosed else { return false }
        return queue.byteCount > 0 ? sendWindow > 0 : queue.isEnded
    }
}

/// What is to be sent on a stream, behind its head.
struct HTTP2SendQueue {
    private var buffers: [ByteBuffer] = []
    private var first = 0
    /// The last buffer is a copy, to which others may be added.
    private var isLastCopied = false
    private(set) var byteCount = 0
    private static let copiedByteCount = 1_024
    var trailers: HTTP2Fields?
    /// Nothing comes behind what is queued.
    var isEnded = false

    mutating func append(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        byteCount += bytes.readableBytes
        guard bytes.readableBytes <= Self.copiedByteCount else {
            isLastCopied = false
            return buffers.append(bytes)
        }
        // A few bytes must not keep the whole block alive that they were read into.
        if !isLastCopied || first == buffers.count { buffers.append(ByteBuffer()) }
        isLastCopied = true
        buffers[buffers.count - 1].writeImmutableBuffer(bytes)
    }

    /// Moves bytes of one or more buffers into the output.
    mutating func move(_ count: Int, into output: inout ByteBuffer) {
        var remaining = count
        while remaining > 0, first < buffers.count {
            let readable = buffers[first].readableBytes
            if readable <= remaining {
                output.writeBuffer(&buffers[first])
                buffers[first] = ByteBuffer()
                first += 1
                remaining -= readable
            } else if var part = buffers[first].readSlice(length: remaining) {
                output.writeBuffer(&part)
                remaining = 0
            }
        }
        byteCount -= count - remaining
        if first == buffers.count {
            buffers.removeAll(keepingCapacity: true)
            first = 0
        } else if first > 64, first * 2 > buffers.count {
            buffers.removeFirst(first)
            first = 0
        }
    }
}
