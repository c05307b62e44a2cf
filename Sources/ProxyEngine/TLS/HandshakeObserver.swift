import NIOCore

/// Reads the ServerHello as it passes between the socket and the TLS handler, for the cipher, which the handler does
/// not tell. Leaves the pipeline when it has seen it.
final class HandshakeObserver: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// `nil`: none was seen.
    private(set) var serverHello: ServerHello?

    private let side: TLSSide
    private var records = HandshakeRecords()
    private var isDone = false
    private var isLeaving = false

    init(side: TLSSide) {
        self.side = side
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if side == .upstream { observe(Self.unwrapInboundIn(data)) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if side == .client { observe(Self.unwrapOutboundIn(data)) }
        context.write(data, promise: promise)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Not while bytes are passed on: a handler that has left has no neighbour to pass them to.
        guard isDone, !isLeaving else { return }
        isLeaving = true
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private func observe(_ buffer: ByteBuffer) {
        guard !isDone else { return }
        switch records.receive(buffer.readableBytesView) {
        case .needsMore:
            return
        case .message(let type, let body):
            serverHello = ServerHello(type: type, body: body)
        case .notTLS, .malformed:
            break
        }
        isDone = true
    }
}

@available(*, unavailable)
extension HandshakeObserver: Sendable {}
