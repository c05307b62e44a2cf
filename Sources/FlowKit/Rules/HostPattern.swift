/// Names hosts: `example.com`, `*.example.com`, `10.0.*`, `example.com:8443`, or `/regex/`.
///
/// A pattern that begins with `*.` means the name after it and all names below it, as the scopes of blocking do; any
/// other `*` stands for any characters. Without a port it means every port. A regular expression between slashes is
/// searched for in the host's name. Case is ignored.
package struct HostPattern: Sendable {
    /// As it was written.
    package let text: String
    private let port: Int?
    private let pattern: Pattern

    /// - Throws: `FilterError` whose range is counted in `text`.
    package init(_ text: String) throws(FilterError) {
        self.text = text
        if text.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
            port = nil
            do {
                pattern = try Pattern(String(text.dropFirst().dropLast()))
            } catch {
                throw FilterError(
                    range: error.range.lowerBound + 1..<error.range.upperBound + 1,
                    message: error.message,
                    expected: error.expected
                )
            }
            return
        }
        let (host, port) = Self.split(text)
        let isHost = !host.isEmpty && host.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }
        guard isHost else {
            throw FilterError(
                range: 0..<text.utf8.count,
                message: "no host pattern",
                expected: "a host such as example.com, *.example.com or example.com:8443, or a /regex/"
            )
        }
        self.port = port
        pattern = try Pattern(Self.expression(host))
    }

    package func matches(host: String, port: Int) -> Bool {
        guard self.port == nil || self.port == port else { return false }
        return pattern.matches(host.hasSuffix(".") ? host.dropLast() : host[...])
    }

    /// A port is what follows the last colon, where that is the only one or follows a bracket.
    private static func split(_ text: String) -> (host: Substring, port: Int?) {
        if let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) {
            let host = text[..<colon]
            if !host.contains(":") { return (host, Int(port)) }
            if host.hasPrefix("["), host.hasSuffix("]") { return (host.dropFirst().dropLast(), Int(port)) }
        }
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]") && text.count > 2
        return (isBracketed ? text.dropFirst().dropLast() : text[...], nil)
    }

    private static func expression(_ host: Substring) -> String {
        let isSubtree = host.hasPrefix("*.")
        let name = isSubtree ? host.dropFirst(2) : host
        let parts = name.split(separator: "*", omittingEmptySubsequences: false).map { Pattern.escape($0) }
        return (isSubtree ? #"(^|\.)"# : "^") + parts.joined(separator: ".*") + "$"
    }
}

extension HostPattern: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.text == rhs.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
