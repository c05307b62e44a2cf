import FlowKit

/// Where we connect, and how: connections to equal upstreams are interchangeable.
struct Upstream: Hashable, Sendable {
    /// A name or an address, without brackets; the proxy's own where it is forwarding.
    var host: String
    var port: Int
    /// The name to ask for and to verify; `nil`: no TLS.
    var tlsName: String?
    /// With TLS, what is offered by ALPN, best first; without, `h2` alone says that HTTP/2 is spoken from the first byte
    /// (RFC 9113 §3.3).
    var applicationProtocols = ["http/1.1"]
    /// Through which the host is reached; `nil`: directly.
    var proxy: UpstreamProxy?
    /// Requests are handed to the proxy itself, for whichever server; otherwise it only opens tunnels.
    var isForwarding = false

    /// Requests may share a connection to it.
    var mayBeHTTP2: Bool { applicationProtocols.contains("h2") }

    /// `example.com:443`, `[::1]:80`: for people.
    var hostAndPort: String { ListenAddress(host: host, port: port).description }
}
