import FlowKit
import NIOCore
import NIOSSL

/// TLS with the client and with its server.
///
/// A client that offers HTTP/2 waits until the server has chosen, and is then offered just that; with any other client
/// and its server hands are shaken at the same time. A server with which TLS fails does not keep the client out: its
/// request is answered with the reason.
extension TunnelOpening {
    func intercept(_ hello: ClientHello) {
        stage = .preparingTLS
        let name = hello.serverName ?? host
        client.scope = TunnelScope(
            origin: Origin(scheme: .https, host: name.lowercased(), port: port),
            upstream: client.tunnelUpstream(host: host, port: port, tlsName: name)
        )
        let offer = ProtocolOffer(
            client: hello.applicationProtocols,
            host: name,
            port: port,
            configuration: services.configuration
        )
        self.offer = offer
        if offer.isMirrored, !isForOurselves, deferredHit == nil {
            client.scope?.upstream.applicationProtocols = offer.protocols
            mirror(offer, hello)
        } else {
            startUpstreamTLS()
            answerHello(hello, offering: offer.protocols)
        }
    }

    /// Shakes hands with the server while the client's certificate is made; the first request finds the connection ready,
    /// or learns why there is none.
    private func startUpstreamTLS() {
        guard let connection else { return }
        self.connection = nil
        connection.owner = nil
        client.ownConnection = (tlsUpstream, loop.connector.startTLS(on: connection, for: tlsUpstream))
    }

    /// Offers the server what the client offers, and the client what the server chose.
    private func mirror(_ offer: ProtocolOffer, _ hello: ClientHello) {
        let future: EventLoopFuture<UpstreamConnection>
        if let connection {
            self.connection = nil
            connection.owner = nil
            future = loop.connector.startTLS(on: connection, for: tlsUpstream)
        } else {
            future = loop.connector.connect(to: tlsUpstream)
        }
        future.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let connection) where isDone:
                connection.close()
            case .success(let connection):
                // From here on: a server may speak first in HTTP/2, and must find somebody who keeps it.
                connection.owner = self
                self.connection = connection
                connection.resumeReading()
                answerHello(hello, offering: connection.negotiatedProtocol.map { [$0] } ?? [])
            case .failure:
                guard !isDone else { return }
                client.ownConnection = (tlsUpstream, future)
                answerHello(hello, offering: offer.protocols)
            }
        }
    }

    private func answerHello(_ hello: ClientHello, offering protocols: [String]) {
        let name = hello.serverName ?? host
        services.leaves
            .serverContext(forHost: name, port: port, applicationProtocols: protocols, on: loop.eventLoop)
            .assumeIsolated().whenComplete { [self] result in
                guard !isDone else { return }
                switch result {
                case .success(let context):
                    let versions = services.configuration.tls.clientVersions
                    startClientTLS(.forClient(context: context, serverName: hello.serverName, versions: versions))
                case .failure(let error):
                    fail(FlowError(.clientTLSFailed, "no certificate can be made for \(name): \(error)"))
                }
            }
    }

    private func startClientTLS(_ handlers: TLSHandlers) {
        stage = .clientHandshake(handlers)
        do {
            try client.startTLS(handlers)
        } catch {
            return fail(FlowError(.clientTLSFailed, "cannot start TLS with the client: \(error)"))
        }
        client.process()
    }

    func clientTLSDone(_ negotiatedProtocol: String?) {
        guard case .clientHandshake(let handlers) = stage else { return }
        var info = handlers.info(negotiatedProtocol: negotiatedProtocol)
        info.downgradeReason = offer?.downgradeReason
        if let facts = client.facts { client.setFacts(facts.with(tls: info)) }
        clientTLS = (handlers, .now())
        speaksHTTP2 = negotiatedProtocol == ProtocolOffer.http2
        stage = .detecting
        listenToServerInTLS()
    }

    /// Hands the client over, and the server's connection with what it said already.
    func beginHTTP2() {
        stage = .done
        noteAcceptance()
        let connection = connection
        self.connection = nil
        connection?.owner = nil
        let server: HTTP2Opening.Server =
            if let connection {
                .connected(connection, unread: serverBytes)
            } else if let own = client.ownConnection {
                .failed(own.future)
            } else {
                .notAsked
            }
        client.ownConnection = nil
        client.beginHTTP2(HTTP2Opening(server: server))
    }

    /// A server may speak first inside TLS too; in HTTP/2 it is heard once the client has begun.
    private func listenToServerInTLS() {
        guard !speaksHTTP2 else { return }
        if let connection {
            // Its choice was waited for, and reading held back since.
            guard serverBytes.readableBytes == 0 else { return upstreamRead(ByteBuffer()) }
            return connection.resumeReading()
        }
        guard let own = client.ownConnection else { return }
        own.future.assumeIsolated().whenSuccess { [self] connection in
            guard case .detecting = stage, client.ownConnection != nil, !connection.isClosed else { return }
            client.ownConnection = nil
            self.connection = connection
            connection.owner = self
            connection.resumeReading()
        }
    }

    /// - Returns: whether the error was the handshake's, and is dealt with.
    func clientTLSFailed(_ error: any Error) -> Bool {
        switch stage {
        case .clientHandshake(let handlers):
            fail(explain(error, handlers))
            return true
        case .detecting:
            // Some clients judge our certificate only after the handshake.
            if case NIOSSLError.uncleanShutdown = error { return false }
            guard let clientTLS, client.inbound.readableBytes == 0 else { return false }
            fail(explain(error, clientTLS.handlers))
            return true
        case .connecting, .preparingTLS, .done:
            return false
        }
    }

    private func explain(_ error: any Error, _ handlers: TLSHandlers) -> FlowError {
        let reason = handlers.explain(error, host: shownHost)
        return handlers.isRefusal(error) ? judgeRefusal(reason) : reason
    }
}
