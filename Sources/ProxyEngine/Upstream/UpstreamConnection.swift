import FlowKit
import NIOCore
import NIOSSL
import NIOTLS

/// Who uses an upstream connection at the moment: an exchange, or a tunnel's relay. Called on the event loop.
protocol UpstreamOwner: AnyObject {
    func upstreamRead(_ bytes: ByteBuffer)
    func upstreamReadComplete()
    /// The server will send no more; it may still read.
    func upstreamInputClosed()
    func upstreamClosed(error: (any Error)?)
    func upstreamWritabilityChanged()
    /// Whether what the server sends can be passed on now; while not, nothing is read.
    var isReadyForUpstreamBytes: Bool { get }
}

/// One connection to a server: the last handler of its channel. Confined to its event loop.
final class UpstreamConnection: ChannelDuplexHandler, BytesWriter {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Gains its TLS name when TLS is started.
    private(set) var upstream: Upstream {
        didSet { shelf = nil }
    }
    let channel: any Channel
    /// What flows show of it; complete once connected (and, with TLS, once shaken hands).
    private(set) var facts: Connection?
    /// When its stages were reached, for the first flow that uses it.
    var stages = UpstreamStages()
    private(set) var useCount = 0
    /// Held until it lets go: a weak reference would cost every request a side table.
    var owner: (any UpstreamOwner)?
    /// Where it lies while idle.
    var pool: UpstreamPool?
    /// Where it lay, and belongs while its upstream stays the same.
    var shelf: IdleConnections?

    private(set) var context: ChannelHandlerContext?
    var output = JoinedOutput()
    private static let lastWriteTimeout = TimeAmount.seconds(60)
    private var isReadHeld = false
    /// What the server said while nobody could take it.
    private var early = ByteBuffer()
    private var handshake: EventLoopPromise<String?>?
    private var failure: (any Error)?
    private(set) var isClosed = false
    private(set) var isInputClosed = false
    var lastUse = NIODeadline.now()

    init(upstream: Upstream, channel: any Channel) {
        self.upstream = upstream
        self.channel = channel
    }

    var isWritable: Bool { channel.isWritable }

    /// What the server speaks on it is HTTP/2: as ALPN agreed, or as we know.
    var isHTTP2: Bool {
        upstream.tlsName == nil ? upstream.applicationProtocols == ["h2"] : negotiatedProtocol == "h2"
    }

    func take(for owner: any UpstreamOwner) {
        self.owner = owner
        pool = nil
        useCount += 1
    }

    /// What the server chose by ALPN; `nil`: nothing, or there is no TLS.
    var negotiatedProtocol: String? { facts?.tls?.alpn }

    func setFacts(_ facts: Connection) {
        self.facts = facts
    }

    /// The server is spoken to in HTTP/2 without having been asked (RFC 9113 §3.3).
    func assumeHTTP2() {
        upstream.applicationProtocols = ["h2"]
    }

    // MARK: - Out

    /// Tells the server that no more comes; it may still answer.
    func closeOutput() {
        handOn()
        context?.close(mode: .output, promise: nil)
    }

    func close() {
        owner = nil
        context?.close(promise: nil)
    }

    /// Closes once all that was written has left, or could not for too long.
    func closeAfterWriting() {
        owner = nil
        guard let context else { return }
        handOn()
        let timeout = context.eventLoop.assumeIsolated().scheduleTask(in: Self.lastWriteTimeout) { self.close() }
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in
            timeout.cancel()
            self.close()
        }
    }

    /// Closes with a reason of ours.
    func fail(_ error: FlowError) {
        failure = error
        context?.close(promise: nil)
    }

    /// Keeps what was read too far for the next owner, or for TLS.
    func giveBack(_ bytes: ByteBuffer) {
        early = bytes
    }

    /// Reads on, if reading was held back because the owner could take no more.
    func resumeReading() {
        if early.readableBytes > 0, let owner, owner.isReadyForUpstreamBytes {
            let bytes = early
            early = ByteBuffer()
            owner.upstreamRead(bytes)
            owner.upstreamReadComplete()
        }
        guard isReadHeld, owner?.isReadyForUpstreamBytes ?? true else { return }
        isReadHeld = false
        context?.read()
    }

    // MARK: - TLS

    /// Adds TLS below this handler and shakes hands.
    ///
    /// - Parameter upstream: what the connection then leads to; `nil`: TLS is with a proxy on the way.
    /// - Returns: the protocol agreed on by ALPN, if any.
    func startTLS(_ handlers: TLSHandlers, for upstream: Upstream?) -> EventLoopFuture<String?> {
        if let upstream { self.upstream = upstream }
        let promise = channel.eventLoop.makePromise(of: String?.self)
        guard !isClosed else {
            promise.fail(failure ?? ChannelError.ioOnClosedChannel)
            return promise.futureResult
        }
        handshake = promise
        do {
            let pipeline = channel.pipeline.syncOperations
            let outer = try? pipeline.context(handlerType: NIOSSLClientHandler.self)  // in the clear there is none
            // Nearest to this handler: inside the TLS there is with a proxy.
            try handlers.add(to: pipeline, position: .before(self))
            if early.readableBytes > 0 {
                let bytes = NIOAny(early)
                early = ByteBuffer()
                if let outer { outer.fireChannelRead(bytes) } else { pipeline.fireChannelRead(bytes) }
            }
        } catch {
            endHandshake(.failure(error))
        }
        return promise.futureResult
    }

    private func endHandshake(_ result: Result<String?, any Error>) {
        let promise = handshake
        handshake = nil
        promise?.completeWith(result)
    }

    // MARK: - ChannelHandler

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        endHandshake(.failure(failure ?? ChannelError.ioOnClosedChannel))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let owner else {
            // An idle connection on which the server speaks is of no use to anybody.
            pool?.remove(self)
            context.close(promise: nil)
            return
        }
        var bytes = unwrapInboundIn(data)
        if early.readableBytes > 0 {
            early.writeBuffer(&bytes)
            bytes = early
            early = ByteBuffer()
        }
        owner.upstreamRead(bytes)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        owner?.upstreamReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        guard owner?.isReadyForUpstreamBytes ?? true else {
            isReadHeld = true
            return
        }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        owner?.upstreamWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if failure == nil, let owner { owner.upstreamInputClosed() } else { end(context) }
        case TLSUserEvent.handshakeCompleted(let negotiatedProtocol):
            endHandshake(.success(negotiatedProtocol))
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A server that closes without close_notify: whether that matters depends on the message's framing.
        if case NIOSSLError.uncleanShutdown = error {
            failure = failure ?? error
            return
        }
        failure = error
        pool?.remove(self)
        endHandshake(.failure(error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        endHandshake(.failure(failure ?? ChannelError.eof))
        end(context)
    }

    /// Lets go of the owner first: a connection that TLS did not end takes its time to close.
    private func end(_ context: ChannelHandlerContext) {
        pool?.remove(self)
        let last = owner
        owner = nil
        context.close(promise: nil)
        last?.upstreamClosed(error: failure)
    }
}

@available(*, unavailable) extension UpstreamConnection: Sendable {}

/// When the stages of connecting were reached.
struct UpstreamStages: Sendable {
    var connectStarted: Timestamp?
    var resolved: Timestamp?
    var connected: Timestamp?
    var tlsDone: Timestamp?
}
