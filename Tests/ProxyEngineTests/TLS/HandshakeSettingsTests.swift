import Crypto
import FlowKit
import Foundation
import NIOSSL
import ProxyEngine
import SwiftASN1
import Testing
import X509

/// What the settings of TLS do on both sides, over real sockets.
@Suite struct HandshakeSettingsTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func exchange(_ proxy: TestProxy, _ client: TunnelClient) async throws -> Flow {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let flow = await proxy.finishedFlows(1).first
        return try withExtendedLifetime(client) { try #require(flow) }
    }

    // MARK: - Versions

    @Test(arguments: [TLSVersions.Version.tls10, .tls11, .tls12])
    func `old versions are spoken on both sides where that is wanted`(version: TLSVersions.Version) async throws {
        let library: TLSVersion = version == .tls10 ? .tlsv1 : version == .tls11 ? .tlsv11 : .tlsv12
        let server = try await TLSServer {
            $0.minimumTLSVersion = library
            $0.maximumTLSVersion = library
        }
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.clientVersions.least = version
            $0.tls.upstreamVersions.least = version
        }
        let client = try await TunnelClient(proxy, to: server.port) {
            $0.minimumTLSVersion = library
            $0.maximumTLSVersion = library
        }

        let flow = try await exchange(proxy, client)

        let name = version == .tls10 ? "TLSv1" : "TLSv\(version.rawValue)"
        #expect(flow.response?.status == 200)
        #expect(flow.client?.tls?.version == name)
        #expect(flow.server?.tls?.version == name)
    }

    @Test func `a client without a version in common learns so, and the flow names the versions`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.tls.clientVersions.least = .tls13 }

        await #expect(throws: (any Error).self) {
            try await TunnelClient(proxy, to: server.port) { $0.maximumTLSVersion = .tlsv12 }
        }

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.message.hasPrefix("the client speaks no TLS 1.3 for localhost") == true)
    }

    @Test func `a server without a version in common is a 502 that names the versions`() async throws {
        let server = try await TLSServer { $0.minimumTLSVersion = .tlsv13 }
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.upstreamVersions.greatest = .tls12
        }

        let flow = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))

        #expect(flow.response?.status == 502)
        #expect(flow.error?.message.contains("no TLS 1.2") == true)
    }

    // MARK: - Key log

    @Test func `the secrets of both sides are written where only the owner reads them`() async throws {
        let server = try await TLSServer()
        let path = directory.path + "/keys"
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.keyLogFile = path
        }

        _ = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))
        await proxy.engine.stop()

        #expect(try directory.permissions(of: "keys") == 0o600)
        let lines = try directory.text(of: "keys").split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let pattern = #/[A-Z0-9_]+ [0-9a-f]{64} [0-9a-f]{64,96}/#
        #expect(lines.allSatisfy { $0.wholeMatch(of: pattern) != nil })
        let randoms = Set(lines.map { $0.split(separator: " ")[1] })
        #expect(randoms.count == 2)
        for label in ["CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0", "CLIENT_TRAFFIC_SECRET_0"] {
            #expect(lines.count { $0.hasPrefix(label + " ") } == 2)
        }
    }

    @Test func `a key log that cannot be opened keeps the engine from starting, with the reason`() async throws {
        let path = directory.path + "/none/keys"

        await #expect { try await TestProxy { $0.tls.keyLogFile = path } } throws: { error in
            "\(error)".hasPrefix("cannot write \(path): ")
        }
    }

    // MARK: - Client certificates

    /// A server that wants a certificate of the authority in `client-root.pem`.
    private func demandingServer(_ root: TestAuthority) async throws -> TLSServer {
        let roots = try NIOSSLCertificate.fromPEMBytes(Array(root.pem.utf8))
        return try await TLSServer {
            $0.certificateVerification = .noHostnameVerification
            $0.trustRoots = .certificates(roots)
        }
    }

    private func writeKeyPair(_ root: TestAuthority, name: String = "client") throws -> (String, String) {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName("a client") }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date() - TestAuthority.day,
            notValidAfter: Date() + TestAuthority.day,
            issuer: root.name,
            subject: subject,
            extensions: Certificate.Extensions { try ExtendedKeyUsage([.clientAuth, .serverAuth]) },
            issuerPrivateKey: root.key
        )
        let pem = try certificate.serializeAsPEM().pemString + "\n"
        return (
            try directory.write(pem, to: "\(name).pem"), try directory.write(key.pemRepresentation, to: "\(name).key")
        )
    }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func `a server that asks gets the certificate for its host, and the flow says so`(version: TLSVersion) async throws
    {
        let root = try TestAuthority("Client Root")
        let server = try await demandingServer(root)
        let (certificate, key) = try writeKeyPair(root)
        let hosts = try HostPattern("local*:\(server.port)")
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.clientCertificates = [KeyPairFile(hosts: hosts, certificatePath: certificate, keyPath: key)]
            $0.tls.upstreamVersions.greatest = version == .tlsv12 ? .tls12 : .tls13
        }

        let flow = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))

        #expect(flow.response?.status == 200)
        #expect(flow.server?.tls?.certificateRequest == .answered(subject: "CN=a client"))
    }

    @Test func `a server that asks for a certificate nobody has is told apart`() async throws {
        let server = try await demandingServer(try TestAuthority("Client Root"))
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.upstreamVersions.greatest = .tls12
        }

        let flow = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))

        #expect(flow.response?.status == 502)
        #expect(flow.error?.message.contains("wants a client certificate: --client-cert FILE") == true)
    }

    @Test func `a server that does not ask is sent nothing`() async throws {
        let server = try await TLSServer()
        let (certificate, key) = try writeKeyPair(try TestAuthority())
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.clientCertificates = [KeyPairFile(certificatePath: certificate, keyPath: key)]
        }

        let flow = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))

        #expect(flow.server?.tls?.certificateRequest == CertificateRequest.none)
    }

    @Test func `files that are no pair are refused with what is wrong`() async throws {
        let root = try TestAuthority()
        let (certificate, key) = try writeKeyPair(root)
        let (_, otherKey) = try writeKeyPair(root, name: "other")
        let empty = try directory.write("nothing here", to: "empty")
        let locked = try directory.write(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n",
            to: "locked"
        )
        let cases: [(KeyPairFile, String)] = [
            (KeyPairFile(certificatePath: certificate, keyPath: otherKey), "does not belong to"),
            (KeyPairFile(certificatePath: certificate), "holds no private key in PEM form"),
            (KeyPairFile(certificatePath: empty, keyPath: key), "holds no certificate in PEM form"),
            (KeyPairFile(certificatePath: directory.path + "/gone", keyPath: key), "no such file"),
            (KeyPairFile(certificatePath: certificate, keyPath: locked), "SLUICE_KEY_PASSPHRASE"),
            (
                KeyPairFile(certificatePath: certificate, keyPath: locked, passphrase: "x"),
                "cannot be decrypted with the passphrase"
            ),
        ]
        for (pair, words) in cases {
            await #expect { try await TestProxy { $0.tls.clientCertificates = [pair] } } throws: { error in
                "\(error)".contains(words)
            }
        }
    }

    // MARK: - Own certificates

    @Test func `clients of a host are shown the certificate that was named for it`() async throws {
        let server = try await TLSServer()
        let root = try TestAuthority("Own Root")
        let (certificate, key) = try writeKeyPair(root)
        let both = try directory.write(
            try String(contentsOfFile: key, encoding: .utf8) + "\n"
                + String(contentsOfFile: certificate, encoding: .utf8),
            to: "both.pem"
        )
        let hosts = try HostPattern("localhost")
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.tls.leafCertificates = [KeyPairFile(hosts: hosts, certificatePath: both)]
        }
        let roots = try NIOSSLCertificate.fromPEMBytes(Array(root.pem.utf8))

        let client = try await TunnelClient(proxy, to: server.port) {
            $0.trustRoots = .certificates(roots)
            $0.certificateVerification = .noHostnameVerification
        }

        #expect(try await exchange(proxy, client).response?.status == 200)
    }

    // MARK: - What is known of the server

    @Test func `the chain is known up to its authority, and that the handshake was a full one`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [server.authorityPath] }

        let flow = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))

        let tls = try #require(flow.server?.tls)
        #expect(tls.isChainKnown)
        #expect(tls.certificates.map(\.subject) == ["CN=a server", "CN=Test Root"])
        #expect(tls.isResumed == false)
        #expect(flow.client?.tls?.isResumed == false)
    }

    @Test func `without verification the leaf alone is known`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.isUpstreamVerificationOff = true }

        let flow = try await exchange(proxy, try await TunnelClient(proxy, to: server.port))

        #expect(flow.server?.tls?.isChainKnown == false)
        #expect(flow.server?.tls?.certificates.map(\.subject) == ["CN=a server"])
    }
}
