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
        let bytes = target.bytes
        // By the byte: a slash that a combining mark follows is another character.
        guard method != "CONNECT", bytes.first != UInt8(ascii: "/"), let authority = Self.authorityStart(bytes) else {
            return target.text
        }
        guard let end = bytes[authority...].firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") })
        else { return "/" }
        let path = WireText(bytes: Array(bytes[end...])).text
        return bytes[end] == UInt8(ascii: "/") ? path : "/" + path
    }

    /// Where what follows the first `://` begins.
    private static func authorityStart(_ bytes: [UInt8]) -> Int? {
        var colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        while let index = colon {
            if bytes[index...].prefix(3).elementsEqual("://".utf8) { return index + 3 }
            colon = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: ":"))
        }
        return nil
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
    package var urlHost: String { host.contains(":") ? "[\(host)]" : host }
    package var hostAndPort: String { "\(urlHost):\(port)" }
    /// `hostAndPort`, without the port where it is the scheme's own: the value of a Host field.
    package var authority: String { port == scheme.defaultPort ? urlHost : hostAndPort }
    package var description: String { "\(scheme.rawValue)://\(authority)" }
}
