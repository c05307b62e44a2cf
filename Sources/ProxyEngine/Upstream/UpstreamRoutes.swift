package import FlowKit

/// Which proxy is asked for which server.
package struct UpstreamRoutes: Sendable, Equatable {
    /// For `http` URLs; `nil`: none.
    package var http: UpstreamProxy?
    /// For `https` URLs and for tunnels.
    package var https: UpstreamProxy?
    /// What is reached directly all the same.
    package var exceptions = ProxyExceptions("")

    /// No proxies at all.
    package init() {}

    /// One proxy for everything.
    package init(_ proxy: UpstreamProxy) {
        http = proxy
        https = proxy
    }

    /// What the environment says, read as curl does: lower case goes first, and `HTTP_PROXY` is left alone because in a
    /// CGI program a client sets it.
    ///
    /// - Throws: what is wrong with a variable's value, named but not repeated: it may hold a password.
    package init(environment: [String: String]) throws(EngineError) {
        let all = try Self.proxy(["all_proxy", "ALL_PROXY"], environment)
        http = try Self.proxy(["http_proxy"], environment) ?? all
        https = try Self.proxy(["https_proxy", "HTTPS_PROXY"], environment) ?? all
        exceptions = ProxyExceptions(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
    }

    private static func proxy(
        _ names: [String],
        _ environment: [String: String]
    ) throws(EngineError) -> UpstreamProxy? {
        guard let name = names.first(where: { environment[$0] != nil }), let text = environment[name], !text.isEmpty
        else { return nil }
        do throws(URLSyntaxError) {
            return try UpstreamProxy(text)
        } catch {
            throw EngineError("\(name): \(error.message) (at column \(error.range.lowerBound &+ 1))")
        }
    }

    /// - Returns: `nil`: the server is reached directly.
    package func proxy(for origin: Origin) -> UpstreamProxy? {
        guard let proxy = origin.scheme == .http ? http : https else { return nil }
        return exceptions.matches(host: origin.host, port: origin.port) ? nil : proxy
    }
}

/// What `no_proxy` lists: `*`, hosts with all below them (a leading dot says the same), addresses, ranges of addresses,
/// each with or without a port; separated by commas or spaces.
package struct ProxyExceptions: Sendable, Equatable {
    private enum Pattern: Sendable, Equatable {
        case all
        case host(String)
        case range(AddressRange)
    }

    private var entries: [Entry] = []

    private struct Entry: Sendable, Equatable {
        let pattern: Pattern
        /// `nil`: any.
        let port: Int?
    }

    /// Entries that mean nothing match nothing.
    package init(_ text: String) {
        entries = text.split { $0 == "," || $0.isWhitespace }.map { Self.entry($0.lowercased()) }
    }

    private static func entry(_ text: String) -> Entry {
        if text == "*" { return Entry(pattern: .all, port: nil) }
        if let range = AddressRange(text) { return Entry(pattern: .range(range), port: nil) }
        if text.hasPrefix("["), text.hasSuffix("]"), let range = AddressRange(text.dropFirst().dropLast()) {
            return Entry(pattern: .range(range), port: nil)
        }
        let place = text.contains(":") ? ListenAddress(text) : nil
        let host = (place?.host ?? text).drop { $0 == "." }
        if let range = AddressRange(host) { return Entry(pattern: .range(range), port: place?.port) }
        return Entry(pattern: .host(String(host.hasSuffix(".") ? host.dropLast() : host)), port: place?.port)
    }

    /// - Parameter host: in lower case; an IPv6 address without brackets.
    package func matches(host: String, port: Int) -> Bool {
        guard !entries.isEmpty else { return false }
        let address = IPAddress(host)
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        return entries.contains { entry in
            guard entry.port ?? port == port else { return false }
            switch entry.pattern {
            case .all: return true
            case .range(let range): return address.map(range.contains) ?? false
            case .host(let suffix):
                return address == nil && !suffix.isEmpty && (name == suffix || name.hasSuffix("." + suffix))
            }
        }
    }
}
