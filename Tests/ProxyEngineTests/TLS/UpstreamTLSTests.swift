import FlowKit
import NIOCore
import NIOSSL
import SwiftASN1
import Testing
import X509

@testable import ProxyEngine

@Suite struct UpstreamTLSTests {
    private let authority: TestAuthority
    private let directory: TemporaryDirectory
    private let upstream: UpstreamTLS

    init() throws {
        authority = try TestAuthority()
        directory = try TemporaryDirectory()
        upstream = try UpstreamTLS(authorityFiles: [directory.write(authority.pem, to: "root.pem")])
    }

    private func connect(
        _ context: NIOSSLContext,
        host: String = "example.test",
        through upstream: UpstreamTLS? = nil
    ) async throws -> HandshakeOutcome {
        let server = try await Handshake.serve(context)
        let outcome = try await Handshake.upstream(upstream ?? self.upstream, toPort: server.port, host: host)
        try await server.close()
        return outcome
    }

    // MARK: - What is agreed on

    @Test func `a certificate of an added authority is accepted, and the facts are told`() async throws {
        let outcome = try await connect(authority.serverContext())

        let info = try #require(outcome.info)
        #expect(info.version == "TLSv1.3")
        #expect(info.cipher.hasPrefix("TLS_"))
        #expect(info.alpn == "http/1.1")
        #expect(info.serverName == "example.test")
        let certificate = try #require(info.certificates.first)
        #expect(certificate.subject == "CN=a server")
        #expect(certificate.issuer == "CN=Test Root")
        #expect(certificate.subjectAlternativeNames == ["example.test"])
        #expect(certificate.publicKey == "P-256")
        #expect(certificate.fingerprint.count == 64)
        #expect(certificate.notBefore < certificate.notAfter)
    }

    @Test func `TLS 1_2 is spoken with servers that know no better, and its cipher is told`() async throws {
        let outcome = try await connect(authority.serverContext { $0.maximumTLSVersion = .tlsv12 })

        #expect(outcome.info?.version == "TLSv1.2")
        #expect(outcome.info?.cipher.hasPrefix("TLS_ECDHE_ECDSA_WITH_") == true)
    }

    @Test func `an address is verified against the addresses in the certificate and sent no SNI`() async throws {
        let address = GeneralName.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))

        let outcome = try await connect(authority.serverContext(names: [address]), host: "127.0.0.1")

        #expect(outcome.info?.certificates.first?.subjectAlternativeNames == ["127.0.0.1"])
        #expect(outcome.info != nil)
        #expect(outcome.info?.serverName == nil)
    }

    @Test func `the dot that ends an absolute name does not matter`() async throws {
        let outcome = try await connect(authority.serverContext(), host: "Example.Test.")

        #expect(outcome.info?.serverName == "example.test")
    }

    @Test func `a self-signed certificate that is trusted itself is accepted`() async throws {
        let pair = try await selfSignedPair()
        let trusting = try UpstreamTLS(authorityFiles: [directory.write(pair.pem, to: "self.pem")])

        #expect(try await connect(pair.context, through: trusting).info != nil)
    }

    private func selfSignedPair() async throws -> (context: NIOSSLContext, pem: String) {
        let context = try authority.serverContext(isSelfSigned: true)
        guard case .certificate(let certificate)? = context.configuration.certificateChain.first else {
            throw NIOSSLError.failedToLoadCertificate
        }
        return (context, try Certificate(derEncoded: certificate.toDERBytes()).serializeAsPEM().pemString)
    }

    @Test func `without verification anything is accepted`() async throws {
        let trusting = try UpstreamTLS(isVerificationOff: true)
        let context = try authority.serverContext(until: -1, isSelfSigned: true)

        let outcome = try await connect(context, host: "other.test", through: trusting)

        #expect(outcome.info?.certificates.first?.subject == "CN=a server")
    }

    // MARK: - What fails, in words

    @Test func `an expired certificate is called that, with the day`() async throws {
        let context = try authority.serverContext(from: -10 * TestAuthority.day, until: -2 * TestAuthority.day)

        let error = try #require(try await connect(context).error)

        #expect(error.code == .upstreamTLSFailed)
        let expected = /upstream example\.test: its certificate expired on \d{4}-\d\d-\d\d/
        #expect(error.message.wholeMatch(of: expected) != nil, "\(error.message)")
    }

    @Test func `a certificate of the future is called that`() async throws {
        let context = try authority.serverContext(from: 2 * TestAuthority.day)

        let message = try #require(try await connect(context).error).message

        #expect(message.hasPrefix("upstream example.test: its certificate is not valid before 20"), "\(message)")
    }

    @Test func `a self-signed certificate is called that`() async throws {
        let message = try #require(try await connect(authority.serverContext(isSelfSigned: true)).error).message

        #expect(message.hasPrefix("upstream example.test: its certificate is self-signed"), "\(message)")
    }

    @Test func `an unknown issuer is named`() async throws {
        let message = try #require(
            try await connect(authority.serverContext(), through: UpstreamTLS()).error
        ).message

        #expect(message.contains("its certificate was issued by CN=Test Root, which is not trusted here"), "\(message)")
    }

    @Test func `a certificate for other hosts tells which`() async throws {
        let context = try authority.serverContext(names: [.dnsName("a.test"), .dnsName("*.b.test")])

        let message = try #require(try await connect(context).error).message

        #expect(message == "upstream example.test: its certificate is for a.test, *.b.test, not for this host")
    }

    @Test func `a certificate without the address is for another host`() async throws {
        let error = try #require(try await connect(authority.serverContext(), host: "127.0.0.1").error)

        #expect(error.message == "upstream 127.0.0.1: its certificate is for example.test, not for this host")
    }

    @Test(arguments: ["my_service", "my_service.example.test"])
    func `a name with an underscore is looked for like any other`(host: String) async throws {
        let right = try authority.serverContext(names: [.dnsName("my_service"), .dnsName("*.example.test")])
        let wrong = try authority.serverContext(names: [.dnsName("other_service")])

        #expect(try await connect(right, host: host).info?.serverName == host)
        #expect(
            try await connect(wrong, host: host).error?.message
                == "upstream \(host): its certificate is for other_service, not for this host"
        )
        #expect(try await connect(right, host: host, through: UpstreamTLS()).error != nil)
    }

    @Test(arguments: [
        ("a_b.test", "a_b.test", true), ("a_b.test", "A_B.Test", true), ("a_b.test", "b.test", false),
        ("a_b.c.test", "*.c.test", true), ("a_b.c.d.test", "*.d.test", false), ("a_b.test", "*.test", false),
        ("a_b", "*.", false), ("a_b", "*", false), (".c.test", "*.c.test", false), ("a_b", "", false),
    ])
    func `a wildcard stands for one whole label`(host: String, pattern: String, isMatch: Bool) {
        #expect(HostNameCheck.matches(host, pattern: pattern) == isMatch)
    }

    @Test func `a server that wants a client certificate is called that`() async throws {
        let context = try authority.serverContext {
            $0.maximumTLSVersion = .tlsv12
            $0.certificateVerification = .noHostnameVerification
            $0.trustRoots = .certificates([])
        }

        #expect(try await connect(context).error?.message.contains("it wants a client certificate") == true)
    }

    @Test func `a server without a version in common`() async throws {
        let context = try authority.serverContext {
            $0.minimumTLSVersion = .tlsv1
            $0.maximumTLSVersion = .tlsv11
        }

        #expect(try await connect(context).error?.message.contains("speaks no TLS version from 1.2 on") == true)
    }

    @Test func `a server that offers no protocol in common is still spoken to`() async throws {
        let context = try authority.serverContext { $0.applicationProtocols = ["h2"] }

        let outcome = try await connect(context)

        #expect(outcome.info != nil)
        #expect(outcome.info?.alpn == nil)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.6\r\n", "220 mail\r\n",
    ])
    func `a server that speaks no TLS is called that`(answer: String) async throws {
        let server = try await Handshake.listen {
            try $0.pipeline.syncOperations.addHandler(AnswerFirstBytes(Array(answer.utf8)))
        }

        let outcome = try await Handshake.upstream(upstream, toPort: server.port, host: "example.test")

        #expect(outcome.error?.message.contains("does not speak TLS on this port") == true, "\(outcome)")
        try await server.close()
    }

    @Test func `a server that hangs up is called that`() async throws {
        let server = try await Handshake.listen { try $0.pipeline.syncOperations.addHandler(AnswerFirstBytes(nil)) }

        let outcome = try await Handshake.upstream(upstream, toPort: server.port, host: "example.test")

        #expect(outcome.error?.message == "upstream example.test hung up during the TLS handshake")
        try await server.close()
    }

    @Test(
        arguments: [
            (
                [0x15, 3, 3, 0, 2, 2, 40],
                "handshake failure (no cipher or parameter in common, or it wants a client certificate)"
            ),
            ([0x15, 3, 3, 0, 2, 2, 112], "unrecognized name (it does not know this host name)"),
            ([0x15, 3, 3, 0, 2, 2, 80], "internal error"),
        ] as [([UInt8], String)]
    )
    func `an alert is told by its name`(record: [UInt8], words: String) async throws {
        let server = try await Handshake.listen { try $0.pipeline.syncOperations.addHandler(AnswerFirstBytes(record)) }

        let outcome = try await Handshake.upstream(upstream, toPort: server.port, host: "example.test")

        #expect(outcome.error?.message == "upstream example.test ended the TLS handshake: " + words)
        try await server.close()
    }

    // MARK: - Files

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: UpstreamTLSError.self) { try UpstreamTLS(authorityFiles: ["/nowhere.pem"]) }

        #expect(error?.description == "cannot read /nowhere.pem: no such file")
    }

    @Test(arguments: ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `a file without a certificate is named`(text: String) throws {
        let path = try directory.write(text, to: "bad.pem")

        let error = #expect(throws: UpstreamTLSError.self) { try UpstreamTLS(authorityFiles: [path]) }

        #expect(error?.description == "\(path) holds no certificate in PEM or DER form")
    }

    @Test(arguments: ["", String(repeating: "a", count: 300), "nul\u{0}.test"])
    func `a host that cannot be asked for is refused, not crashed on`(host: String) {
        #expect(throws: (any Error).self) { try upstream.makeHandlers(host: host) }
    }
}

/// Answers the first bytes it gets with other bytes, or hangs up.
private final class AnswerFirstBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: [UInt8]?

    init(_ answer: [UInt8]?) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let answer else {
            context.close(promise: nil)
            return
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
    }
}
