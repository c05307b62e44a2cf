import FlowKit
import NIOCore
import NIOSSL
import NIOTLS

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One client's connection: the last handler of its channel. Reads its requests one after the other, opens its tunnels.
///
/// Confined to its event loop. What is done with a request is `Exchange`'s matter, what is done with a CONNECT
/// `TunnelOpening`'s and `TunnelRelay`'s; this class owns the channel and the bytes not yet understood.
final class ClientConnection: ChannelDuplexHandler, BytesWriter {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        case awaitingHead
        case exchanging(Exchange)
        case opening(any Opening)
        case relaying(TunnelRelay)
        case http2(HTTP2Client)
        /// A rule wants this client to wait for ever.
        case held
        case closing
    }

    let loop: EngineLoop
    let channel: any Channel
    let listener: AcceptingListener
    var state = State.awaitingHead
    var inbound = ByteBuffer()
    var scanner = HeadScanner()
    /// When the first byte of the head being read came.
    var headStarted: Timestamp?
    /// How its tunnel, where there is one, was asked for.
    var entry = TunnelEntry.connect
    /// Set inside a tunnel, and behind a reverse listener.
    var scope: TunnelScope?
    /// What the form of the response depends on, of the request being answered.
    var request: (method: String, version: HTTPVersion)?
    var hasRequested = false
    /// Where its body ends.
    var requestBody = BodyReader(.none)
    var willClose = false
    /// How the response being sent marks its end.
    var responseEnding = ResponseEnding.none
    /// A connection opened for this client: by its CONNECT, or because it authenticated the client.
    var ownConnection: (upstream: Upstream, future: EventLoopFuture<UpstreamConnection>)?
    /// Connections that this client's requests share, where servers speak HTTP/2.
    let sessions = HTTP2Sessions()
    var hasBoundConnections = false

    private(set) var facts: Connection?
    private(set) var context: ChannelHandlerContext?
    var output = JoinedOutput()
    private(set) var isInputClosed = false
    private var isReadHeld = false
    private var isProbing = false
    /// All is written and said to be the last; only the client has not closed yet.
    private var isLingering = false
    private var isProcessing = false
    /// More may come in this read: what it leads to is flushed at its end.
    private var isInRead = false
    private var lastActivity = NIODeadline.now()
    private var idleTimer: Scheduled<Void>?

    /// No less than what a tunnel's protocol is told by.
    private static let bufferLimit = ProtocolDetector.helloLimit

    init(loop: EngineLoop, channel: any Channel, listener: AcceptingListener) {
        self.loop = loop
        self.channel = channel
        self.listener = listener
    }

    var services: EngineServices { loop.services }

    func setFacts(_ facts: Connection) {
        self.facts = facts
    }

    // MARK: - Understanding what came

    /// Goes through the bytes that are there as far as they lead.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        advance()
        isProcessing = false
        // An empty buffer still holds the memory the socket reads into, which then could not be used again.
        if inbound.readableBytes == 0 { inbound = ByteBuffer() }
        if isInputClosed { inputEnded() }
        if !isInRead { flushToServer() }
        resumeReading()
    }

    private func advance() {
        var isProgressing = true
        while isProgressing {
            switch state {
            case .awaitingHead:
                // Responses of our own come as fast as requests: none is begun before the last ones are taken.
                isProgressing = isWritable && readHead()
            case .exchanging(let exchange):
                guard !exchange.isRequestDone, inbound.readableBytes > 0, exchange.isReadyForRequestBytes else {
                    return
                }
                readRequestBody(of: exchange)
            case .opening(let opening):
                isProgressing = opening.receive()
            case .relaying(let relay):
                withInbound { relay.clientRead(&$0) }
                isProgressing = false
            case .http2(let http2):
                withInbound { http2.receive(&$0) }
                isProgressing = false
            case .held, .closing:
                inbound.clear()
                return
            }
        }
    }

    /// Lends the unread bytes: what is done with them may call back into this connection.
    func withInbound(_ body: (inout ByteBuffer) -> Void) {
        var bytes = inbound
        inbound = ByteBuffer()
        body(&bytes)
        inbound = bytes
    }

    /// Whether more bytes can be used now; while not, nothing is read from the socket.
    private var isReadyForBytes: Bool {
        switch state {
        case .awaitingHead: isWritable
        case .exchanging(let exchange) where !exchange.isRequestDone: exchange.isReadyForRequestBytes
        case .exchanging: inbound.readableBytes < Self.bufferLimit
        case .opening(let opening): opening.isReadyForClientBytes && inbound.readableBytes < Self.bufferLimit
        case .relaying(let relay): relay.isReadyForClientBytes
        case .http2(let http2): http2.isReadyForBytes
        case .held, .closing: true
        }
    }

    func resumeReading() {
        guard isReadHeld, isReadyForBytes else { return }
        isReadHeld = false
        context?.read()
    }

    // MARK: - Writing and closing

    func closeOutput() {
        handOn()
        context?.close(mode: .output, promise: nil)
    }

    /// Closes once all that was written has left.
    func closeAfterWriting(resets: Bool = false) {
        state = .closing
        guard let context else { return }
        handOn()
        // Closing a socket with unread bytes resets it, and the client may lose the response: say that no more comes,
        // and let it hang up. The idle timer ends those that do not.
        let promise = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
        promise.futureResult.assumeIsolated().whenComplete { [self] _ in
            if resets { reset() } else { lingerThenClose() }
        }
    }

    private func lingerThenClose() {
        guard let context else { return }
        guard !isInputClosed, facts?.tls == nil else {
            context.close(promise: nil)
            return
        }
        isLingering = true
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { [weak self] in
            self?.context?.close(promise: nil)
        }
        resumeReading()
    }

    /// Closes at once; an open flow gets the reason.
    func close(because error: FlowError) {
        end(error)
        state = .closing
        context?.close(promise: nil)
    }

    /// RST instead of FIN, as a server that crashed would.
    func reset() {
        state = .closing
        guard let context else { return }
        (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
        // Without TLS below, which would say farewell first.
        let pipeline = channel.pipeline.syncOperations
        // In the clear there is none; inside TLS to the listener itself there are two.
        for _ in 0..<2 {
            guard let tls = try? pipeline.context(handlerType: NIOSSLServerHandler.self) else { break }
            pipeline.removeHandler(context: tls, promise: nil)
        }
        context.close(promise: nil)
    }

    private func end(_ error: FlowError) {
        switch state {
        case .exchanging(let exchange): exchange.clientClosed(error)
        case .opening(let opening): opening.clientClosed(error)
        case .relaying(let relay): relay.clientClosed(error)
        case .http2(let http2): http2.clientClosed(error)
        case .awaitingHead, .held, .closing: break
        }
        dropOwnConnection()
        sessions.closeAll()
    }

    func dropOwnConnection() {
        ownConnection?.future.assumeIsolated().whenSuccess { if $0.owner == nil { $0.close() } }
        ownConnection = nil
    }

    // MARK: - Time

    func noteActivity() {
        lastActivity = .now()
    }

    private func scheduleIdleTimer(in delay: TimeAmount) {
        idleTimer = loop.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.idleTimerFired() }
    }

    private func idleTimerFired() {
        let timeout = TimeAmount(services.configuration.idleTimeout)
        let idle = NIODeadline.now() - lastActivity
        guard idle >= timeout else { return scheduleIdleTimer(in: timeout - idle) }
        let seconds = timeout.nanoseconds / 1_000_000_000
        let error = FlowError(.idleTimedOut, "nothing moved for \(seconds) s")
        // Tell the client where a response can still be sent; the next firing closes it in any case.
        if case .exchanging(let exchange) = state, exchange.isResponseOpen {
            noteActivity()
            scheduleIdleTimer(in: timeout)
            exchange.failed(error)
        } else if case .http2(let http2) = state, http2.idled(error) {
            noteActivity()
            scheduleIdleTimer(in: timeout)
        } else {
            close(because: error)
        }
    }

    // MARK: - ChannelHandler

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened() }
    }

    func channelActive(context: ChannelHandlerContext) {
        opened()
        context.fireChannelActive()
    }

    private func opened() {
        guard facts == nil else { return }
        facts = Connection(
            id: services.makeConnectionID(),
            remoteAddress: channel.remoteAddress.map(describe) ?? "",
            localAddress: channel.localAddress.map(describe) ?? "",
            opened: .now,
            listener: listener.description(boundTo: channel.parent?.localAddress),
            process: services.processes.process(of: channel.remoteAddress, connectedTo: channel.localAddress)
        )
        loop.add(self)
        enter()
        scheduleIdleTimer(in: TimeAmount(services.configuration.idleTimeout))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        idleTimer?.cancel()
        loop.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        noteActivity()
        isInRead = true
        var bytes = unwrapInboundIn(data)
        if inbound.readableBytes == 0 { inbound = bytes } else { inbound.writeBuffer(&bytes) }
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isInRead = false
        flushToServer()
    }

    private func flushToServer() {
        switch state {
        case .exchanging(let exchange): exchange.flushRequest()
        case .relaying(let relay): relay.flushToServer()
        case .http2(let http2): http2.readComplete()
        case .awaitingHead, .opening, .held, .closing: break
        }
    }

    func read(context: ChannelHandlerContext) {
        guard isReadyForBytes else {
            isReadHeld = true
            return
        }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard channel.isWritable else { return }
        switch state {
        case .exchanging(let exchange): exchange.clientBecameWritable()
        case .relaying(let relay): relay.clientBecameWritable()
        case .http2(let http2): http2.becameWritable()
        case .awaitingHead: process()
        case .opening, .held, .closing: break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isInputClosed = true
            process()
        case TLSUserEvent.handshakeCompleted(let negotiatedProtocol):
            if case .opening(let opening) = state { opening.clientTLSDone(negotiatedProtocol) }
            process()
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// The client sends no more, and what it sent has led as far as it does for now; it may still read its responses.
    private func inputEnded() {
        switch state {
        case .awaitingHead where !isWritable: break
        case .awaitingHead where inbound.readableBytes > 0:
            refuseHead(HTTP1Error("the request ends in the middle of its head"), bytes: inbound)
        case .awaitingHead:
            closeAfterWriting()
        case .exchanging:
            guard requestBody.needsMore(than: inbound.readableBytes) else { return probeForClient() }
            close(because: FlowError(.clientClosed, "the client closed the connection in the middle of its request"))
        case .opening(let opening):
            opening.clientInputClosed()
            if case .opening = state { return }
            process()
        case .relaying(let relay):
            relay.clientInputClosed()
        case .http2(let http2):
            http2.inputClosed()
        case .held:
            context?.close(promise: nil)
        case .closing:
            if isLingering { context?.close(promise: nil) }
        }
    }

    /// A client that only half-closed looks like one that is gone: until the response is written to it, only probes tell.
    func probeForClient() {
        guard !isProbing else { return }
        isProbing = true
        _ = channel.setOption(.socketOption(.so_keepalive), value: 1)
        #if os(Linux)
            _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 10)
            _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 10)
            _ = channel.setOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 3)
        #endif
    }

    /// Whether the client has sent its last request, which is being answered.
    var isLastRequest: Bool { isInputClosed && inbound.readableBytes == 0 }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .opening(let opening) = state, opening.clientTLSFailed(error) { return }
        if case NIOSSLError.uncleanShutdown = error { return }
        close(because: FlowError(.clientClosed, "the client's connection failed: \(wordsForLoss(error))"))
    }

    func channelInactive(context: ChannelHandlerContext) {
        // How a tunnel ends in order; a response would be missing something.
        if case .relaying(let relay) = state { relay.clientClosed(nil) }
        let when = if case .opening = state { "before it said anything" } else { "before the response was complete" }
        end(FlowError(.clientClosed, "the client closed the connection \(when)"))
        state = .closing
        context.fireChannelInactive()
    }
}

@available(*, unavailable) extension ClientConnection: Sendable {}
