/// An address to listen on, or a place to connect to; as an address to listen on, port 0 lets the system choose.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address, without brackets.
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `PORT`; without a host it is 127.0.0.1. `nil`: not an address.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        let separator = text.lastIndex(of: ":")
        let portText = separator.map { text[text.index(after: $0)...] } ?? text[...]
        guard !portText.isEmpty, portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(portText)
        else { return nil }
        guard let separator, separator != text.startIndex else {
            self.init(host: "127.0.0.1", port: Int(port))
            return
        }
        guard let host = Self.host(text[..<separator]) else { return nil }
        self.init(host: host, port: Int(port))
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 { return String(text.dropFirst().dropLast()) }
        // An IPv6 address without brackets could as well end in a port.
        let isName = !text.contains { ":[]/@".contains($0) || $0.isWhitespace }
        return isName ? String(text) : nil
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
