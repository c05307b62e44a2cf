import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import ProxyEngine

/// A client that opens a tunnel through the proxy and speaks TLS in it, as its configuration says.
final class TunnelClient: Sendable {
    /// What the handshake agreed on by ALPN.
    let negotiatedProtocol: String?
    private let channel: any Channel
    private let received: ReceivedBytes

    /// Shakes hands through the proxy.
    ///
    /// - Parameter serverName: `nil`: no SNI is sent.
    /// - Throws: what the TLS library says of a handshake that failed.
    init(
        _ proxy: TestProxy,
        to port: Int,
        host: String = "localhost",
        serverName: String? = "localhost",
        context: NIOSSLContext
    ) async throws {
        let received = ReceivedBytes()
        self.received = received
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: String?.self)
        channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = TunnelHandler(
                        "\(host):\(port)",
                        try NIOSSLClientHandler(context: context, serverHostname: serverName),
                        received,
                        promise
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(host: "127.0.0.1", port: proxy.port).get()
        negotiatedProtocol = try await promise.futureResult.get()
    }

    convenience init(
        _ proxy: TestProxy,
        to port: Int,
        applicationProtocols: [String] = [],
        adjust: (inout TLSConfiguration) -> Void = { _ in }
    ) async throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(proxy.authorityPath)
        configuration.applicationProtocols = applicationProtocols
        adjust(&configuration)
        try await self.init(proxy, to: port, context: NIOSSLContext(configuration: configuration))
    }

    deinit {
        channel.close(promise: nil)
    }

    func send(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// All that came until the text ends so, or the connection ends, or a minute has passed.
    func receive(until suffix: String) async -> String {
        let deadline = ContinuousClock.now + .seconds(60)
        while !received.text.hasSuffix(suffix), !received.isEnded, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(2))
        }
        return received.text
    }

    func close() async throws {
        try await channel.close()
    }
}

private final class ReceivedBytes: @unchecked Sendable {  // guarded by the lock
    private let lock = NSLock()
    private var bytes = ""
    private var hasEnded = false

    func append(_ text: String) { lock.withLock { bytes += text } }
    func end() { lock.withLock { hasEnded = true } }
    var text: String { lock.withLock { bytes } }
    var isEnded: Bool { lock.withLock { hasEnded } }
}

/// Asks for the tunnel, then stands behind TLS.
private final class TunnelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let target: String
    private var tls: NIOSSLClientHandler?
    private let received: ReceivedBytes
    private let promise: EventLoopPromise<String?>
    private var head = ""

    init(_ target: String, _ tls: NIOSSLClientHandler, _ received: ReceivedBytes, _ promise: EventLoopPromise<String?>)
    {
        self.target = target
        self.tls = tls
        self.received = received
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        let text = "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n\r\n"
        context.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        guard let tls else { return received.append(text) }
        head += text
        guard head.hasSuffix("\r\n\r\n") else { return }
        self.tls = nil
        guard head.hasPrefix("HTTP/1.1 200 ") else { return promise.fail(ChannelError.connectTimeout(.zero)) }
        do {
            try context.pipeline.syncOperations.addHandler(tls, position: .first)
        } catch {
            promise.fail(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(let negotiatedProtocol) = event {
            promise.succeed(negotiatedProtocol)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.end()
        promise.fail(ChannelError.eof)
    }
}
