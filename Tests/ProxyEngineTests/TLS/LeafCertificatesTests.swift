import FlowKit
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ProxyEngine
import SwiftASN1
import Testing
import X509

@Suite struct LeafCertificatesTests {
    private let directory: TemporaryDirectory
    private let authority: CertificateAuthority
    private let leaves: LeafCertificates
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    init() throws {
        directory = try TemporaryDirectory()
        authority = try CertificateAuthority.loadOrCreate(in: directory.path)
        leaves = try LeafCertificates(authority: authority, threadPool: .singleton, capacity: 2)
    }

    private func context(_ host: String, _ applicationProtocols: [String] = ["http/1.1"]) async throws -> NIOSSLContext
    {
        try await leaves.serverContext(forHost: host, applicationProtocols: applicationProtocols, on: loop).get()
    }

    private func leaf(_ host: String) async throws -> Certificate {
        guard case .certificate(let leaf)? = try await context(host).configuration.certificateChain.first else {
            throw NIOSSLError.failedToLoadCertificate
        }
        return try Certificate(derEncoded: leaf.toDERBytes())
    }

    // MARK: - What clients accept

    @Test(arguments: ["example.test", "127.0.0.1", "xn--bcher-kva.test", "localhost"])
    func `a client that trusts the CA accepts the leaf`(host: String) async throws {
        let server = try await Handshake.serve(try await context(host))
        let client = try UpstreamTLS(authorityFiles: [authority.certificatePath])

        let outcome = try await Handshake.upstream(client, toPort: server.port, host: host)

        #expect(outcome.info?.certificates.first?.subjectAlternativeNames == [host])
        try await server.close()
    }

    @Test func `a leaf is what browsers ask for`() async throws {
        let leaf = try await leaf("example.test")

        #expect(leaf.notValidBefore.timeIntervalSinceNow < -3_000)
        #expect(leaf.notValidAfter.timeIntervalSince(leaf.notValidBefore) <= 398 * TestAuthority.day)
        #expect(try leaf.extensions.extendedKeyUsage?.contains(.serverAuth) == true)
        #expect(try leaf.extensions.basicConstraints == .notCertificateAuthority)
        let issuer = try Certificate(pemEncoded: authority.certificatePEM)
        #expect(
            try leaf.extensions.authorityKeyIdentifier?.keyIdentifier
                == issuer.extensions.subjectKeyIdentifier?.keyIdentifier
        )
        #expect(leaf.issuer == issuer.subject)
        #expect(issuer.publicKey.isValidSignature(leaf.signature, for: leaf))
        #expect(leaf.serialNumber.bytes.count <= 20)
    }

    @Test func `a long name has no common name and a critical alternative name`() async throws {
        let host = String(repeating: "a", count: 60) + ".example.test"

        let leaf = try await leaf(host)

        #expect(leaf.subject.isEmpty)
        #expect(leaf.extensions[oid: .X509ExtensionID.subjectAlternativeName]?.critical == true)
        #expect(try leaf.extensions.subjectAlternativeNames?.first == .dnsName(host))
    }

    @Test(arguments: ["::1", "2001:db8::1", "fe80::1%eth0"])
    func `an IPv6 address is named as one`(host: String) async throws {
        let names = try await leaf(host).extensions.subjectAlternativeNames

        guard case .ipAddress(let address)? = names?.first else {
            Issue.record("\(String(describing: names))")
            return
        }
        #expect(address.bytes.count == 16)
    }

    @Test(arguments: ["", "b\u{FC}cher.test", "a b.test", "nul\u{0}.test", String(repeating: "a", count: 254)])
    func `a host that no certificate can name fails, and the next host does not`(host: String) async throws {
        await #expect(throws: LeafError.self) { try await context(host) }

        _ = try await context("example.test")
    }

    // MARK: - Keeping

    @Test func `the same host gets the same context, at once`() async throws {
        let first = try await context("example.test")

        let again = leaves.serverContext(forHost: "Example.TEST.", on: loop)

        #expect(try await again.get() === first)
    }

    @Test func `many at once get one context`() async throws {
        let futures = (0..<50).map { _ in leaves.serverContext(forHost: "crowd.test", on: loop) }

        let contexts = try await EventLoopFuture.whenAllSucceed(futures, on: loop).get()

        #expect(Set(contexts.map { ObjectIdentifier($0) }).count == 1)
    }

    @Test func `other protocols make another context`() async throws {
        let first = try await context("example.test")
        let second = try await context("example.test", ["h2", "http/1.1"])

        #expect(first !== second)
    }

    @Test func `the one not used for longest makes room`() async throws {
        let (a, b) = (try await context("a.test"), try await context("b.test"))
        #expect(try await context("a.test") === a)

        _ = try await context("c.test")

        #expect(try await context("a.test") === a)
        #expect(try await context("b.test") !== b)
    }

    @Test func `a thread pool that has stopped fails the future`() async throws {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        try await pool.shutdownGracefully()
        let leaves = try LeafCertificates(authority: authority, threadPool: pool)

        await #expect(throws: (any Error).self) {
            try await leaves.serverContext(forHost: "example.test", on: loop).get()
        }
    }
}
