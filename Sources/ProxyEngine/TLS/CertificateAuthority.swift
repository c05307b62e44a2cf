package import FlowKit
import SwiftASN1
import X509

/// The authority that signs what clients see in place of the servers' own certificates.
///
/// Sluice's own lives in a directory as `ca-key.pem` (readable by its owner alone) and `ca-cert.pem`.
package final class CertificateAuthority: Sendable {
    package let keyPath: String
    package let certificatePath: String
    package let certificatePEM: String
    package let certificateDER: [UInt8]
    /// The common name of the subject, by which trust stores list it.
    package let name: String
    /// The certificate as a flow shows certificates; `info.fingerprint` is in lower-case hexadecimal.
    package let info: CertificateInfo
    /// What is worth telling the user about the files, one line each; empty most of the time.
    package let warnings: [String]

    let certificate: Certificate
    let key: Certificate.PrivateKey
    /// In DER form: this certificate and those above it, where clients trust another one; sent along with each leaf.
    let intermediates: [[UInt8]]

    init(
        files: AuthorityFiles,
        certificate: Certificate,
        key: Certificate.PrivateKey,
        warnings: [String],
        intermediates: [[UInt8]] = []
    ) throws {
        self.intermediates = intermediates
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        certificateDER = serializer.serializedBytes
        certificatePEM = try certificate.serializeAsPEM().pemString + "\n"
        info = CertificateInfo(certificate, der: certificateDER)
        name = certificate.subject.commonName ?? info.subject
        keyPath = files.keyPath
        certificatePath = files.certificatePath
        self.certificate = certificate
        self.key = key
        self.warnings = warnings
    }

    package var notAfter: Timestamp { info.notAfter }

    /// The SHA-256 fingerprint as trust stores show it: pairs of upper-case digits with colons.
    package var fingerprint: String { info.colonSeparatedFingerprint }

    /// Several lines, for `sluice ca show`; no newline at the end.
    package var summary: String {
        """
        \(name)
          certificate  \(certificatePath)
          key          \(keyPath)
          valid        \(info.notBefore.day) to \(info.notAfter.day)
          SHA-256      \(fingerprint)
        """
    }
}

extension DistinguishedName {
    /// The first common name; `nil`: the name has none.
    var commonName: String? {
        for attribute in lazy.flatMap(\.self) where attribute.type == .RDNAttributeType.commonName {
            return String(attribute.value)
        }
        return nil
    }
}

extension CertificateInfo {
    /// The fingerprint in pairs of upper-case digits with colons between.
    var colonSeparatedFingerprint: String {
        let digits = Array(fingerprint.uppercased())
        return stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<min($0 + 2, digits.count)]) }
            .joined(separator: ":")
    }
}
