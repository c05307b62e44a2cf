/// What ends a stream or the whole connection (RFC 9113 §5.4).
enum HTTP2Error: Error, Equatable {
    /// `message` is for people: lower case, no full stop, says what and where.
    case connection(HTTP2ErrorCode, _ message: String)
    case stream(HTTP2StreamID, HTTP2ErrorCode, _ message: String)
}
