/// A request as its sender wrote it, and the origin it is for.
package struct Request: Message, Hashable {
    /// A token of RFC 9110 §9.1; case matters.
    package var method: String
    /// The request target as it stood on the wire: origin-form, absolute-form, authority-form or `*` (RFC 9112 §3.2).
    package var target: WireText
    package var version: HTTPVersion
    package var headers: Headers
    package var body: Body?
    package var trailers: Headers?
    package var wireByteCount: Int

    /// Where the request goes, which the target, the Host field and the tunnel together decide.
    package var origin: Origin

    package init(
        method: String,
        target: WireText,
        origin: Origin,
        version: HTTPVersion = .http11,
        headers: Headers = Headers(),
        body: Body? = nil,
        trailers: Headers? = nil,
        wireByteCount: Int = 0
    ) {
        self.method = method
        self.target = target
        self.origin = origin
        self.version = version
        self.headers = headers
        self.body = body
        self.trailers = trailers
        self.wireByteCount = wireByteCount
    }

    /// The target in origin-form: path and query, `/` at the least; `*` and the authority of CONNECT stay as they are.
    package var path: String {
        guard let pathStart else { return target.text }
        let path = WireText.decode(target.bytes[pathStart...])
        return target.bytes[pathStart...].first == UInt8(ascii: "/") ? path : "/" + path
    }

    /// The bytes that `path` is the text of, at the end of the target; `nil`: the slash it begins with is not there.
    var pathSuffix: ArraySlice<UInt8>? {
        guard let pathStart else { return target.bytes[...] }
        let bytes = target.bytes[pathStart...]
        return bytes.first == UInt8(ascii: "/") ? bytes : nil
    }

    /// Where the authority of a target in absolute-form ends; `nil`: the target has another form.
    private var pathStart: Int? {
        // By the byte: a slash that a combining mark follows is another character.
        guard method != "CONNECT", target.bytes.first != UInt8(ascii: "/") else { return nil }
        return target.bytes.withUnsafeBufferPointer { bytes in
            guard let colon = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) else { return nil }
            let end = bytes[(colon + 3)...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            return end ?? bytes.count
        }
    }

    /// The absolute URL, with the port only where it is not the scheme's own; for CONNECT just `host:port`, unless it has
    /// a path (RFC 8441 §4).
    package var url: String {
        if method == "CONNECT", target.bytes.first != UInt8(ascii: "/") { return origin.hostAndPort }
        return origin.description + (path == "*" ? "" : path)
    }
}

/// Scheme, host and port: what a connection is made to.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Sendable {
        case http
        case https

        package var defaultPort: Int { self == .https ? 443 : 80 }
    }

    package var scheme: Scheme
    /// In lower case; an IPv6 address without brackets.
    package var host: String
    package var port: Int

    package init(scheme: Scheme, host: String, port: Int? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
    }

    /// The host as it stands in a URL: brackets around an IPv6 address.
    package var urlHost: String { isIPv6 ? "[\(host)]" : host }
    package var hostAndPort: String { "\(urlHost):\(port)" }
    /// `hostAndPort`, without the port where it is the scheme's own: the value of a Host field.
    package var authority: String { port == scheme.defaultPort ? urlHost : hostAndPort }
    package var description: String { withDescription { String(decoding: $0, as: UTF8.self) } }

    private var isIPv6: Bool { host.utf8.contains(UInt8(ascii: ":")) }

    /// Lends the bytes of `description`, for which no string is made.
    func withDescription<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: host.utf8.count + 40) { buffer in
            var count = 0
            func append(_ text: String) {
                count = buffer[count...].initialize(fromContentsOf: text.utf8)
            }
            append(scheme.rawValue)
            append(isIPv6 ? "://[" : "://")
            append(host)
            if isIPv6 { append("]") }
            if port != scheme.defaultPort {
                append(":")
                append(String(port))
            }
            return body(UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
