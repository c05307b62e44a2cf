import NIOCore

/// Reads what passes in the clear between the socket and the TLS handler and the handler does not tell: the ServerHello
/// for its cipher, and a client's alert. Leaves the pipeline when there is no more to see.
final class HandshakeObserver: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// `nil`: none was seen.
    private(set) var serverHello: ServerHello?

    /// The alert a client sent in the clear; `nil`: none.
    var clientAlert: UInt8? { alerts.alert }

    private let side: TLSSide
    private var records = HandshakeRecords()
    private var alerts = AlertScanner()
    private var isHelloSeen = false
    private var isLeaving = false

    init(side: TLSSide) {
        self.side = side
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = Self.unwrapInboundIn(data)
        switch side {
        case .upstream: observeHello(buffer)
        case .client: alerts.receive(buffer.readableBytesView)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if side == .client { observeHello(Self.unwrapOutboundIn(data)) }
        context.write(data, promise: promise)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Not while bytes are passed on: a handler that has left has no neighbour to pass them to.
        guard isHelloSeen, side == .upstream || alerts.isDone, !isLeaving else { return }
        isLeaving = true
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private func observeHello(_ buffer: ByteBuffer) {
        guard !isHelloSeen else { return }
        switch records.receive(buffer.readableBytesView) {
        case .needsMore:
            return
        case .message(let type, let body):
            serverHello = ServerHello(type: type, body: body)
        case .notTLS, .malformed:
            break
        }
        isHelloSeen = true
    }
}

@available(*, unavailable)
extension HandshakeObserver: Sendable {}
