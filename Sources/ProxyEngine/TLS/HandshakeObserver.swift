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

    init(side: TLSSide) {
        self.side = side
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if side == .upstream { observe(Self.unwrapInboundIn(data), context) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if side == .client { observe(Self.unwrapOutboundIn(data), context) }
        context.write(data, promise: promise)
    }

    private func observe(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
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
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}

@available(*, unavailable)
extension HandshakeObserver: Sendable {}
