import FlowKit
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ProxyEngine
import Testing

/// HTTPS through the proxy, asked by the real curl.
@Suite struct InterceptionTests {
    @Test func `an HTTPS request is seen in the clear, and the client sees our certificate`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }

        let answer = try await curl(
            proxy,
            ["--cacert", proxy.authorityPath, "https://localhost:\(origin.port)/path?q=1"]
        )

        #expect(answer.output == "secret")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.url == "https://localhost:\(origin.port)/path?q=1")
        #expect(flow.client?.tls?.serverName == "localhost")
        #expect(flow.server?.tls?.version == "TLSv1.3")
        #expect(flow.server?.tls?.certificates.first?.subjectAlternativeNames.contains("localhost") == true)
        #expect(flow.timing.upstreamTLSDone != nil)
        #expect(flow.error == nil)
    }

    @Test func `a server whose certificate nobody vouches for is a 502 with the reason`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\n\r\n")
        let proxy = try await TestProxy()

        let answer = try await curl(
            proxy,
            ["--cacert", proxy.authorityPath, "-w", "%{http_code}", "https://localhost:\(origin.port)/"]
        )

        #expect(answer.output.hasSuffix("502"))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .upstreamTLSFailed)
        #expect(flow.response?.status == 502)
    }

    @Test func `a client that does not trust us is a flow that says so`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\n\r\n")
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }

        let answer = try await curl(proxy, ["https://localhost:\(origin.port)/"])

        #expect(answer.status == 60)
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.method == "CONNECT")
        #expect(flow.error?.code == .clientTLSFailed)
        #expect(flow.error?.message.contains("trust") == true)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func `a client that hangs up after the handshake is a flow too`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\n\r\n")
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = ["s_client", "-proxy", "127.0.0.1:\(proxy.port)", "-connect", "localhost:\(origin.port)"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .clientTLSFailed)
        #expect(flow.error?.message.contains("right after the TLS handshake for localhost") == true)
    }

    @Test func `the proxy serves its certificate itself`() async throws {
        let proxy = try await TestProxy()

        let answer = try await curl(proxy, ["http://sluice.proxy/ca.pem"])

        #expect(answer.output == proxy.authority.certificatePEM)
    }

    @Test func `a rule answers inside the tunnel without touching the server`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\n\r\n")
        let proxy = try await TestProxy()
        _ = try proxy.rules.add(
            RuleDefinition(name: "no local", expression: "~d localhost", action: "451 \"gone\"", isEnabled: true)
        )

        let answer = try await curl(
            proxy,
            ["--cacert", proxy.authorityPath, "-w", " %{http_code}", "https://localhost:\(origin.port)/x"]
        )

        #expect(answer.output == "gone 451")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.blockedBy?.name == "no local")
        #expect(flow.request.path == "/x")
        #expect(origin.connectionCount == 0)
    }

    @Test func `a rule's reset is a reset inside TLS too`() async throws {
        let proxy = try await TestProxy()
        _ = try proxy.rules.add(RuleDefinition(expression: "~u reset", action: "reset"))
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        let answer = try await curl(
            proxy,
            ["--http1.1", "--cacert", proxy.authorityPath, "https://localhost:\(origin.port)/reset"]
        )

        #expect(answer.status == 56, "52 would be an empty answer in order")
    }

    @Test func `a body ended by the close is cut short where TLS was not ended`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\n\r\nhalf of", isCutOff: true)
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }

        let answer = try await curl(proxy, ["--cacert", proxy.authorityPath, "https://localhost:\(origin.port)/"])

        #expect(answer.output == "half of")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .upstreamClosed)
        #expect(flow.error?.message.contains("cut off") == true)
    }

    private func curl(_ proxy: TestProxy, _ arguments: [String]) async throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["-sS", "--noproxy", "", "-x", "http://127.0.0.1:\(proxy.port)", "-m", "20"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { process in
                let data = output.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: (String(decoding: data, as: UTF8.self), process.terminationStatus))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }
}

/// A server that shakes hands with a certificate for `localhost` and answers every head with the same bytes.
final class TLSOrigin: Sendable {
    let port: Int
    let authorityPath: String
    private let listener: any Channel
    private let counter: Counter
    private let directory: String

    /// - Parameter isCutOff: the connection is closed after a response, without TLS's own end.
    init(response: String, isCutOff: Bool = false) async throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("origin-\(UUID().uuidString)").path
        let authority = try CertificateAuthority.loadOrCreate(in: directory)
        authorityPath = authority.certificatePath
        let group = MultiThreadedEventLoopGroup.singleton
        let leaves = try LeafCertificates(authority: authority, threadPool: .singleton)
        let context = try await leaves.serverContext(forHost: "localhost", on: group.next()).get()
        let counter = Counter()
        self.counter = counter
        listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                counter.add()
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context), name: "tls")
                    try channel.pipeline.syncOperations.addHandler(Answering(response, isCutOff: isCutOff))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    var connectionCount: Int { counter.value }

    deinit {
        listener.close(promise: nil)
        try? FileManager.default.removeItem(atPath: directory)  // a temporary directory
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let response: String
        private var received = ""

        private let isCutOff: Bool

        init(_ response: String, isCutOff: Bool) {
            self.response = response
            self.isCutOff = isCutOff
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
            while let end = received.range(of: "\r\n\r\n") {
                received = String(received[end.upperBound...])
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: response)), promise: nil)
                guard isCutOff else { continue }
                _ = context.channel.pipeline.removeHandler(name: "tls")
                context.channel.close(promise: nil)
            }
        }
    }
}
