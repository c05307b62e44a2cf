/// A response as its sender wrote it.
package struct Response: Message, Hashable {
    package var status: Int
    /// The reason phrase; empty when none was sent.
    package var reason: WireText
    package var version: HTTPVersion
    package var headers: Headers
    package var body: Body?
    package var trailers: Headers?
    package var wireByteCount: Int

    package init(
        status: Int,
        reason: WireText = "",
        version: HTTPVersion = .http11,
        headers: Headers = Headers(),
        body: Body? = nil,
        trailers: Headers? = nil,
        wireByteCount: Int = 0
    ) {
        self.status = status
        self.reason = reason
        self.version = version
        self.headers = headers
        self.body = body
        self.trailers = trailers
        self.wireByteCount = wireByteCount
    }
}
