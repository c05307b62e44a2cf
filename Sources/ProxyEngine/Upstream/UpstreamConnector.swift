import FlowKit
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Makes connections to servers, on the event loop of whoever asks. All failures are `FlowError`s.
struct UpstreamConnector {
    let services: EngineServices
    let eventLoop: any EventLoop

    /// Connects and, where the upstream wants TLS, shakes hands.
    func connect(to upstream: Upstream) -> EventLoopFuture<UpstreamConnection> {
        let plain = connectPlain(to: upstream)
        guard upstream.tlsName != nil else { return plain }
        let promise = eventLoop.makePromise(of: UpstreamConnection.self)
        plain.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let connection):
                startTLS(on: connection, for: upstream).assumeIsolated()
                    .whenComplete { promise.assumeIsolated().completeWith($0) }
            case .failure(let error): promise.fail(error)
            }
        }
        return promise.futureResult
    }

    /// Connects without TLS, even where the upstream wants it: `startTLS` follows when it is known that the client does.
    ///
    /// Where the upstream is behind a proxy, the proxy has opened its tunnel by then.
    func connectPlain(to upstream: Upstream) -> EventLoopFuture<UpstreamConnection> {
        guard let proxy = upstream.proxy else { return dial(upstream) }
        let promise = eventLoop.makePromise(of: UpstreamConnection.self)
        dial(upstream).assumeIsolated().whenComplete { result in
            guard case .success(let connection) = result, proxy.kind == .https else {
                return openTunnel(result, upstream, promise)
            }
            startTLS(on: connection, withProxy: proxy).assumeIsolated()
                .whenComplete { openTunnel($0, upstream, promise) }
        }
        return promise.futureResult
    }

    private func openTunnel(
        _ result: Result<UpstreamConnection, any Error>,
        _ upstream: Upstream,
        _ promise: EventLoopPromise<UpstreamConnection>
    ) {
        guard case .success(let connection) = result, let proxy = upstream.proxy, !upstream.isForwarding else {
            return promise.assumeIsolated().completeWith(result)
        }
        let timeout = TimeAmount(services.configuration.connectTimeout)
        ProxyTunnel.open(on: connection, through: proxy, timeout: timeout).assumeIsolated()
            .whenComplete { promise.assumeIsolated().completeWith($0) }
    }

    /// Connects to the upstream's own address, or to that of its proxy.
    private func dial(_ upstream: Upstream) -> EventLoopFuture<UpstreamConnection> {
        let stagesBox = StagesBox()
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(services.configuration.connectTimeout))
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = UpstreamConnection(upstream: upstream, channel: channel)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        return open(bootstrap, upstream, stagesBox).assumeIsolated()
            .flatMapThrowing { channel in
                let connection = try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
                try services.refuseLoop(to: channel)
                connection.stages = stagesBox.stages.withLock { $0 }
                connection.stages.connected = .now
                connection.setFacts(facts(of: channel, via: upstream.proxy))
                return connection
            }
            .flatMapErrorThrowing { throw Self.explain($0, upstream) }
            .nonisolated()
    }

    /// Shakes hands on a connection that `connectPlain` made.
    ///
    /// - Parameter upstream: with a name for TLS, which is asked for by SNI and looked for in the certificate.
    func startTLS(
        on connection: UpstreamConnection,
        for upstream: Upstream
    ) -> EventLoopFuture<UpstreamConnection> {
        shakeHands(
            on: connection,
            host: upstream.tlsName ?? upstream.host,
            port: upstream.port,
            applicationProtocols: upstream.applicationProtocols,
            leadingTo: upstream
        )
    }

    /// TLS with the proxy itself, inside which there may be TLS with the server.
    private func startTLS(
        on connection: UpstreamConnection,
        withProxy proxy: UpstreamProxy
    ) -> EventLoopFuture<UpstreamConnection> {
        shakeHands(
            on: connection,
            host: proxy.host,
            port: proxy.port,
            applicationProtocols: [ProtocolOffer.http1],
            leadingTo: nil
        )
    }

    private func shakeHands(
        on connection: UpstreamConnection,
        host: String,
        port: Int,
        applicationProtocols: [String],
        leadingTo upstream: Upstream?
    ) -> EventLoopFuture<UpstreamConnection> {
        let shownHost = port == 443 ? host : "\(host):\(port)"
        let handlers: TLSHandlers
        do {
            handlers = try services.upstreamTLS.makeHandlers(
                host: host,
                port: port,
                applicationProtocols: applicationProtocols
            )
        } catch {
            connection.close()
            return eventLoop.makeFailedFuture(FlowError(.upstreamTLSFailed, "no certificate can name the host \(host)"))
        }
        let timeout = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(services.configuration.connectTimeout)) {
            connection.fail(FlowError(.connectTimedOut, "\(shownHost) did not finish its TLS handshake in time"))
        }
        return connection.startTLS(handlers, for: upstream).assumeIsolated()
            .flatMapThrowing { negotiatedProtocol in
                timeout.cancel()
                guard upstream != nil else { return connection }
                connection.stages.tlsDone = .now
                let info = handlers.info(negotiatedProtocol: negotiatedProtocol)
                if let facts = connection.facts { connection.setFacts(facts.with(tls: info)) }
                return connection
            }
            .flatMapErrorThrowing { error in
                timeout.cancel()
                connection.close()
                throw error as? FlowError ?? handlers.explain(error, host: shownHost)
            }
            .nonisolated()
    }

    private func open(
        _ bootstrap: ClientBootstrap,
        _ upstream: Upstream,
        _ box: StagesBox
    ) -> EventLoopFuture<any Channel> {
        let asked = ListenAddress(
            host: upstream.proxy?.host ?? upstream.host,
            port: upstream.proxy?.port ?? upstream.port
        )
        let place = services.configuration.connectTo[asked.description] ?? asked
        if let address = try? SocketAddress(ipAddress: place.host, port: place.port) {
            return bootstrap.connect(to: address)
        }
        let resolver = SystemResolver(eventLoop: eventLoop, threadPool: services.resolverPool) {
            box.stages.withLock { $0.resolved = .now }
        }
        return bootstrap.resolver(resolver).connect(host: place.host, port: place.port)
    }

    private func facts(of channel: any Channel, via proxy: UpstreamProxy?) -> Connection {
        Connection(
            id: services.makeConnectionID(),
            remoteAddress: channel.remoteAddress.map(describe) ?? "",
            localAddress: channel.localAddress.map(describe) ?? "",
            opened: .now,
            via: proxy?.description
        )
    }

    private static func explain(_ error: any Error, _ upstream: Upstream) -> FlowError {
        let host = upstream.proxy?.host ?? upstream.host
        let name = upstream.proxy.map { "the upstream proxy \($0.hostAndPort)" } ?? upstream.hostAndPort
        switch error {
        case let error as FlowError:
            return error
        case let error as NIOConnectionError:
            if let dns = (error.dnsAError ?? error.dnsAAAAError) as? FlowError { return dns }
            guard let last = error.connectionErrors.last else {
                return FlowError(.nameNotResolved, "cannot resolve \(host): it has no addresses")
            }
            return explain(last.error, upstream)
        case ChannelError.connectTimeout(let amount):
            return FlowError(.connectTimedOut, "\(name) did not answer within \(amount.nanoseconds / 1_000_000) ms")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return FlowError(.connectionRefused, "\(name) refused the connection")
        case let error as IOError:
            return FlowError(.connectFailed, "cannot connect to \(name): \(String(cString: strerror(error.errnoCode)))")
        default:
            return FlowError(.connectFailed, "cannot connect to \(name): \(error)")
        }
    }
}

/// Stages that the resolver's thread fills in.
private final class StagesBox: Sendable {
    let stages = Mutex(UpstreamStages(connectStarted: .now))
}
