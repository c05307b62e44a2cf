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
}

extension String {
    /// Of the value of a Content-Type field, the media type in lower case without its parameters.
    var mediaTypeName: String {
        let type = prefix { $0 != ";" }
        return String(decoding: type.utf8.trimmingWhitespace(), as: UTF8.self).lowercased()
    }
}
