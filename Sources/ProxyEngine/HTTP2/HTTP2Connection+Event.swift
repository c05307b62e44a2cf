internal import NIOCore

extension HTTP2Connection {
    /// What the peer did, in its order.
    enum Event {
        /// The peer's settings as valid now; they are acknowledged already.
        case settings(HTTP2Settings)
        /// A head or trailers, checked (RFC 9113 §8). A `.request` opens its stream.
        case headers(HTTP2StreamID, HTTP2Fields, HTTP2HeadersKind, endStream: Bool, priority: HTTP2Priority?)
        /// Content, a part of the buffer it came in. Empty only with `endStream`.
        ///
        /// It closes the windows until ``HTTP2Connection/consumed(_:on:)`` is told of each byte; padding is seen to here.
        case data(HTTP2StreamID, ByteBuffer, endStream: Bool)
        /// The peer reset the stream; nothing more comes of it, and nothing can be sent.
        case reset(HTTP2StreamID, HTTP2ErrorCode)
        /// We found the stream at fault, and have queued RST_STREAM: nothing more comes of it.
        ///
        /// A stream that was not announced before is a request that was refused. The fields are what was readable of the
        /// head or trailers at fault.
        case streamError(HTTP2StreamID, HTTP2ErrorCode, String, HTTP2Fields?)
        /// The fields of a request are over the limit: the stream is open, and to be answered with 431. Role `.server`.
        case requestTooLarge(HTTP2StreamID, String, HTTP2Fields, endStream: Bool)
        /// The queue of a stream that was not writable fell below the low mark.
        case writable(HTTP2StreamID)
        /// A frame about the priority of a stream, which may not be open, or not any more.
        case priority(HTTP2StreamID, HTTP2PrioritySignal)
        /// The peer takes no streams above the last. Ours that are above follow as `.reset` with REFUSED_STREAM.
        case goAway(lastStreamID: HTTP2StreamID, HTTP2ErrorCode, debug: [UInt8])
        /// We found the connection at fault, and have queued GOAWAY: write the output, and close.
        case connectionError(HTTP2ErrorCode, String)
    }
}

/// What a HEADERS frame was in its message.
enum HTTP2HeadersKind: Sendable {
    case request, informational, response, trailers
}
