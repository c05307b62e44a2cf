import FlowKit
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import ProxyEngine

/// A WebSocket inside TLS that the proxy intercepts, opened by the real OpenSSL.
@Suite struct WebSocketTLSTests {
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func `inside intercepted TLS messages are read, and sent to both sides`() async throws {
        let origin = try await TLSEchoOrigin()
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }
        let client = try OpenSSLClient(proxy, port: origin.port)
        let lines = [
            "GET /chat HTTP/1.1", "Host: localhost:\(origin.port)", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        ]
        client.send(Array(lines.joined(separator: "\r\n").utf8) + frame(1, "hello", mask: exampleMask))
        let isOpen = await proxy.flows { flows in flows.contains { $0.messages?.count == 2 } }
        let id = try #require(isOpen.first { $0.messages != nil }).id

        try await proxy.engine.inject(OutgoingMessage(.text, Array("to you".utf8)), into: id, toward: .server)
        try await proxy.engine.inject(OutgoingMessage(.text, Array("bye".utf8)), into: id, toward: .client)
        _ = await proxy.flows { flows in flows.contains { $0.messages?.count == 5 } }
        client.close()

        let flows = await proxy.flows { flows in flows.contains { $0.id == id && $0.isFinished } }
        let flow = try #require(flows.first { $0.id == id })
        #expect(flow.request.url == "https://localhost:\(origin.port)/chat")
        #expect(flow.client?.tls != nil && flow.error == nil)
        let summaries = flow.messages?.map(\.summary) ?? []
        #expect(summaries.prefix(2) == [#"client text "hello" 11"#, #"server text "hello" 7"#])
        // What is echoed may come before or after what is sent to the client.
        #expect(
            Set(summaries.dropFirst(2)) == [
                #"client text "to you" 12 injected"#, #"server text "to you" 8"#, #"server text "bye" 5 injected"#,
            ]
        )
        let received = client.received
        for frame in [frame(1, "hello"), frame(1, "to you"), frame(1, "bye")] {
            #expect(received.range(of: Data(frame)) != nil)
        }
    }
}

/// `openssl s_client` through the proxy.
private final class OpenSSLClient {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ proxy: TestProxy, port: Int) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "s_client", "-quiet", "-no_ign_eof", "-verify_return_error", "-CAfile", proxy.authorityPath, "-servername",
            "localhost",
            "-proxy", "127.0.0.1:\(proxy.port)", "-connect", "localhost:\(port)",
        ]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func send(_ bytes: [UInt8]) {
        input.fileHandleForWriting.write(Data(bytes))
    }

    /// The end of its input ends it.
    func close() {
        try? input.fileHandleForWriting.close()  // closed already is as good
    }

    /// All that came until the end.
    var received: Data { output.fileHandleForReading.readDataToEndOfFile() }
}

/// A server that shakes hands with a certificate for `localhost`, takes an upgrade and echoes messages.
private final class TLSEchoOrigin: Sendable {
    let port: Int
    let authorityPath: String
    private let listener: any Channel
    private let directory: String

    init() async throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("origin-\(UUID().uuidString)").path
        let authority = try CertificateAuthority.loadOrCreate(in: directory)
        authorityPath = authority.certificatePath
        let group = MultiThreadedEventLoopGroup.singleton
        let leaves = try LeafCertificates(authority: authority, threadPool: .singleton)
        let context = try await leaves.serverContext(forHost: "localhost", on: group.next()).get()
        listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(Echoing())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    deinit {
        listener.close(promise: nil)
        try? FileManager.default.removeItem(atPath: directory)  // a temporary directory
    }

    private final class Echoing: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private var head: [UInt8]? = []
        private var reader = WebSocketConversation()
        private var echoedCount = 0

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = Array(unwrapInboundIn(data).readableBytesView)
            if let head {
                let all = head + bytes
                self.head = all
                guard let end = Data(all).range(of: Data("\r\n\r\n".utf8))?.upperBound else { return }
                self.head = nil
                bytes = Array(all[end...])
                let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            }
            reader.say(bytes, from: .client)
            for message in reader.messages.dropFirst(echoedCount) {
                let echo = frame(1, message.payload.bytes)
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: echo)), promise: nil)
            }
            echoedCount = reader.messages.count
        }
    }
}
