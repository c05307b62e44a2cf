/// What a request and a response share.
package protocol Message: Sendable {
    var version: HTTPVersion { get set }
    /// As sent; hop-by-hop fields included.
    var headers: Headers { get set }
    /// `nil`: the message has no body (not: an empty one).
    var body: Body? { get set }
    /// `nil`: none were sent.
    var trailers: Headers? { get set }
    /// Bytes of the message on the wire: start line, fields, framing, body and trailers, as received from its sender.
    var wireByteCount: Int { get set }
}

extension Message {
    /// The media type in lower case without its parameters, such as `application/json`.
    package var mediaType: String? {
        headers["Content-Type"]?.mediaTypeName
    }

    /// Whether working with its body takes no time worth speaking of: it is in memory, and little. What is compressed may
    /// be far larger than it looks.
    package var hasQuickBody: Bool {
        guard let body else { return true }
        return !body.isSpilled
            && body.capturedByteCount <= (headers.contains("Content-Encoding") ? 1 << 10 : 64 << 10)
    }
}

extension String {
    /// Of the value of a Content-Type field, the media type in lower case without its parameters.
    var mediaTypeName: String {
        let type = prefix { $0 != ";" }
        return String(decoding: type.utf8.trimmingWhitespace(), as: UTF8.self).lowercased()
    }
}
