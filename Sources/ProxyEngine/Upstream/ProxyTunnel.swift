import FlowKit
import NIOCore

/// Asks a proxy for a tunnel on a connection to it, and hands the connection on. Confined to the event loop.
final class ProxyTunnel: UpstreamOwner {
    private let connection: UpstreamConnection
    private let upstream: Upstream
    private let proxy: UpstreamProxy
    private var request: any TunnelRequest
    private var inbound = ByteBuffer()
    private var promise: EventLoopPromise<UpstreamConnection>?
    private var timeout: Scheduled<Void>?

    private init(_ connection: UpstreamConnection, _ proxy: UpstreamProxy) {
        self.connection = connection
        self.proxy = proxy
        upstream = connection.upstream
        request =
            proxy.kind == .socks5
            ? SOCKSTunnelRequest(host: upstream.host, port: upstream.port, credentials: proxy.credentials)
            : HTTPTunnelRequest(host: upstream.host, port: upstream.port, credentials: proxy.credentials)
    }

    /// - Returns: the same connection, as if it were made to the server itself; fails with a `FlowError`.
    static func open(
        on connection: UpstreamConnection,
        through proxy: UpstreamProxy,
        timeout: TimeAmount
    ) -> EventLoopFuture<UpstreamConnection> {
        ProxyTunnel(connection, proxy).begin(timeout: timeout)
    }

    private func begin(timeout amount: TimeAmount) -> EventLoopFuture<UpstreamConnection> {
        let eventLoop = connection.channel.eventLoop
        let promise = eventLoop.makePromise(of: UpstreamConnection.self)
        self.promise = promise
        timeout = eventLoop.assumeIsolated().scheduleTask(in: amount) { [self] in
            fail(.connectTimedOut, "did not open a tunnel to \(upstream.hostAndPort) in time")
        }
        connection.owner = self
        connection.write(ByteBuffer(bytes: request.opening))
        connection.flush()
        connection.resumeReading()
        if connection.isClosed { upstreamClosed(error: nil) }
        return promise.futureResult
    }

    private func end(_ result: Result<UpstreamConnection, any Error>) {
        guard let promise else { return }
        self.promise = nil
        timeout?.cancel()
        timeout = nil
        connection.owner = nil
        if case .failure = result { connection.close() }
        promise.assumeIsolated().completeWith(result)
    }

    private func fail(_ code: FlowError.Code, _ reason: String) {
        end(.failure(FlowError(code, "the upstream proxy \(proxy.hostAndPort) \(reason)")))
    }

    private func refused(_ reason: String) {
        fail(.upstreamProxyFailed, "\(reason) (asked for \(upstream.hostAndPort))")
    }

    // MARK: - UpstreamOwner

    var isReadyForUpstreamBytes: Bool { true }

    func upstreamRead(_ bytes: ByteBuffer) {
        var bytes = bytes
        inbound.writeBuffer(&bytes)
        while promise != nil {
            switch request.receive(&inbound) {
            case .needsMore: return
            case .send(let message):
                connection.write(ByteBuffer(bytes: message))
                connection.flush()
            case .refused(let reason): refused(reason)
            case .open:
                connection.giveBack(inbound)
                end(.success(connection))
            }
        }
    }

    func upstreamReadComplete() {}

    func upstreamInputClosed() {
        refused(request.ended())
    }

    func upstreamClosed(error: (any Error)?) {
        guard let error else { return refused(request.ended()) }
        refused("lost the connection: \(wordsForLoss(error))")
    }

    func upstreamWritabilityChanged() {}
}

@available(*, unavailable) extension ProxyTunnel: Sendable {}
