import FlowKit
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import ProxyEngine

/// How one side saw a handshake end.
enum HandshakeOutcome: Sendable {
    case agreed(TLSInfo)
    case failed(FlowError)

    var info: TLSInfo? {
        guard case .agreed(let info) = self else { return nil }
        return info
    }

    var error: FlowError? {
        guard case .failed(let error) = self else { return nil }
        return error
    }
}

/// Real handshakes over loopback.
enum Handshake {
    /// Connects as the proxy does to a server.
    static func upstream(
        _ upstream: UpstreamTLS,
        toPort port: Int,
        host: String,
        applicationProtocols: [String] = ["http/1.1"]
    ) async throws -> HandshakeOutcome {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: HandshakeOutcome.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handlers = try upstream.makeHandlers(host: host, applicationProtocols: applicationProtocols)
                    try handlers.add(to: channel.pipeline.syncOperations)
                    let watcher = OutcomeWatcher(handlers, host: host, promise: promise)
                    try channel.pipeline.syncOperations.addHandler(watcher)
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        defer { channel.close(promise: nil) }
        return try await promise.futureResult.get()
    }

    /// A server that does with its first connection what `initialize` sets up.
    static func listen(_ initialize: @escaping @Sendable (any Channel) throws -> Void) async throws -> Listener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try initialize(channel) } }
            .bind(host: "127.0.0.1", port: 0).get()
        return Listener(channel: channel, port: channel.localAddress?.port ?? 0)
    }

    /// A TLS server with that context.
    static func serve(_ context: NIOSSLContext) async throws -> Listener {
        try await listen { try $0.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
    }

    /// Accepts as the proxy does from a client, and tells how the first connection went.
    static func intercept(
        _ context: NIOSSLContext,
        host: String
    ) async throws -> (listener: Listener, outcome: EventLoopFuture<HandshakeOutcome>) {
        let promise = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: HandshakeOutcome.self)
        let listener = try await listen { channel in
            let handlers = TLSHandlers.forClient(context: context, serverName: host)
            try handlers.add(to: channel.pipeline.syncOperations)
            try channel.pipeline.syncOperations.addHandler(OutcomeWatcher(handlers, host: host, promise: promise))
        }
        return (listener, promise.futureResult)
    }
}

/// A listening socket; closed by whoever made it.
struct Listener: Sendable {
    let channel: any Channel
    let port: Int

    func close() async throws { try await channel.close() }
}

private final class OutcomeWatcher: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let handlers: TLSHandlers
    private let host: String
    private let promise: EventLoopPromise<HandshakeOutcome>

    init(_ handlers: TLSHandlers, host: String, promise: EventLoopPromise<HandshakeOutcome>) {
        self.handlers = handlers
        self.host = host
        self.promise = promise
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted(let negotiatedProtocol)? = event as? TLSUserEvent else { return }
        promise.succeed(.agreed(handlers.info(negotiatedProtocol: negotiatedProtocol)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.succeed(.failed(handlers.explain(error, host: host)))
        context.close(promise: nil)
    }
}
