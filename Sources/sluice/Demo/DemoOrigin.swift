import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import ProxyEngine

import struct FlowKit.ListenAddress

/// The demo's servers: all of `DemoSite` on ports of the loopback interface, in the clear and with TLS.
struct DemoOrigin: Sendable {
    /// Where each `host:port` of the site is to be found.
    let places: [String: ListenAddress]

    /// - Parameter authority: signs the servers' certificates.
    static func start(authority: CertificateAuthority, group: any EventLoopGroup) async throws -> DemoOrigin {
        let leaves = try LeafCertificates(authority: authority, threadPool: .singleton)
        var places: [String: ListenAddress] = [:]
        for host in DemoSite.hosts {
            let context = try await leaves.serverContext(forHost: host, on: group.next()).get()
            places["\(host):80"] = try await listen(group, host: host, context: nil)
            places["\(host):443"] = try await listen(group, host: host, context: context)
        }
        // Nothing listens there: a server that is down.
        places["down.acorn.test:80"] = ListenAddress(host: "127.0.0.1", port: 1)
        return DemoOrigin(places: places)
    }

    private static func listen(
        _ group: any EventLoopGroup,
        host: String,
        context: NIOSSLContext?
    ) async throws -> ListenAddress {
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withServerUpgrade: upgrade)
                    try pipeline.addHandler(DemoOriginHandler(host: host))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ListenAddress(host: "127.0.0.1", port: listener.localAddress?.port ?? 0)
    }
}

extension DemoOrigin {
    /// To a WebSocket, where a request asks for one.
    private static var upgrade: NIOHTTPServerUpgradeSendableConfiguration {
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DemoPrices())
                }
            }
        )
        return (
            upgraders: [upgrader],
            completionHandler: { context in
                let pipeline = context.pipeline.syncOperations
                guard let answers = try? pipeline.context(handlerType: DemoOriginHandler.self) else { return }
                pipeline.removeHandler(context: answers, promise: nil)
            }
        )
    }
}

/// Answers the requests of one connection, one after the other.
private final class DemoOriginHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let host: String
    private var head: HTTPRequestHead?

    init(host: String) {
        self.host = host
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end:
            guard let head else { return }
            let answer = DemoSite.answer(host: host, method: head.method.rawValue, target: head.uri)
            let sending = Sending(answer: answer, version: head.version, isHead: head.method == .HEAD)
            schedule(context, after: answer.delay) { self.sendHead(sending, $0) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that does not trust the certificate, as one of the demo's does not.
        context.close(promise: nil)
    }

    private struct Sending {
        let answer: DemoAnswer
        let version: HTTPVersion
        let isHead: Bool
    }

    private func sendHead(_ sending: Sending, _ context: ChannelHandlerContext) {
        let answer = sending.answer
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "Server", value: "acorn")
        if answer.breaksOff {
            headers.add(name: "Content-Length", value: "4096")
        } else if answer.pieces.count == 1 {
            headers.add(name: "Content-Length", value: String(answer.pieces[0].count))
        }
        let status = HTTPResponseStatus(statusCode: answer.status)
        let head = HTTPResponseHead(version: sending.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        sendPiece(0, of: sending, context)
    }

    private func sendPiece(_ index: Int, of sending: Sending, _ context: ChannelHandlerContext) {
        let answer = sending.answer
        if answer.breaksOff, index > 0 { return context.close(promise: nil) }
        if !sending.isHead, index < answer.pieces.count {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.pieces[index])))), promise: nil)
        }
        guard index + 1 < answer.pieces.count, !sending.isHead else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        context.flush()
        schedule(context, after: answer.delay) { self.sendPiece(index + 1, of: sending, $0) }
    }

    private func schedule(
        _ context: ChannelHandlerContext,
        after delay: Duration,
        _ body: @escaping (ChannelHandlerContext) -> Void
    ) {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
            guard context.channel.isActive else { return }
            body(context)
        }
    }
}

@available(*, unavailable) extension DemoOriginHandler: Sendable {}
