import NIOCore
import Synchronization

/// Reads what passes in the clear between the socket and the TLS handler and the handler does not tell: the server's
/// hello, whether it takes up an earlier session, and a client's alert.
///
/// While the handler works on bytes that come in, the callbacks it calls find this handshake's facts in
/// `HandshakeFacts.current`. Stays in the pipeline until told that the handshake is over.
final class HandshakeObserver: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let facts = HandshakeFacts()
    private let side: TLSSide
    private var server = ServerHandshake()
    private var alerts = AlertScanner()
    private var isHandshakeDone = false
    private var isLeaving = false

    init(side: TLSSide) {
        self.side = side
    }

    /// `nil`: none was seen.
    var serverHello: ServerHello? { server.hello }
    /// `nil`: not seen.
    var isResumed: Bool? { server.isResumed }
    /// The alert a client sent in the clear; `nil`: none.
    var clientAlert: UInt8? { alerts.alert }

    /// There are no facts left to find; leaves the pipeline when a client's alert cannot come in the clear any more.
    func handshakeDone() {
        isHandshakeDone = true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = Self.unwrapInboundIn(data)
        switch side {
        case .upstream: server.receive(buffer.readableBytesView)
        case .client: alerts.receive(buffer.readableBytesView)
        }
        guard side == .upstream, !isHandshakeDone else { return context.fireChannelRead(data) }
        HandshakeFacts.$current.withValue(facts) { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if side == .client, !server.isDone { server.receive(Self.unwrapOutboundIn(data).readableBytesView) }
        context.write(data, promise: promise)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Not while bytes are passed on: a handler that has left has no neighbour to pass them to.
        guard isHandshakeDone, side == .upstream || alerts.isDone, !isLeaving else { return }
        isLeaving = true
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}

@available(*, unavailable)
extension HandshakeObserver: Sendable {}

/// What the TLS library's callbacks say of one handshake.
final class HandshakeFacts: Sendable {
    /// Of the handshake whose bytes are being worked on: the library does not say for which one it calls.
    @TaskLocal static var current: HandshakeFacts?

    private let isAsked = Atomic<Bool>(false)

    /// The server has asked for a certificate.
    var isCertificateAsked: Bool { isAsked.load(ordering: .relaxed) }

    func noteCertificateAsked() {
        isAsked.store(true, ordering: .relaxed)
    }
}
