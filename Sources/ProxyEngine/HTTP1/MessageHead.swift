import FlowKit

/// A request's start line and fields, checked.
struct RequestHead {
    var method: String
    var target: [UInt8]
    var version: HTTPVersion
    var headers: Headers
    var facts: FieldFacts
    /// Bytes the head took on the wire.
    var byteCount: Int
    /// Indices of fields that HTTP/2 must not compress by reference (RFC 7541 §6.2.3).
    var neverIndexed: [Int] = []
}

/// A response's start line and fields, checked.
struct ResponseHead {
    var status: Int
    var reason: [UInt8]
    var version: HTTPVersion
    var headers: Headers
    var facts: FieldFacts
    var byteCount: Int
    var neverIndexed: [Int] = []

    var isInformational: Bool { status < 200 }
}

/// How the end of a body is known (RFC 9112 §6.3).
enum BodyFraming: Equatable {
    case none
    case length(Int)
    /// The parts of the body carry their chunks' framing with them.
    case chunked
    case untilClose
    /// Of unknown length; its end is told apart from its bytes (RFC 9113 §8.1).
    case stream

    /// No byte of a body can follow.
    var isEmpty: Bool { self == .none || self == .length(0) }

    /// `nil`: not known from the head.
    var expectedByteCount: Int? {
        if case .length(let count) = self { return count }
        return nil
    }
}

extension RequestHead {
    /// RFC 9112 §6.3 for requests; whatever two recipients could read differently is refused (§11.2).
    func bodyFraming() throws(HTTP1Error) -> BodyFraming {
        if facts.hasTransferEncoding {
            if facts.isTransferEncodingOdd { throw HTTP1Error("Transfer-Encoding has an empty or a quoted member") }
            if facts.contentLength != nil { throw HTTP1Error("both Content-Length and Transfer-Encoding are present") }
            if version == .http10 { throw HTTP1Error("Transfer-Encoding in an HTTP/1.0 request") }
            guard facts.isChunked else { throw HTTP1Error("the last transfer coding of a request must be chunked") }
            if facts.isChunkedRepeated { throw HTTP1Error("the chunked transfer coding is applied more than once") }
            return .chunked
        }
        guard let length = facts.contentLength else { return .none }
        return .length(length)
    }

    /// Whether the client wants to send another request on this connection (RFC 9112 §9.3).
    var isKeptAlive: Bool {
        if facts.asksToClose { return false }
        return version != .http10 || facts.asksToKeepAlive
    }
}

extension ResponseHead {
    /// RFC 9112 §6.3 for responses to a request of `method`.
    func bodyFraming(requestMethod method: String) throws(HTTP1Error) -> BodyFraming {
        // Rule 1, and rule 2 for a tunnel.
        if method == "HEAD" || status < 200 || status == 204 || status == 304 { return .none }
        if method == "CONNECT", status < 300 { return .none }
        if facts.hasTransferEncoding {
            if facts.isTransferEncodingOdd { throw HTTP1Error("Transfer-Encoding has an empty or a quoted member") }
            if facts.contentLength != nil { throw HTTP1Error("both Content-Length and Transfer-Encoding are present") }
            if version == .http10 { throw HTTP1Error("Transfer-Encoding in an HTTP/1.0 response") }
            if facts.isChunkedRepeated { throw HTTP1Error("the chunked transfer coding is applied more than once") }
            return facts.isChunked ? .chunked : .untilClose
        }
        if let length = facts.contentLength { return .length(length) }
        return .untilClose
    }

    /// Whether the server keeps this connection open for another request.
    var isKeptAlive: Bool {
        if facts.asksToClose { return false }
        return version != .http10 || facts.asksToKeepAlive
    }
}
