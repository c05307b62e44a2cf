/// A further proxy through which servers are reached.
package struct UpstreamProxy: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case http
        /// HTTP inside TLS.
        case https
        /// SOCKS version 5; the proxy resolves names.
        case socks5

        package var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5: 1080
            }
        }
    }

    /// As bytes, for nobody says in which encoding a proxy keeps them.
    package struct Credentials: Hashable, Sendable {
        package var user: [UInt8]
        package var password: [UInt8]

        package init(user: [UInt8], password: [UInt8]) {
            self.user = user
            self.password = password
        }

        /// The value of an Authorization or Proxy-Authorization field (RFC 7617).
        package var basic: String { "Basic " + Base64.encode(user + [UInt8(ascii: ":")] + password) }
    }

    package var kind: Kind
    /// A name or an address, without brackets.
    package var host: String
    package var port: Int
    package var credentials: Credentials?

    package init(kind: Kind, host: String, port: Int, credentials: Credentials? = nil) {
        self.kind = kind
        self.host = host
        self.port = port
        self.credentials = credentials
    }

    /// Reads `[http://|https://|socks5://|socks5h://][USER:PASSWORD@]HOST[:PORT][/]`; user and password percent-encoded.
    ///
    /// - Throws: `URLSyntaxError` whose range counts bytes of `text`.
    package init(_ text: some StringProtocol) throws(URLSyntaxError) {
        let bytes = Array(text.utf8)
        let (kind, start) = try Self.scheme(of: bytes)
        let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        guard end == bytes.endIndex || bytes[end...] == [UInt8(ascii: "/")] else {
            throw URLSyntaxError(range: end..<bytes.endIndex, message: "nothing may follow a proxy's host and port")
        }
        let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@"))
        let hostStart = at.map { $0 + 1 } ?? start
        let authority = bytes[hostStart..<end]
        let origin: Origin
        do {
            origin = try Origin(scheme: .http, authority: authority)
        } catch {
            let range = (error.range.lowerBound + hostStart)..<(error.range.upperBound + hostStart)
            throw URLSyntaxError(range: range, message: error.message)
        }
        // After the bracket of an IPv6 address, a colon begins the port.
        let colon = authority.lastIndex(of: UInt8(ascii: ":"))
        let bracket = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        let hasPort = colon.map { $0 > bracket && $0 + 1 < end } ?? false
        self.init(kind: kind, host: origin.host, port: hasPort ? origin.port : kind.defaultPort)
        guard let at else { return }
        credentials = try Self.credentials(bytes[start..<at], kind)
    }

    private static func scheme(of bytes: [UInt8]) throws(URLSyntaxError) -> (Kind, start: Int) {
        let mark = Array("://".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return (.http, 0) }
        switch WireText.decode(bytes[..<end]).lowercased() {
        case "http": return (.http, end + 3)
        case "https": return (.https, end + 3)
        case "socks5", "socks5h": return (.socks5, end + 3)
        default: throw URLSyntaxError(range: 0..<end, message: "a proxy is http://, https:// or socks5://")
        }
    }

    private static func credentials(_ bytes: ArraySlice<UInt8>, _ kind: Kind) throws(URLSyntaxError) -> Credentials {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let user = percentDecoded(bytes[..<colon], plusIsSpace: false)
        let password = percentDecoded(bytes[colon...].dropFirst(), plusIsSpace: false)
        let range = bytes.startIndex..<bytes.endIndex
        if kind == .socks5, !(1...255).contains(user.count) || !(1...255).contains(password.count) {
            // RFC 1929 §2.
            throw URLSyntaxError(range: range, message: "SOCKS5 takes a user and a password of 1 to 255 bytes each")
        }
        if kind != .socks5, user.contains(UInt8(ascii: ":")) {
            // RFC 7617 §2: what follows the first colon is the password.
            throw URLSyntaxError(range: range, message: "a user's name cannot have a colon in it")
        }
        return Credentials(user: user, password: password)
    }

    /// `proxy.example:3128`, for people.
    package var hostAndPort: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The URL with its password: what `init` reads back as an equal value. Not for logs or screens.
    package var url: String { url(password: credentials.map { Self.percentEncoded($0.password) } ?? "") }

    private func url(password: String) -> String {
        let user = credentials.map { "\(Self.percentEncoded($0.user)):\(password)@" } ?? ""
        return "\(kind.rawValue)://\(user)\(hostAndPort)"
    }

    private static func percentEncoded(_ bytes: [UInt8]) -> String {
        bytes.reduce(into: "") { text, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}

extension UpstreamProxy: CustomStringConvertible {
    /// The URL with asterisks for the password.
    package var description: String { url(password: "***") }
}
