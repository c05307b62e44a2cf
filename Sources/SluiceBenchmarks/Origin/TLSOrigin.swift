import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import ProxyEngine

/// The origin over TLS: one event loop, no HTTP codec.
struct TLSOrigin {
    /// A domain for whose names it can have one certificate.
    static let domain = "bench.test"

    let port: Int

    /// Listens with a certificate for the host from the authority in `directory`, for as long as the process lives.
    init(authorityDirectory directory: String, host: String) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        let leaves = try LeafCertificates(
            authority: try CertificateAuthority.loadOrCreate(in: directory),
            threadPool: pool
        )
        let protocols = ["h2", "http/1.1"]
        let context = try leaves.serverContext(
            forHost: host,
            applicationProtocols: protocols,
            on: group.next()
        ).wait()
        let listener = try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(
                        ApplicationProtocolNegotiationHandler { result, channel in
                            channel.eventLoop.makeCompletedFuture {
                                let isHTTP2 = result == .negotiated("h2")
                                try channel.pipeline.syncOperations.addHandler(
                                    isHTTP2 ? HTTP2OriginConnection() : TLSOriginConnection()
                                )
                            }
                        }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        port = listener.localAddress?.port ?? 0
    }
}

private final class TLSOriginConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let small = ByteBuffer(bytes: Answers.small)
    private static let last = ByteBuffer(bytes: Answers.last)
    private static let block = ByteBuffer(bytes: Answers.block)

    /// Bytes of a large body still to be written.
    private var owed = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Answers.question(unwrapInboundIn(data).readableBytesView) {
        case nil: context.close(promise: nil)
        case .webSocket: context.close(promise: nil)  // this origin has none
        case .events:
            context.write(wrapOutboundOut(ByteBuffer(bytes: EventStream.head)), promise: nil)
            sendEvents(context)
        case .small: context.writeAndFlush(wrapOutboundOut(Self.small), promise: nil)
        case .last:
            context.writeAndFlush(wrapOutboundOut(Self.last), promise: nil)
            context.close(promise: nil)
        case .large(let byteCount):
            let head = Answers.head(contentType: "application/octet-stream", byteCount: byteCount)
            context.write(wrapOutboundOut(ByteBuffer(bytes: head)), promise: nil)
            owed = byteCount
            sendOwed(context)
        }
    }

    private func sendEvents(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: EventStream.event())), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(EventStream.milliseconds))) {
            self.sendEvents(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        sendOwed(context)
    }

    private func sendOwed(_ context: ChannelHandlerContext) {
        while owed > 0, context.channel.isWritable {
            let count = min(owed, Self.block.readableBytes)
            guard let part = Self.block.getSlice(at: 0, length: count) else { return }
            owed -= count
            context.writeAndFlush(wrapOutboundOut(part), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

@available(*, unavailable) extension TLSOriginConnection: Sendable {}
