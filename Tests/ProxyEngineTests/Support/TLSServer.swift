import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import ProxyEngine
import X509

/// A server for `localhost` whose TLS a test configures, which greets with what was negotiated and answers each head
/// with 200 and anything else with itself.
final class TLSServer: Sendable {
    let port: Int
    let authorityPath: String
    /// What ALPN agreed on, one text per finished handshake: empty where nothing.
    let handshakes = Received()
    private let listener: any Channel
    private let directory: TemporaryDirectory

    /// - Parameter greeting: sent when the handshake is done, before the client says anything.
    init(
        applicationProtocols: [String] = [],
        greeting: String = "",
        names: [String] = ["localhost"],
        adjust: (inout TLSConfiguration) -> Void = { _ in }
    ) async throws {
        directory = try TemporaryDirectory()
        let authority = try TestAuthority()
        authorityPath = directory.path + "/root.pem"
        try authority.pem.write(toFile: authorityPath, atomically: true, encoding: .utf8)
        let context = try authority.serverContext(names: names.map { .dnsName($0) }) {
            $0.applicationProtocols = applicationProtocols
            adjust(&$0)
        }
        let handshakes = handshakes
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Answering(greeting, handshakes),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    deinit {
        listener.close(promise: nil)
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let greeting: String
        private let handshakes: Received

        init(_ greeting: String, _ handshakes: Received) {
            self.greeting = greeting
            self.handshakes = handshakes
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case TLSUserEvent.handshakeCompleted(let name) = event else { return }
            handshakes.append(name ?? "")
            guard !greeting.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            let isHead = text.hasSuffix(" HTTP/1.1\r\n\r\n") || text.contains("\r\nHost:")
            let answer = isHead ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" : text
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        }
    }
}
