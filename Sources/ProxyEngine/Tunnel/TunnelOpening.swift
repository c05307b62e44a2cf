import FlowKit
import NIOCore
import NIOSSL

/// From a CONNECT to the decision what its tunnel carries.
///
/// The server is connected to at once, so that a tunnel to nowhere is refused as such and a server that speaks first is
/// heard. Then whoever speaks first decides: TLS is intercepted, HTTP/1 is inspected, anything else is relayed as it is.
/// Confined to the client's event loop.
final class TunnelOpening {
    enum Stage {
        case connecting
        case detecting
        /// A certificate for the client is being made, or the server is asked which protocol the client may have.
        case preparingTLS
        case clientHandshake(TLSHandlers)
        case done
    }

    /// Holds this opening while it lasts.
    let client: ClientConnection
    let host: String
    let port: Int
    let recorder: FlowRecorder
    var stage = Stage.connecting
    var connection: UpstreamConnection?
    /// The rule that wants this tunnel answered from inside: no byte of it may reach a server.
    let deferredHit: RuleHit?
    let isForOurselves: Bool
    /// What the client may agree on by ALPN.
    var offer: ProtocolOffer?
    /// TLS with the client, and since when.
    var clientTLS: (handlers: TLSHandlers, since: NIODeadline)?
    /// Agreed on with the client, whose first byte is waited for: many a client judges our certificate only now.
    var speaksHTTP2 = false
    var isInsideTLS: Bool { clientTLS != nil }
    var serverBytes = ByteBuffer()
    /// Set where TLS is relayed unread: what the client asked for by SNI, and why.
    private var passedThrough: (serverName: String?, reason: String)?

    init(client: ClientConnection, host: String, port: Int, recorder: FlowRecorder, deferredHit: RuleHit?) {
        self.client = client
        self.host = host
        self.port = port
        self.recorder = recorder
        self.deferredHit = deferredHit
        isForOurselves = host == OnboardingSite.host
    }

    var services: EngineServices { client.services }
    var loop: EngineLoop { client.loop }
    var shownHost: String { port == 443 ? host : "\(host):\(port)" }

    func begin() {
        let tls = client.tunnelUpstream(host: host, port: port, tlsName: host)
        // A server that was spoken TLS to a moment ago needs no probing.
        if isForOurselves || deferredHit != nil || loop.pool.hasIdle(tls) { return accept() }
        connect(orElse: refuse) { [self] in accept() }
    }

    private func connect(orElse giveUp: @escaping (FlowError) -> Void, then proceed: @escaping () -> Void) {
        let upstream = client.tunnelUpstream(host: host, port: port, tlsName: nil)
        loop.connector.connectPlain(to: upstream).assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let connection) where isDone:
                connection.close()
            case .success(let connection):
                self.connection = connection
                connection.owner = self
                noteServer(connection)
                proceed()
            case .failure(let error):
                giveUp(error as? FlowError ?? FlowError(.connectFailed, "\(error)"))
            }
        }
    }

    private func noteServer(_ connection: UpstreamConnection) {
        recorder.note {
            $0.server = connection.facts
            $0.timing.connectStarted = connection.stages.connectStarted
            $0.timing.resolved = connection.stages.resolved
            $0.timing.connected = connection.stages.connected
        }
    }

    var isDone: Bool {
        if case .done = stage { return true }
        return false
    }

    private func accept() {
        guard !isDone else { return }
        stage = .detecting
        client.write(client.entry.acceptance)
        client.flush()
        client.process()
        connection?.resumeReading()
    }

    /// The tunnel cannot be: the client is told, and the attempt is a flow of its own.
    private func refuse(_ error: FlowError) {
        guard !isDone else { return }
        stage = .done
        client.refuseTunnel(recorder, LocalResponse.forError(error), error: error)
    }

    // MARK: - What the client says

    var isReadyForClientBytes: Bool {
        switch stage {
        case .connecting, .detecting, .clientHandshake: true
        case .preparingTLS, .done: false
        }
    }

    /// Looks at what the client sent so far.
    ///
    /// - Returns: whether the client's connection has a new state and should go on.
    func receive() -> Bool {
        guard case .detecting = stage, client.inbound.readableBytes > 0 else { return false }
        if speaksHTTP2 {
            beginHTTP2()
            return true
        }
        let detector = ProtocolDetector(allowsTLS: !isInsideTLS)
        switch client.inbound.withUnsafeReadableBytes({ detector.find(in: $0) }) {
        case .needsMore:
            return false
        case .tls(let hello):
            if passThrough(serverName: hello.serverName, protocolName: "tls") { return true }
            intercept(hello)
            return false
        case .http1:
            if passThrough(serverName: nil, protocolName: "http") { return true }
            inspect()
            return true
        case .http2 where !isInsideTLS:
            if passThrough(serverName: nil, protocolName: "http2") { return true }
            connection?.assumeHTTP2()
            setScope()
            client.scope?.upstream.applicationProtocols = ["h2"]
            beginHTTP2()
            return true
        case .http2, .unknown:
            relay(
                protocolName: isInsideTLS ? "tls" : client.inbound.readableBytesView.first == 0x16 ? "tls" : "unknown"
            )
            return true
        }
    }

    private func passThrough(serverName: String?, protocolName: String) -> Bool {
        guard let reason = passThroughReason(serverName: serverName) else { return false }
        passedThrough = (serverName, reason)
        relay(protocolName: protocolName)
        return true
    }

    /// From here on the client speaks HTTP.
    private func inspect() {
        stage = .done
        noteAcceptance()
        if let connection {
            self.connection = nil
            connection.owner = nil
            client.ownConnection = (connection.upstream, loop.succeeded(connection))
        }
        setScope()
        client.state = .awaitingHead
    }

    /// Where requests in the clear go; inside TLS that is known.
    private func setScope() {
        guard client.scope == nil else { return }
        client.scope = TunnelScope(
            origin: Origin(scheme: .http, host: host, port: port),
            upstream: client.tunnelUpstream(host: host, port: port, tlsName: nil),
            takesHostField: client.entry == .transparent
        )
    }

    func fail(_ error: FlowError) {
        guard !isDone else { return }
        stage = .done
        connection?.close()
        recorder.finish(error: error)
        client.close(because: error)
    }

    // MARK: - Relaying

    func relay(protocolName: String) {
        if let deferredHit {
            services.rules.recordHit(deferredHit, at: recorder.flow.timing.started)
            recorder.note { $0.blockedBy = deferredHit }
            return fail(FlowError(.blocked, "the tunnel was blocked by the rule “\(deferredHit.name)”"))
        }
        guard !isForOurselves else {
            return fail(FlowError(.badRequest, "\(host) is Sluice itself, which speaks only HTTP"))
        }
        guard let connection else { return connectThenRelay(protocolName: protocolName) }
        stage = .done
        self.connection = nil
        connection.owner = nil
        recorder.note {
            $0.kind = .tunnel
            $0.client = client.facts
            $0.server = connection.facts
        }
        var counts = TunnelCounts(protocolName: protocolName)
        counts.serverName = passedThrough?.serverName
        counts.passThroughReason = passedThrough?.reason
        let relay = TunnelRelay(client: client, connection: connection, recorder: recorder, counts: counts)
        client.state = .relaying(relay)
        relay.begin(fromServer: serverBytes)
    }

    /// There was no connection yet, because the server was thought to be known, or its TLS is still being agreed on.
    private func connectThenRelay(protocolName: String) {
        let future = client.ownConnection?.future ?? (isInsideTLS ? loop.connector.connect(to: tlsUpstream) : nil)
        client.ownConnection = nil
        stage = .connecting
        guard let future else {
            return connect(orElse: fail) { [self] in
                relay(protocolName: protocolName)
                client.process()
            }
        }
        future.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let connection) where isDone: connection.close()
            case .success(let connection):
                self.connection = connection
                relay(protocolName: protocolName)
                client.process()
            case .failure(let error): fail(error as? FlowError ?? FlowError(.connectFailed, "\(error)"))
            }
        }
    }

    var tlsUpstream: Upstream {
        client.scope?.upstream ?? client.tunnelUpstream(host: host, port: port, tlsName: host)
    }

    // MARK: - Ends

    func clientInputClosed() {
        switch stage {
        case .connecting, .preparingTLS, .done: break
        // It has nothing to say: let the server speak.
        case .detecting where !isInsideTLS && !isForOurselves: relay(protocolName: "")
        case .detecting: leaveUnused()
        case .clientHandshake: _ = clientTLSFailed(ChannelError.eof)
        }
    }

    /// The client is gone. Nothing inside the tunnel will tell of it, so it is a flow of its own.
    func clientClosed(_ error: FlowError) {
        if case .clientHandshake = stage { _ = clientTLSFailed(ChannelError.eof) }
        end(error)
    }

    /// The client says farewell without having said anything else: it had connected ahead of need.
    private func leaveUnused() {
        if distrustAfterHandshake == nil {
            recorder.note {
                $0.kind = .tunnel
                $0.client = client.facts
                $0.tunnel = TunnelCounts(protocolName: isInsideTLS ? "tls" : "")
            }
        }
        end(nil)
        client.close(because: FlowError(.clientClosed, "the client closed the tunnel"))
    }

    private func end(_ error: FlowError?) {
        guard !isDone else { return }
        let distrust = distrustAfterHandshake
        stage = .done
        connection?.close()
        connection = nil
        recorder.finish(error: distrust.map(judgeRefusal) ?? error)
    }
}

extension TunnelOpening {
    /// A client that shakes hands and hangs up at once, as GnuTLS does that does not accept a certificate. One that leaves
    /// later had connected ahead of need.
    private var distrustAfterHandshake: FlowError? {
        guard case .detecting = stage, let clientTLS, NIODeadline.now() - clientTLS.since < .seconds(1) else {
            return nil
        }
        return FlowError(
            .clientTLSFailed,
            "the client hung up right after the TLS handshake for \(shownHost): often it does not trust our certificate "
                + "or pins its own; have it trust the Sluice CA, see http://sluice.proxy/"
        )
    }
}

extension TunnelOpening: UpstreamOwner {
    /// The server is listened to only while nothing else has decided.
    var isReadyForUpstreamBytes: Bool {
        if hasAgreedOnHTTP2 { return serverBytes.readableBytes < ProtocolDetector.helloLimit }
        if case .detecting = stage { return !speaksHTTP2 }
        return false
    }

    /// What the server says first in HTTP/2 is kept for when its client begins, which is told of it at once.
    private var hasAgreedOnHTTP2: Bool { connection?.negotiatedProtocol == ProtocolOffer.http2 }

    func upstreamRead(_ bytes: ByteBuffer) {
        var bytes = bytes
        serverBytes.writeBuffer(&bytes)
        guard !hasAgreedOnHTTP2, isReadyForUpstreamBytes, !beginsHTTP2(serverBytes) else { return }
        relay(protocolName: isInsideTLS ? "tls" : "unknown")
        client.process()
    }

    /// A server that knows HTTP/2 may send its settings before its client has said anything (RFC 9113 §3.4).
    private func beginsHTTP2(_ bytes: ByteBuffer) -> Bool {
        let start = bytes.readableBytesView.prefix(9)
        guard start.count == 9, bytes.readableBytes < ProtocolDetector.helloLimit else { return false }
        let payload = start.prefix(3).reduce(0) { $0 << 8 | Int($1) }
        return payload.isMultiple(of: 6) && payload < 512 && start.dropFirst(3).elementsEqual([4, 0, 0, 0, 0, 0])
    }

    func upstreamReadComplete() {}

    func upstreamInputClosed() {
        guard case .detecting = stage, !isInsideTLS else { return lost() }
        relay(protocolName: "")
    }

    func upstreamClosed(error: (any Error)?) {
        guard case .detecting = stage, !isInsideTLS else { return lost() }
        let host = shownHost
        fail(FlowError(.upstreamClosed, "\(host) closed the tunnel before anything was said"))
    }

    /// The first request will connect anew.
    private func lost() {
        connection?.close()
        connection = nil
    }

    func upstreamWritabilityChanged() {}
}

@available(*, unavailable) extension TunnelOpening: Sendable {}
