/// Where we connect, and how: connections to equal upstreams are interchangeable.
struct Upstream: Hashable, Sendable {
    /// A name or an address, without brackets.
    var host: String
    var port: Int
    /// The name to ask for and to verify; `nil`: no TLS.
    var tlsName: String?

    /// `example.com:443`, `[::1]:80`: for people.
    var hostAndPort: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
