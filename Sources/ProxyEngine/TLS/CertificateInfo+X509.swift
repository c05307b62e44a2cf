import Crypto
import FlowKit
import NIOSSL
import SwiftASN1
import X509

extension CertificateInfo {
    init(_ certificate: Certificate, der: [UInt8]) {
        self.init(
            subject: String(describing: certificate.subject),
            issuer: String(describing: certificate.issuer),
            subjectAlternativeNames: certificate.alternativeNames,
            serialNumber: hexadecimal(certificate.serialNumber.bytes),
            notBefore: Timestamp(certificate.notValidBefore),
            notAfter: Timestamp(certificate.notValidAfter),
            publicKey: keyName(certificate.publicKey),
            fingerprint: hexadecimal(SHA256.hash(data: der))
        )
    }

    /// Reads what the peer presented; costs some ten microseconds.
    ///
    /// A certificate that the strict parser refuses is shown by what the TLS library knows of it.
    init(_ certificate: NIOSSLCertificate) {
        // A certificate of a finished handshake can always be written again.
        let der = (try? certificate.toDERBytes()) ?? []
        // What cannot be parsed is shown as far as it is known, below.
        if let parsed = try? Certificate(derEncoded: der) {
            self.init(parsed, der: der)
            return
        }
        self.init(
            subject: "",
            issuer: "",
            subjectAlternativeNames: [],
            serialNumber: hexadecimal(certificate.serialNumber),
            notBefore: Timestamp(unixSeconds: Int64(certificate.notValidBefore)),
            notAfter: Timestamp(unixSeconds: Int64(certificate.notValidAfter)),
            publicKey: "",
            fingerprint: hexadecimal(SHA256.hash(data: der))
        )
    }

    var isSelfIssued: Bool { subject == issuer }
}

extension Timestamp {
    /// The nearest point there is.
    fileprivate init(unixSeconds: Int64) {
        let (nanoseconds, isTooFar) = unixSeconds.multipliedReportingOverflow(by: 1_000_000_000)
        self.init(nanoseconds: isTooFar ? (unixSeconds < 0 ? .min : .max) : nanoseconds)
    }
}

extension Certificate {
    /// Names a client may ask for; other kinds of names are left out.
    fileprivate var alternativeNames: [String] {
        // An extension that cannot be read names nothing.
        guard let names = try? extensions.subjectAlternativeNames else { return [] }
        return names.compactMap { name in
            switch name {
            case .dnsName(let host): host
            case .ipAddress(let address): IPAddress(bytes: Array(address.bytes))?.description
            case .rfc822Name(let text), .uniformResourceIdentifier(let text): text
            case .otherName, .x400Address, .directoryName, .ediPartyName, .registeredID: nil
            }
        }
    }
}

private func keyName(_ key: Certificate.PublicKey) -> String {
    if P256.Signing.PublicKey(key) != nil { return "P-256" }
    if P384.Signing.PublicKey(key) != nil { return "P-384" }
    if P521.Signing.PublicKey(key) != nil { return "P-521" }
    if Curve25519.Signing.PublicKey(key) != nil { return "Ed25519" }
    return rsaName(Array(key.subjectPublicKeyInfoBytes))
}

/// What is left is RSA: the modulus tells its size (RFC 8017 A.1.1).
private func rsaName(_ keyBytes: [UInt8]) -> String {
    // A key that cannot be taken apart has a name without a size.
    guard
        let key = try? DER.parse(keyBytes),
        let modulus = try? DER.sequence(
            key,
            identifier: .sequence,
            { nodes -> ArraySlice<UInt8> in
                let modulus = try ArraySlice<UInt8>(derEncoded: &nodes)
                _ = nodes.next()
                return modulus
            }
        )
    else { return "RSA" }
    let digits = modulus.drop { $0 == 0 }
    guard let first = digits.first else { return "RSA" }
    return "RSA \(digits.count * 8 - first.leadingZeroBitCount)"
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
