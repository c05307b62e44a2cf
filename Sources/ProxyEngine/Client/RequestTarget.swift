import FlowKit

/// The forms of a request target (RFC 9112 §3.2), cut into what a proxy needs.
enum RequestTarget: Equatable {
    /// `http://host/path?query`: the origin and the target in origin-form.
    case absolute(Origin, path: [UInt8])
    /// `/path?query`, or `*`.
    case origin(path: [UInt8])
    /// `host:port`, for CONNECT.
    case authority(host: String, port: Int)

    init(method: String, target: [UInt8]) throws(HTTP1Error) {
        if method == "CONNECT" {
            guard let (host, port) = Self.hostAndPort(target[...]), let port else {
                throw HTTP1Error("CONNECT needs host:port, not “\(WireText.decode(target.prefix(60)))”")
            }
            self = .authority(host: host, port: port)
            return
        }
        if target.first == UInt8(ascii: "/") || target == [UInt8(ascii: "*")] {
            self = .origin(path: target)
            return
        }
        self = try Self.absolute(target, method: method)
    }

    private static func absolute(_ target: [UInt8], method: String) throws(HTTP1Error) -> Self {
        guard let colon = target.firstIndex(of: UInt8(ascii: ":")), target[(colon + 1)...].starts(with: "//".utf8)
        else {
            throw HTTP1Error("the target is neither a path nor a URL: “\(WireText.decode(target.prefix(60)))”")
        }
        let scheme = WireText.decode(target[..<colon]).lowercased()
        guard let known = Origin.Scheme(rawValue: scheme == "ws" ? "http" : scheme == "wss" ? "https" : scheme) else {
            throw HTTP1Error("the scheme \(scheme) is not proxied", status: 501)
        }
        let rest = target[(colon + 3)...]
        let end =
            rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            ?? rest.endIndex
        // RFC 9110 §4.2.4: user information is not sent to a server.
        let authority = rest[..<end]
        let hostStart = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
        // Others end the authority at a backslash, and would see another host.
        let isUserRight = !authority[..<hostStart].contains(UInt8(ascii: "\\"))
        guard isUserRight, let (host, port) = hostAndPort(authority[hostStart...]) else {
            throw HTTP1Error("the URL has no valid host: “\(WireText.decode(target.prefix(60)))”")
        }
        let path = Array(rest[end...].prefix { $0 != UInt8(ascii: "#") })
        let origin = Origin(scheme: known, host: host, port: port)
        if path.first == UInt8(ascii: "/") { return .absolute(origin, path: path) }
        // RFC 9112 §3.2.4: a question about the server as a whole.
        if path.isEmpty, method == "OPTIONS" { return .absolute(origin, path: [UInt8(ascii: "*")]) }
        return .absolute(origin, path: [UInt8(ascii: "/")] + path)
    }

    /// Cuts `host`, `host:port`, `[::1]:port`; the host in lower case, without brackets.
    static func hostAndPort(_ bytes: ArraySlice<UInt8>) -> (host: String, port: Int?)? {
        var host = bytes
        var port: Int?
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = bytes[(bytes.startIndex + 1)..<close]
            let rest = bytes[(close + 1)...]
            guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
            guard host.allSatisfy({ $0.hexadecimalValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return nil }
            guard Self.port(rest.dropFirst(), into: &port) else { return nil }
        } else if let colon = bytes.lastIndex(of: UInt8(ascii: ":")) {
            host = bytes[..<colon]
            guard Self.port(bytes[(colon + 1)...], into: &port) else { return nil }
            guard host.allSatisfy(\.isHostCharacter) else { return nil }
        } else {
            guard host.allSatisfy(\.isHostCharacter) else { return nil }
        }
        guard !host.isEmpty, host.count <= 255 else { return nil }
        return (WireText.decode(host).lowercased(), port)
    }

    /// An empty port is the default one (RFC 3986 §3.2.3).
    private static func port(_ digits: ArraySlice<UInt8>, into port: inout Int?) -> Bool {
        guard !digits.isEmpty else { return true }
        guard digits.count <= 5, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return false }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        port = number
        return (1...65_535).contains(number)
    }
}
