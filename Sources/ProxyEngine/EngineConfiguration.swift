package import FlowKit

/// What the engine is told once, at start.
package struct EngineConfiguration: Sendable {
    /// The ways in. One that cannot be opened does not keep the others from working.
    package var listeners = [ListenerSpec.standard]
    /// The Host field of a request to a reverse listener is forwarded as it came.
    package var keepsHost = false
    /// Who may use the proxy; `nil`: whoever reaches it.
    package var proxyAuthentication: ProxyAuthentication?
    /// Where balancers connect from that have to begin with a PROXY header.
    package var proxyHeaderSources: [AddressRange] = []
    /// The proxies through which servers are reached; those of a listener in the mode `upstream` go before.
    package var upstreamRoutes = UpstreamRoutes()
    /// Bytes of each body that are kept; the transfer itself has no limit.
    package var bodyLimit = 16 << 20
    /// Turns off the verification of upstream certificates.
    package var isUpstreamVerificationOff = false
    /// PEM files whose certificates are trusted upstream besides the system's.
    package var upstreamAuthorityFiles: [String] = []
    package var tls = TLSSettings()
    /// For how long a client that pins its certificate for a host is passed through to it; `nil`: it is only reported.
    package var autoPassThrough: Duration?
    /// Where to connect instead, by `host:port` asked for. TLS and the request still name the host asked for.
    package var connectTo: [String: ListenAddress] = [:]
    /// Whether clients that offer HTTP/2 get it where their server speaks it.
    package var isHTTP2Enabled = true
    /// Hosts to which HTTP/1.1 is spoken all the same.
    package var http1OnlyHosts: [HostPattern] = []
    package var connectTimeout: Duration = .seconds(10)
    /// A connection or tunnel on which nothing moves for this long is closed.
    package var idleTimeout: Duration = .seconds(600)
    /// Event loops that carry traffic.
    package var threadCount: Int

    package init(threadCount: Int) {
        self.threadCount = max(1, threadCount)
    }
}
