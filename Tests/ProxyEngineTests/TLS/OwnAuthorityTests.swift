import Crypto
import FlowKit
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ProxyEngine
import SwiftASN1
import Testing
import X509

/// Authorities that the user brings along.
@Suite struct OwnAuthorityTests {
    private let directory: TemporaryDirectory
    private let root: TestAuthority

    init() throws {
        directory = try TemporaryDirectory()
        root = try TestAuthority("Company Root")
    }

    private func keyPEM(_ key: Certificate.PrivateKey) throws -> String { try key.serializeAsPEM().pemString + "\n" }

    /// A CA below the root, and its key.
    private func intermediate(until: TimeInterval = TestAuthority.day) throws -> (pem: String, key: String) {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: Date() - 2 * TestAuthority.day,
            notValidAfter: Date() + until,
            issuer: root.name,
            subject: try DistinguishedName { CommonName("Proxy CA") },
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
                SubjectKeyIdentifier(hash: key.publicKey)
            },
            issuerPrivateKey: root.key
        )
        return (try certificate.serializeAsPEM().pemString + "\n", try keyPEM(key))
    }

    private func handshake(with authority: CertificateAuthority, trusting pem: String) async throws -> HandshakeOutcome
    {
        let leaves = try LeafCertificates(authority: authority, threadPool: .singleton)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let server = try await Handshake.serve(try await leaves.serverContext(forHost: "a.test", on: loop).get())
        let client = try UpstreamTLS(authorityFiles: [try directory.write(pem, to: "trusted.pem")])
        let outcome = try await Handshake.upstream(client, toPort: server.port, host: "a.test")
        try await server.close()
        return outcome
    }

    @Test func `a root in two files signs what its clients trust`() async throws {
        let authority = try CertificateAuthority.load(
            certificatePath: try directory.write(root.pem, to: "ca.pem"),
            keyPath: try directory.write(keyPEM(root.key), to: "ca.key")
        )

        #expect(authority.name == "Company Root")
        #expect(try await handshake(with: authority, trusting: root.pem).info != nil)
    }

    @Test func `a CA below the root is sent along, so that the root is all a client needs`() async throws {
        let (certificate, key) = try intermediate()
        // Key first, text between, as some tools write it.
        let file = try directory.write(key + "a note\n" + certificate, to: "both.pem")

        let authority = try CertificateAuthority.load(certificatePath: file, keyPath: nil)
        let outcome = try await handshake(with: authority, trusting: root.pem)

        #expect(outcome.info?.certificates.map(\.subject) == ["CN=a.test", "CN=Proxy CA", "CN=Company Root"])
    }

    @Test func `files that are no authority are refused with what to do, and left alone`() throws {
        let pem = try directory.write(root.pem, to: "ca.pem")
        let key = try directory.write(keyPEM(root.key), to: "ca.key")
        let (expired, expiredKey) = try intermediate(until: -1)
        let leaf = try LeafFixture(root)
        let locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"
        let cases: [(certificate: String, key: String?, code: AuthorityError.Code, words: String)] = [
            (directory.path + "/gone", key, .unreadable, "no such file"),
            (pem, nil, .damaged, "--ca-key FILE"),
            (key, key, .damaged, "holds no certificate"),
            (pem, try directory.write(expiredKey, to: "other.key"), .mismatched, "--ca-cert"),
            (pem, try directory.write(locked, to: "locked"), .damaged, "is encrypted (decrypt it: openssl pkey"),
            (try directory.write(expired + expiredKey, to: "old"), nil, .expired, "name another with --ca-cert"),
            (try directory.write(leaf.pem + leaf.key, to: "leaf"), nil, .damaged, "is not a CA certificate"),
        ]
        for (certificate, key, code, words) in cases {
            let error = #expect(throws: AuthorityError.self) {
                try CertificateAuthority.load(certificatePath: certificate, keyPath: key)
            }
            #expect(error?.code == code)
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
        #expect(try directory.text(of: "ca.pem") == root.pem)
    }

    @Test func `a key that others can read is warned of, and its permissions are left alone`() throws {
        let file = try directory.write(root.pem + keyPEM(root.key), to: "ca.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)

        let authority = try CertificateAuthority.load(certificatePath: file, keyPath: nil)

        #expect(authority.warnings == ["\(file) can be read by others (mode 644): run chmod 600 on it"])
        #expect(try directory.permissions(of: "ca.pem") == 0o644)
    }
}

/// A certificate that is no authority's, and its key.
private struct LeafFixture {
    let pem: String
    let key: String

    init(_ root: TestAuthority) throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: Date() - TestAuthority.day,
            notValidAfter: Date() + TestAuthority.day,
            issuer: root.name,
            subject: root.name,
            extensions: Certificate.Extensions {},
            issuerPrivateKey: root.key
        )
        pem = try certificate.serializeAsPEM().pemString + "\n"
        self.key = try key.serializeAsPEM().pemString + "\n"
    }
}
