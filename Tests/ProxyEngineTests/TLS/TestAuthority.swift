import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// Signs whatever a test needs, right or wrong.
struct TestAuthority {
    static let day: TimeInterval = 86_400

    let key: Certificate.PrivateKey
    let name: DistinguishedName
    let certificate: Certificate

    init(_ commonName: String = "Test Root") throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        self.key = key
        name = try DistinguishedName { CommonName(commonName) }
        certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: Date() - Self.day,
            notValidAfter: Date() + 100 * Self.day,
            issuer: name,
            subject: name,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
                SubjectKeyIdentifier(hash: key.publicKey)
            },
            issuerPrivateKey: key
        )
    }

    var pem: String {
        get throws { try certificate.serializeAsPEM().pemString + "\n" }
    }

    /// A server's context whose certificate is signed by this authority, or by itself.
    func serverContext(
        names: [GeneralName] = [.dnsName("example.test")],
        from: TimeInterval = -day,
        until: TimeInterval = 10 * day,
        isSelfSigned: Bool = false,
        adjust: (inout TLSConfiguration) -> Void = { _ in }
    ) throws -> NIOSSLContext {
        let leafKey = P256.Signing.PrivateKey()
        let leafName = try DistinguishedName { CommonName("a server") }
        let leaf = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(leafKey.publicKey),
            notValidBefore: Date() + from,
            notValidAfter: Date() + until,
            issuer: isSelfSigned ? leafName : name,
            subject: leafName,
            extensions: Certificate.Extensions {
                SubjectAlternativeNames(names)
                try ExtendedKeyUsage([.serverAuth])
            },
            issuerPrivateKey: isSelfSigned ? Certificate.PrivateKey(leafKey) : key
        )
        var serializer = DER.Serializer()
        try serializer.serialize(leaf)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.derRepresentation), format: .der))
        )
        configuration.applicationProtocols = ["http/1.1"]
        adjust(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }
}
