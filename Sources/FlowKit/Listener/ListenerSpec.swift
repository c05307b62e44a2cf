/// A listener as a person writes it: `MODE[:DATA]@HOST:PORT`, or `HOST:PORT` alone for an HTTP proxy.
package struct ListenerSpec: Hashable, Sendable {
    package var mode: ListenerMode
    package var address: ListenAddress

    package init(_ mode: ListenerMode = .regular, at address: ListenAddress) {
        self.mode = mode
        self.address = address
    }

    /// An HTTP proxy on port 8080, for this machine alone.
    package static let standard = ListenerSpec(at: ListenAddress(host: "127.0.0.1", port: 8080))

    /// An HTTP proxy on whichever port is free, for this machine alone.
    package static let onFreePort = ListenerSpec(at: ListenAddress(host: "127.0.0.1", port: 0))

    /// - Throws: what is wrong, and where.
    package init(_ text: String) throws(ListenerSpecError) {
        guard let at = text.lastIndex(of: "@") else {
            self.init(at: try Self.bareAddress(text))
            return
        }
        let addressText = text[text.index(after: at)...]
        guard let address = ListenAddress(addressText) else {
            throw Self.notAnAddress(addressText, in: text)
        }
        self.init(try Self.mode(text[..<at]), at: address)
    }

    /// Whether a text that stands for a listener, well written or not, has a place for a password: such is not kept.
    package static func mayHoldPassword(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: "@") } > 1
    }

    private static func bareAddress(_ text: String) throws(ListenerSpecError) -> ListenAddress {
        // `socks5:1080` would be a host of that name, which nobody means.
        let name = text.prefix { $0 != ":" }.lowercased()
        if ListenerMode.names.contains(name) {
            let range = text.utf8.count..<text.utf8.count
            throw ListenerSpecError(range, "after the mode, say where: \(name)…@127.0.0.1:8080")
        }
        guard let address = ListenAddress(text) else { throw notAnAddress(text[...], in: text) }
        return address
    }

    private static func notAnAddress(_ part: Substring, in text: String) -> ListenerSpecError {
        let start = text.utf8.distance(from: text.startIndex, to: part.startIndex)
        return ListenerSpecError(
            start..<(start + part.utf8.count),
            "'\(part)' is not an address like 127.0.0.1:8080 or [::1]:0"
        )
    }

    private static func mode(_ text: Substring) throws(ListenerSpecError) -> ListenerMode {
        let colon = text.firstIndex(of: ":")
        let name = text[..<(colon ?? text.endIndex)].lowercased()
        let data = colon.map { text[text.index(after: $0)...] }
        let start = colon.map { text.utf8.distance(from: text.startIndex, to: $0) + 1 } ?? text.utf8.count
        do throws(URLSyntaxError) {
            switch (name, data) {
            case ("regular", nil): return .regular
            case ("socks5", nil): return .socks5
            case ("transparent", nil): return .transparent
            case ("reverse", let data?): return .reverse(try ReverseTarget(data))
            case ("upstream", let data?): return .upstream(try UpstreamProxy(data))
            case ("reverse", nil): throw missing("the server's URL: reverse:https://api.example.com", after: text)
            case ("upstream", nil): throw missing("the proxy's URL: upstream:http://proxy:3128", after: text)
            case ("regular", _), ("socks5", _), ("transparent", _):
                throw URLSyntaxError(range: 0..<(data?.utf8.count ?? 0), message: "nothing may follow the mode \(name)")
            default: break
            }
        } catch {
            throw ListenerSpecError(
                (start + error.range.lowerBound)..<(start + error.range.upperBound),
                error.message
            )
        }
        let known = ListenerMode.names.joined(separator: ", ")
        throw ListenerSpecError(0..<name.utf8.count, "there is no mode '\(name)' (known: \(known))")
    }

    private static func missing(_ what: String, after text: Substring) -> URLSyntaxError {
        URLSyntaxError(range: 0..<0, message: "the mode \(text) needs \(what)")
    }
}

extension ListenerSpec: CustomStringConvertible {
    /// As it is written, with asterisks for a password.
    package var description: String { "\(mode)@\(address)" }

    /// As it is written, password included: reads back as an equal value. Not for logs or screens.
    package var text: String {
        if case .upstream(let proxy) = mode { return "\(mode.name):\(proxy.url)@\(address)" }
        return description
    }
}

/// What is wrong with a listener's text, and where.
package struct ListenerSpecError: Error, Hashable, Sendable {
    /// The part to underline, as UTF-8 offsets into the text; empty where something is missing at that place.
    package let range: Range<Int>
    /// Lower case, no full stop, says what to do where there is something.
    package let message: String

    init(_ range: Range<Int>, _ message: String) {
        self.range = range
        self.message = message
    }
}

extension ListenerSpecError: CustomStringConvertible {
    /// One line for places that cannot underline.
    package var description: String { "\(message) (at column \(range.lowerBound &+ 1))" }
}

/// A listener and what became of it.
package struct ListenerStatus: Hashable, Sendable {
    /// With the port the system chose, where 0 was asked for.
    package var spec: ListenerSpec
    /// Why it does not listen; `nil`: it does.
    package var problem: String?

    package init(_ spec: ListenerSpec, problem: String? = nil) {
        self.spec = spec
        self.problem = problem
    }
}
