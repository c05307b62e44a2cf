import FlowKit
import NIOCore
import NIOPosix
import NIOSSL
import ProxyEngine

/// A request that the demo's visitors make.
struct DemoCall: Sendable {
    var method = "GET"
    /// Absolute, `http` or `https`.
    let url: String
    var headers: [(String, String)] = []
    var body = ""
    /// Said one by one over a WebSocket, which is asked for where there is something to say. At most 125 bytes each.
    var messages: [String] = []
    /// False for an app that pins its server's certificate.
    var trustsProxy = true
    /// Before the next call.
    var pause: Duration = .milliseconds(250)
    /// The next call does not wait for this one's end.
    var isInBackground = false
}

/// Sends calls through the proxy, each on a connection of its own.
struct DemoClient: Sendable {
    private let group: any EventLoopGroup
    private let proxy: ListenAddress
    private let trusting: NIOSSLContext
    private let pinning: NIOSSLContext

    init(proxy: ListenAddress, authority: CertificateAuthority, group: any EventLoopGroup) throws {
        self.group = group
        self.proxy = proxy
        let certificate = try NIOSSLCertificate(bytes: authority.certificateDER, format: .der)
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([])
        pinning = try NIOSSLContext(configuration: configuration)
        configuration.trustRoots = .certificates([certificate])
        trusting = try NIOSSLContext(configuration: configuration)
    }

    /// Returns when the connection is closed, whatever came of it.
    func send(_ call: DemoCall) async {
        let context = call.trustsProxy ? trusting : pinning
        // No proxy any more: nothing to see.
        let channel = try? await ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DemoClientHandler(call, context: context))
                }
            }
            .connect(host: proxy.host, port: proxy.port).get()
        // A proxy that has stopped ends the demo's traffic too.
        try? await channel?.closeFuture.get()
    }
}

/// Opens a tunnel where the call needs one, sends the call, and reads until the end.
private final class DemoClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let call: DemoCall
    private let tls: NIOSSLContext
    private let host: String
    private let isSecure: Bool
    private var tunnelAnswer: [UInt8]? = []
    private var isTalking = false

    init(_ call: DemoCall, context: NIOSSLContext) {
        self.call = call
        tls = context
        isSecure = call.url.hasPrefix("https://")
        host = String(call.url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" })
    }

    func channelActive(context: ChannelHandlerContext) {
        guard isSecure else { return sendCall(context, target: call.url) }
        send("CONNECT \(host):443 HTTP/1.1\r\nHost: \(host):443\r\n\r\n", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isSecure, var answer = tunnelAnswer else { return talk(context) }
        answer += unwrapInboundIn(data).readableBytesView
        tunnelAnswer = answer
        guard String(decoding: answer, as: UTF8.self).hasSuffix("\r\n\r\n") else { return }
        tunnelAnswer = nil
        do {
            let handler = try NIOSSLClientHandler(context: tls, serverHostname: host)
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            context.close(promise: nil)
        }
        sendCall(context, target: String(call.url.dropFirst("https://".count + host.count)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func sendCall(_ context: ChannelHandlerContext, target: String) {
        var fields = [("Host", host), ("User-Agent", "acorn-demo/1.0"), ("Accept-Encoding", "gzip, br")] + call.headers
        if !call.body.isEmpty { fields.append(("Content-Length", String(call.body.utf8.count))) }
        if call.messages.isEmpty {
            fields.append(("Connection", "close"))
        } else {
            fields += [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]
            fields.append(("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
        }
        let lines = fields.map { "\($0): \($1)\r\n" }.joined()
        send("\(call.method) \(target) HTTP/1.1\r\n\(lines)\r\n\(call.body)", context)
    }

    /// Begins to say what there is to say, once the server has answered.
    private func talk(_ context: ChannelHandlerContext) {
        guard !call.messages.isEmpty, !isTalking else { return }
        isTalking = true
        say(0, context)
    }

    private func say(_ index: Int, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        guard index < call.messages.count else { return sendFrame(opcode: 8, [0x03, 0xE8], context) }
        sendFrame(opcode: 1, Array(call.messages[index].utf8), context)
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(2_000)) { self.say(index + 1, context) }
    }

    /// RFC 6455 §5.2, for short payloads.
    private func sendFrame(opcode: UInt8, _ payload: [UInt8], _ context: ChannelHandlerContext) {
        let mask: [UInt8] = [0x5A, 0x17, 0x33, 0xC4]
        let masked = payload.enumerated().map { $1 ^ mask[$0 % 4] }
        let frame = [0x80 | opcode, 0x80 | UInt8(payload.count)] + mask + masked
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: nil)
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}

@available(*, unavailable) extension DemoClientHandler: Sendable {}
