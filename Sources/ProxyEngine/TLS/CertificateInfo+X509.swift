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
        revocationResponders = certificate.revocationResponders
        loggedTimestampCount = certificate.loggedTimestampCount
        requiresStapling =
            certificate.extensions[oid: .tlsFeature]
            .map { Array($0.value) == CertificateInfo.stapling } ?? false
    }

    /// A list with the one feature `status_request` (RFC 7633 §4.1).
    private static let stapling: [UInt8] = [0x30, 0x03, 0x02, 0x01, 0x05]

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

extension Certificate {
    /// Addresses of other kinds than URLs are left out.
    fileprivate var revocationResponders: [String] {
        // An extension that cannot be read names nobody.
        guard let access = try? extensions.authorityInformationAccess else { return [] }
        return access.compactMap { description in
            guard description.method == .ocspServer, case .uniformResourceIdentifier(let url) = description.location
            else { return nil }
            return url
        }
    }

    /// RFC 6962 §3.3: an octet string with a list whose entries and itself have their length in front.
    fileprivate var loggedTimestampCount: Int {
        // What is no list has no entries.
        guard let value = extensions[oid: .signedCertificateTimestamps]?.value,
            let content = try? ASN1OctetString(derEncoded: Array(value)).bytes
        else { return 0 }
        var reader = WireReader(content)
        guard let list = reader.vector16() else { return 0 }
        var entries = WireReader(list)
        var count = 0
        while entries.vector16() != nil { count += 1 }
        return count
    }
}

extension ASN1ObjectIdentifier {
    fileprivate static let signedCertificateTimestamps: Self = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2]
    fileprivate static let tlsFeature: Self = [1, 3, 6, 1, 5, 5, 7, 1, 24]
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
