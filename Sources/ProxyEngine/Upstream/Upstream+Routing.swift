import FlowKit
import NIOCore

extension EngineServices {
    /// How the server of an origin is reached.
    ///
    /// - Parameters:
    ///   - tlsName: `nil`: no TLS with the server.
    ///   - mode: of the listener the client came through.
    ///   - needsTunnel: bytes are to pass as they are, so that no proxy may take the request for its own.
    func upstream(
        for origin: Origin,
        tlsName: String?,
        through mode: ListenerMode?,
        needsTunnel: Bool
    ) -> Upstream {
        var upstream = Upstream(host: origin.host, port: origin.port, tlsName: tlsName)
        if case .upstream(let proxy) = mode {
            upstream.proxy = proxy
        } else {
            upstream.proxy = configuration.upstreamRoutes.proxy(for: origin)
        }
        guard let proxy = upstream.proxy, proxy.kind != .socks5, tlsName == nil, !needsTunnel else { return upstream }
        upstream.host = proxy.host
        upstream.port = proxy.port
        upstream.isForwarding = true
        return upstream
    }
}

extension ClientConnection {
    /// Where a request for an origin is sent.
    func upstream(for origin: Origin, head: RequestHead) -> Upstream {
        if let scope, scope.covers(origin), !(scope.upstream.isForwarding && head.needsTunnel) { return scope.upstream }
        return services.upstream(
            for: origin,
            tlsName: origin.scheme == .https ? origin.host : nil,
            through: listener.mode,
            needsTunnel: head.needsTunnel
        )
    }

    /// Where the bytes of a tunnel go.
    func tunnelUpstream(host: String, port: Int, tlsName: String?) -> Upstream {
        let origin = Origin(scheme: port == 80 ? .http : .https, host: host, port: port)
        return services.upstream(for: origin, tlsName: tlsName, through: listener.mode, needsTunnel: true)
    }
}

extension RequestHead {
    /// After such a request another protocol may be spoken, which no proxy on the way can take part in.
    var needsTunnel: Bool { asksToUpgrade || method == "CONNECT" }

    /// How the client calls the server; `nil`: not at all.
    var hostField: [UInt8]? {
        guard version == .http2 else { return facts.hostField }
        let authority = PseudoFields(headers).authority
        return authority.isEmpty ? facts.hostField : Array(authority)
    }
}

extension Upstream {
    /// The target of a request as this upstream takes it: a forwarding proxy needs the whole URL (RFC 9112 §3.2.2).
    func target(of request: ForwardedRequest) -> [UInt8] {
        guard isForwarding else { return request.target }
        // RFC 9112 §3.2.4: a question about the server as a whole.
        let path = request.target == [UInt8(ascii: "*")] ? [] : request.target
        return Array(request.origin.description.utf8) + path
    }
}

extension ByteBuffer {
    /// Adds to a head, written to its end, what a proxy asks of those who use it.
    ///
    /// - Returns: whether it asks for something.
    mutating func writeAuthorization(for upstream: Upstream) -> Bool {
        guard upstream.isForwarding, let credentials = upstream.proxy?.credentials else { return false }
        moveWriterIndex(to: writerIndex - 2)
        writeString("Proxy-Authorization: \(credentials.basic)\r\n\r\n")
        return true
    }
}
