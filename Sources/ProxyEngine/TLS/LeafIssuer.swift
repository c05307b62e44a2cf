import Crypto
import NIOSSL
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why no certificate can be made for a host.
package struct LeafError: Error, Equatable, CustomStringConvertible {
    package let host: String

    package var description: String { "no certificate can name the host \(host.debugDescription)" }
}

/// What clients of one host are shown, and for how long.
struct Leaf: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    let validity: ClosedRange<Date>

    init(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey, validity: ClosedRange<Date>) {
        self.chain = chain
        self.key = key
        self.validity = validity
    }

    /// The user's own, which is shown whatever it says.
    init(_ keyPair: KeyPair) {
        self.init(chain: keyPair.chain, key: keyPair.key, validity: .distantPast ... .distantFuture)
    }
}

/// Makes certificates for hosts and signs them with the authority's key.
struct LeafIssuer: Sendable {
    private let authority: CertificateAuthority
    private let key: NIOSSLPrivateKey
    private let publicKey: Certificate.PublicKey
    private let keyIdentifier: SubjectKeyIdentifier
    private let authorityKeyIdentifier: AuthorityKeyIdentifier
    /// What leads from the authority to the one that clients trust, where that is another.
    private let intermediates: [NIOSSLCertificate]

    init(authority: CertificateAuthority) throws {
        // One key for all leaves, made anew in every session and never written.
        let key = P256.Signing.PrivateKey()
        self.authority = authority
        self.key = try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)
        intermediates = try authority.intermediates.map { try NIOSSLCertificate(bytes: $0, format: .der) }
        publicKey = Certificate.PublicKey(key.publicKey)
        keyIdentifier = SubjectKeyIdentifier(hash: publicKey)
        let issuer = try authority.certificate.extensions.subjectKeyIdentifier
        let issuerIdentifier = issuer ?? SubjectKeyIdentifier(hash: authority.certificate.publicKey)
        authorityKeyIdentifier = AuthorityKeyIdentifier(keyIdentifier: issuerIdentifier.keyIdentifier)
    }

    /// The host in lower case, without the dot that ends an absolute name.
    static func normalized(_ host: String) -> String {
        let host = host.hasSuffix(".") ? String(host.dropLast()) : host
        return host.lowercased()
    }

    /// - Parameter host: normalized.
    func makeLeaf(forHost host: String, now: Date = Date()) throws -> Leaf {
        let leaf = try certificate(forHost: host, now: now)
        var serializer = DER.Serializer()
        try serializer.serialize(leaf)
        let lastUse = max(leaf.notValidBefore, leaf.notValidAfter - Self.day)
        return Leaf(
            chain: [try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)] + intermediates,
            key: key,
            validity: leaf.notValidBefore...lastUse
        )
    }

    /// A certificate that lives 397 days at most, as clients accept, and never longer than the authority.
    func certificate(forHost host: String, now: Date) throws -> Certificate {
        let name = try Self.alternativeName(host)
        // RFC 5280 A.1: a common name has at most 64 characters; without it the subject is empty (§4.1.2.6).
        let hasCommonName = host.utf8.count <= 64
        let subject = hasCommonName ? try DistinguishedName { CommonName(host) } : DistinguishedName()
        let names = SubjectAlternativeNames([name])
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: now - Self.day / 24,
            notValidAfter: min(now + 396 * Self.day, authority.certificate.notValidAfter),
            issuer: authority.certificate.subject,
            subject: subject,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                keyIdentifier
                authorityKeyIdentifier
                if hasCommonName { names } else { Critical(names) }
            },
            issuerPrivateKey: authority.key
        )
    }

    private static let day: TimeInterval = 86_400

    /// - Throws: `LeafError` for what an IA5String of a certificate cannot hold, or no client would ask for.
    private static func alternativeName(_ host: String) throws -> GeneralName {
        if let address = IPAddress(host) { return .ipAddress(ASN1OctetString(contentBytes: address.bytes[...])) }
        let isName = (1...253).contains(host.utf8.count) && host.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isName else { throw LeafError(host: host) }
        return .dnsName(host)
    }
}
