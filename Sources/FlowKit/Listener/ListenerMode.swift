/// What clients say to a listener, and where their requests go.
package enum ListenerMode: Hashable, Sendable {
    /// An HTTP proxy.
    case regular
    /// A server, as clients see it; everything goes to one real one.
    case reverse(ReverseTarget)
    /// A SOCKS proxy.
    case socks5
    /// An HTTP proxy that reaches servers through another one.
    case upstream(UpstreamProxy)
    /// Connections that the system redirects here, whatever clients think they talk to.
    case transparent

    /// A listener of every mode, as they are written.
    package static let examples = [
        "regular@127.0.0.1:8080", "reverse:https://api.example.com@127.0.0.1:8081", "socks5@127.0.0.1:1080",
        "upstream:http://proxy:3128@127.0.0.1:8082", "transparent@0.0.0.0:8083",
    ]

    package static let names = ["regular", "reverse", "socks5", "upstream", "transparent"]

    /// Such as `reverse`.
    package var name: String {
        switch self {
        case .regular: "regular"
        case .reverse: "reverse"
        case .socks5: "socks5"
        case .upstream: "upstream"
        case .transparent: "transparent"
        }
    }

    /// Whether its clients cannot be asked for a password: they know of no proxy.
    package var needsNoPassword: Bool {
        switch self {
        case .regular, .upstream, .socks5: false
        case .reverse, .transparent: true
        }
    }

    /// Whether a client that is told `http_proxy=http://HOST:PORT` works with it.
    package var isHTTPProxy: Bool {
        switch self {
        case .regular, .upstream: true
        case .reverse, .socks5, .transparent: false
        }
    }
}

extension ListenerMode: CustomStringConvertible {
    /// As it is written, with asterisks for a password.
    package var description: String {
        switch self {
        case .regular, .socks5, .transparent: name
        case .reverse(let target): "\(name):\(target)"
        case .upstream(let proxy): "\(name):\(proxy)"
        }
    }
}

/// The one server behind a reverse listener.
package struct ReverseTarget: Hashable, Sendable, CustomStringConvertible {
    package var origin: Origin
    /// Put before the path of every request: begins with `/` and does not end in one; empty for none.
    package var basePath: String

    package init(origin: Origin, basePath: String = "") {
        self.origin = origin
        self.basePath = basePath
    }

    /// Reads an `http` or `https` URL without query and fragment.
    ///
    /// - Throws: `URLSyntaxError` whose range counts bytes of `text`.
    package init(_ text: some StringProtocol) throws(URLSyntaxError) {
        let url = try AbsoluteURL(text.utf8)
        let path = url.target.bytes
        if path.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") || $0 <= 0x20 || $0 > 0x7E }) {
            let end = text.utf8.count
            throw URLSyntaxError(
                range: (end - path.count)..<end,
                message: "of the target's URL only a path in ASCII may follow the host"
            )
        }
        var end = path[...]
        while end.last == UInt8(ascii: "/") { end = end.dropLast() }
        self.init(origin: url.origin, basePath: WireText.decode(end))
    }

    package var description: String { origin.description + basePath }
}
