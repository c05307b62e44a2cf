import FlowKit
import NIOCore
import NIOSSL

/// The beginning of a connection whose client should speak HTTP: tells TLS to the listener itself from HTTP in the clear.
///
/// Behind it requests are read with the scope given: none for a proxy, the real server's for a reverse listener. Bytes
/// that are neither TLS nor HTTP are read as a request too, and refused as one. Confined to the event loop.
final class HTTPEntrance {
    private enum Stage {
        case detecting
        /// A certificate for the client is being made.
        case preparingTLS
        case handshake(TLSHandlers)
        case done
    }

    /// Holds this entrance while it lasts.
    private let client: ClientConnection
    private var scope: TunnelScope?
    private var stage = Stage.detecting
    private var isInsideTLS = false

    init(client: ClientConnection, scope: TunnelScope?) {
        self.client = client
        self.scope = scope
    }

    private func readRequests() {
        stage = .done
        client.scope = scope
        client.state = .awaitingHead
    }

    /// Lets the server behind a reverse listener speak HTTP/2 too: with TLS it may choose, without, a client that knows
    /// HTTP/2 is understood knows it of that server.
    private func mirrorHTTP2() {
        guard let upstream = scope?.upstream, !upstream.isForwarding else { return }
        if upstream.tlsName != nil {
            scope?.upstream.applicationProtocols = [ProtocolOffer.http2, ProtocolOffer.http1]
        } else if !isInsideTLS {
            scope?.upstream.applicationProtocols = [ProtocolOffer.http2]
        }
    }

    // MARK: - TLS

    private func intercept(_ hello: ClientHello) {
        stage = .preparingTLS
        let name = hello.serverName ?? client.channel.localAddress?.ipAddress ?? client.listener.spec.address.host
        let context = client.services.leaves.serverContext(
            forHost: name,
            applicationProtocols: protocols(for: hello),
            on: client.loop.eventLoop
        )
        context.assumeIsolated().whenComplete { [self] result in
            guard case .preparingTLS = stage else { return }
            switch result {
            case .success(let context):
                startTLS(TLSHandlers.forClient(context: context, serverName: hello.serverName))
            case .failure(let error):
                fail(FlowError(.clientTLSFailed, "no certificate can be made for \(name): \(error)"))
            }
        }
    }

    /// A server may be spoken to in HTTP/2; to a proxy, CONNECT is only known in HTTP/1.
    private func protocols(for hello: ClientHello) -> [String] {
        guard let origin = scope?.origin else { return [ProtocolOffer.http1] }
        let offer = ProtocolOffer(
            client: hello.applicationProtocols,
            host: origin.host,
            port: origin.port,
            configuration: client.services.configuration
        )
        return offer.protocols
    }

    private func startTLS(_ handlers: TLSHandlers) {
        stage = .handshake(handlers)
        do {
            try client.startTLS(handlers)
        } catch {
            return fail(FlowError(.clientTLSFailed, "cannot start TLS with the client: \(error)"))
        }
        client.process()
    }

    /// A handshake that fails is a flow, for there will be no request that could say so.
    private func fail(_ error: FlowError) {
        stage = .done
        client.recordFailure(error, origin: scope?.origin ?? client.ownOrigin)
        client.close(because: error)
    }
}

extension HTTPEntrance: Opening {
    var isReadyForClientBytes: Bool {
        if case .preparingTLS = stage { return false }
        return true
    }

    func receive() -> Bool {
        guard case .detecting = stage, let first = client.inbound.readableBytesView.first else { return false }
        // Whoever is told of a proxy by host and port alone may take it for one of either kind.
        if scope == nil, !isInsideTLS, first == 4 || first == 5 {
            stage = .done
            client.state = .opening(SOCKSEntrance(client: client))
            return true
        }
        let detector = ProtocolDetector(allowsTLS: !isInsideTLS)
        switch client.inbound.withUnsafeReadableBytes({ detector.find(in: $0) }) {
        case .needsMore: return false
        case .tls(let hello):
            intercept(hello)
            return false
        case .http1, .unknown:
            readRequests()
            return true
        case .http2:
            mirrorHTTP2()
            readRequests()
            return true
        }
    }

    func clientTLSDone(_ negotiatedProtocol: String?) {
        guard case .handshake(let handlers) = stage else { return }
        let info = handlers.info(negotiatedProtocol: negotiatedProtocol)
        if let facts = client.facts { client.setFacts(facts.with(tls: info)) }
        isInsideTLS = true
        guard negotiatedProtocol == ProtocolOffer.http2 else {
            stage = .detecting
            return
        }
        // What comes is HTTP/2, even where it does not look like it (RFC 9113 §3.4).
        stage = .done
        mirrorHTTP2()
        client.scope = scope
        client.state = .http2(HTTP2Client(client))
    }

    func clientTLSFailed(_ error: any Error) -> Bool {
        guard case .handshake(let handlers) = stage else { return false }
        fail(handlers.explain(error, host: "this listener"))
        return true
    }

    func clientInputClosed() {
        switch stage {
        // Whatever came is to be read as far as it goes.
        case .detecting: readRequests()
        case .handshake: _ = clientTLSFailed(ChannelError.eof)
        case .preparingTLS, .done: break
        }
    }

    func clientClosed(_ error: FlowError) {
        if case .handshake = stage { _ = clientTLSFailed(ChannelError.eof) }
        stage = .done
    }
}

@available(*, unavailable) extension HTTPEntrance: Sendable {}
