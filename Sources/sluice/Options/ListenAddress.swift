import ProxyEngine

/// The ways to write where to listen.
enum ListenAddress {
    /// `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `PORT`; without a host it is 127.0.0.1. `nil`: not an address.
    static func parse(_ text: String) -> EngineConfiguration.Listen? {
        let separator = text.lastIndex(of: ":")
        let portText = separator.map { text[text.index(after: $0)...] } ?? text[...]
        guard let port = portNumber(portText) else { return nil }
        guard let separator, separator != text.startIndex else { return .init(host: "127.0.0.1", port: port) }
        guard let host = host(text[..<separator]) else { return nil }
        return .init(host: host, port: port)
    }

    private static func portNumber(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt16(text).map(Int.init)
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]"), text.count > 2 { return String(text.dropFirst().dropLast()) }
        // An IPv6 address without brackets could as well end in a port.
        let isName = !text.contains { $0 == ":" || $0 == "[" || $0 == "]" || $0 == "/" || $0.isWhitespace }
        return isName ? String(text) : nil
    }
}
