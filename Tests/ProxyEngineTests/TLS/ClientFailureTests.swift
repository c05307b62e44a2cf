import FlowKit
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ProxyEngine
import Testing

/// What real clients do that do not accept our certificate, and what we make of it.
@Suite struct ClientFailureTests {
    private let directory: TemporaryDirectory
    private let authority: CertificateAuthority
    private let context: NIOSSLContext

    init() async throws {
        directory = try TemporaryDirectory()
        authority = try CertificateAuthority.loadOrCreate(in: directory.path)
        let leaves = try LeafCertificates(authority: authority, threadPool: .singleton)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        context = try await leaves.serverContext(forHost: "example.test", on: loop).get()
    }

    private func outcome(of client: (_ port: Int) async throws -> Void) async throws -> HandshakeOutcome {
        let (listener, outcome) = try await Handshake.intercept(context, host: "example.test")
        try await client(listener.port)
        let result = try await outcome.get()
        try await listener.close()
        return result
    }

    private static func run(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    private static func has(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    @Test(.enabled(if: has("/usr/bin/openssl")), arguments: ["-tls1_2", "-tls1_3"])
    func `openssl that verifies and has no CA does not trust us`(version: String) async throws {
        let outcome = try await outcome { port in
            let server = ["-connect", "127.0.0.1:\(port)", "-servername", "example.test", version]
            try Self.run("/usr/bin/openssl", ["s_client", "-verify_return_error"] + server)
        }

        #expect(outcome.error?.code == .clientTLSFailed)
        let message = try #require(outcome.error?.message)
        #expect(message.hasPrefix("the client does not trust our certificate for example.test (it said: unknown CA)"))
        #expect(message.contains("http://sluice.proxy/"))
    }

    @Test(.enabled(if: has("/usr/bin/openssl")), arguments: ["-tls1_2", "-tls1_3"])
    func `openssl that has the CA agrees`(version: String) async throws {
        let ca = authority.certificatePath
        let outcome = try await outcome { port in
            let server = ["-connect", "127.0.0.1:\(port)", "-servername", "example.test", version]
            let checks = ["-verify_return_error", "-verify_hostname", "example.test", "-x509_strict", "-CAfile", ca]
            try Self.run("/usr/bin/openssl", ["s_client"] + checks + server)
        }

        #expect(outcome.info?.version == (version == "-tls1_2" ? "TLSv1.2" : "TLSv1.3"))
        #expect(outcome.info?.cipher.hasPrefix("TLS_") == true)
        #expect(outcome.info?.certificates.isEmpty == true)
    }

    @Test(.enabled(if: has("/usr/bin/curl")))
    func `curl without the CA does not trust us`() async throws {
        let outcome = try await outcome { port in
            let resolve = "example.test:\(port):127.0.0.1"
            try Self.run(
                "/usr/bin/curl",
                ["-s", "--noproxy", "*", "--resolve", resolve, "https://example.test:\(port)/"]
            )
        }

        #expect(outcome.error?.message.hasPrefix("the client does not trust our certificate for example.test") == true)
    }

    @Test func `a client of the same library without roots does not trust us`() async throws {
        let outcome = try await outcome { port in
            _ = try await Handshake.upstream(UpstreamTLS(), toPort: port, host: "example.test")
        }

        #expect(outcome.error?.message.hasPrefix("the client does not trust our certificate for example.test") == true)
    }

    @Test(.enabled(if: has("/usr/bin/openssl")))
    func `a client without a version in common is called that`() async throws {
        let outcome = try await outcome { port in
            let server = ["-connect", "127.0.0.1:\(port)", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
            try Self.run("/usr/bin/openssl", ["s_client"] + server)
        }

        #expect(outcome.error?.message == "the client speaks no TLS version from 1.2 on for example.test")
    }

    @Test(arguments: [[], [0x16, 3, 1, 0, 5]] as [[UInt8]])
    func `a client that hangs up may pin its certificate`(bytes: [UInt8]) async throws {
        let outcome = try await outcome { port in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
            try await channel.close()
        }

        #expect(outcome.error?.message.contains("hung up during the TLS handshake for example.test") == true)
        #expect(outcome.error?.message.contains("pins its certificate") == true)
    }
}
