#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Trust stores for programs that are given a file: what the system trusts, and our CA.
///
/// Most variables that name such a file replace the system's store, so a file with our CA alone would break every host
/// that is not intercepted.
package struct TrustBundle: Sendable {
    /// Certificates in PEM form, one after the other.
    package let pemPath: String
    /// A Java key store (JKS) of the same certificates.
    package let javaPath: String
    /// What guards the Java store: not a secret, only a form to keep.
    package static let javaPassword = "changeit"
    /// Certificates in the stores, ours included.
    package let certificateCount: Int

    /// Writes `ca-bundle.pem` and `ca-bundle.jks` into the directory, in place of older ones. Blocks.
    package static func write(for authority: CertificateAuthority, in directory: String) throws(FileError)
        -> TrustBundle
    {
        let roots = try systemBundle()
        let pem = roots + Array("\n# \(authority.name)\n\(authority.certificatePEM)".utf8)
        let certificates = [authority.certificateDER] + certificates(inPEM: String(decoding: roots, as: UTF8.self))
        let bundle = TrustBundle(
            pemPath: directory + "/ca-bundle.pem",
            javaPath: directory + "/ca-bundle.jks",
            certificateCount: certificates.count
        )
        try AtomicFile.makeDirectory(directory)
        try AtomicFile.replace(bundle.pemPath, with: pem, permissions: 0o644)
        let store = JavaKeyStore.bytes(trusting: certificates, password: javaPassword, now: .now)
        try AtomicFile.replace(bundle.javaPath, with: store, permissions: 0o644)
        return bundle
    }

    /// Empty on a system without a store.
    private static func systemBundle() throws(FileError) -> [UInt8] {
        guard let path = SystemRoots.path else { return [] }
        return try AtomicFile.contents(of: path, limit: 16 << 20)?.bytes ?? []
    }

    /// The certificates in DER form; anything between them, and what is not Base64, is left out.
    static func certificates(inPEM text: String) -> [[UInt8]] {
        var certificates: [[UInt8]] = []
        var current: String?
        for line in text.split(whereSeparator: \.isNewline) {
            switch line {
            case "-----BEGIN CERTIFICATE-----":
                current = ""
            case "-----END CERTIFICATE-----":
                if let current, let bytes = Data(base64Encoded: current) { certificates.append(Array(bytes)) }
                current = nil
            default:
                current?.append(contentsOf: line.filter { !$0.isWhitespace })
            }
        }
        return certificates
    }
}
