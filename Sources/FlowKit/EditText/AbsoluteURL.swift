/// An `http` or `https` URL, cut into the origin to connect to and what is asked of it.
package struct AbsoluteURL: Hashable, Sendable {
    package let origin: Origin
    /// Everything after the authority, in origin-form: begins with `/`; a fragment stays in it.
    package let target: WireText

    /// Reads a URL as it would stand in a request line.
    ///
    /// - Throws: `URLSyntaxError` whose range counts from the first byte of `bytes`.
    package init(_ bytes: some Collection<UInt8>) throws(URLSyntaxError) {
        let bytes = Array(bytes)
        guard let (scheme, start) = Self.scheme(of: bytes) else {
            throw URLSyntaxError(range: 0..<bytes.count, message: "write the whole URL, from http:// or https:// on")
        }
        let end = bytes[start...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.endIndex
        do {
            origin = try Origin(scheme: scheme, authority: bytes[start..<end])
        } catch {
            throw URLSyntaxError(
                range: (error.range.lowerBound + start)..<(error.range.upperBound + start),
                message: error.message
            )
        }
        let rest = bytes[end...]
        target = WireText(bytes: rest.first == UInt8(ascii: "/") ? rest : [UInt8(ascii: "/")] + rest)
    }

    private static func scheme(of bytes: [UInt8]) -> (Origin.Scheme, start: Int)? {
        for scheme in [Origin.Scheme.http, .https] {
            let prefix = "\(scheme.rawValue)://".utf8
            if bytes.prefix(prefix.count).equalsIgnoringASCIICase(prefix) { return (scheme, prefix.count) }
        }
        return nil
    }
}

/// What is wrong in a URL, and where.
package struct URLSyntaxError: Error, Hashable, Sendable {
    /// Byte offsets into what was parsed.
    package let range: Range<Int>
    package let message: String
}

extension Origin {
    /// Reads `host`, `host:port` or `[::1]:port` (RFC 3986 §3.2, without the user part).
    ///
    /// - Throws: `URLSyntaxError` whose range counts from the first byte of `authority`.
    package init(scheme: Scheme, authority: some Collection<UInt8>) throws(URLSyntaxError) {
        let bytes = Array(authority)
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            let message = "user and password do not belong in the URL: use an Authorization field"
            throw URLSyntaxError(range: 0..<(at + 1), message: message)
        }
        let isBracketed = bytes.first == UInt8(ascii: "[")
        let colon: Int?
        let host: ArraySlice<UInt8>
        if isBracketed {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw URLSyntaxError(range: 0..<bytes.count, message: "the IPv6 address needs a closing bracket")
            }
            host = bytes[1..<bracket]
            guard bracket + 1 == bytes.count || bytes[bracket + 1] == UInt8(ascii: ":") else {
                let range = (bracket + 1)..<bytes.count
                throw URLSyntaxError(range: range, message: "only a port may follow the address")
            }
            colon = bracket + 1 < bytes.count ? bracket + 1 : nil
        } else {
            colon = bytes.firstIndex(of: UInt8(ascii: ":"))
            host = bytes[..<(colon ?? bytes.count)]
        }
        try Self.check(host: host, isIPv6: isBracketed)
        let port = try Self.port(bytes[(colon.map { $0 + 1 } ?? bytes.count)...])
        self.init(scheme: scheme, host: String(decoding: host, as: UTF8.self).lowercased(), port: port)
    }

    private static func check(host: ArraySlice<UInt8>, isIPv6: Bool) throws(URLSyntaxError) {
        guard !host.isEmpty else {
            throw URLSyntaxError(range: 0..<0, message: "the URL needs a host")
        }
        if isIPv6, host.count(where: { $0 == UInt8(ascii: ":") }) < 2 {
            throw URLSyntaxError(range: host.startIndex..<host.endIndex, message: "brackets are for IPv6 addresses")
        }
        let allowed = isIPv6 ? ":.%-_~" : "-._~%!$&'()*+,;="
        for index in host.indices where !host[index].isASCIIAlphanumeric && !allowed.utf8.contains(host[index]) {
            let message =
                host[index] < 0x80
                ? "this character cannot stand in a host name"
                : "write the host name in ASCII (xn--…)"
            throw URLSyntaxError(range: index..<(index + 1), message: message)
        }
    }

    /// `nil` for an empty port, which RFC 3986 allows.
    private static func port(_ digits: ArraySlice<UInt8>) throws(URLSyntaxError) -> Int? {
        guard !digits.isEmpty else { return nil }
        let isNumber = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0 else {
            throw URLSyntaxError(range: digits.startIndex..<digits.endIndex, message: "a port is a number up to 65535")
        }
        return Int(port)
    }
}

extension UInt8 {
    fileprivate var isASCIIAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
