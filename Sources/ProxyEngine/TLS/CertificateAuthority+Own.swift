import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CertificateAuthority {
    /// An authority of the user's own, whose files are only read.
    ///
    /// The first certificate of the file is the one that signs. One that is not its own root is sent to clients, with
    /// those after it.
    ///
    /// - Parameter keyPath: `nil`: the key is in the certificate's file.
    package static func load(certificatePath: String, keyPath: String?) throws(AuthorityError) -> CertificateAuthority {
        try load(AuthorityFiles(keyPath: keyPath ?? certificatePath, certificatePath: certificatePath), now: Date())
    }

    static func load(_ files: AuthorityFiles, now: Date) throws(AuthorityError) -> CertificateAuthority {
        let certificates = try certificates(in: files.certificatePath)
        let (key, permissions) = try key(in: files.keyPath)
        guard let certificate = certificates.first else {
            let path = files.certificatePath
            throw AuthorityError(.damaged, path, "\(path) holds no certificate in PEM form")
        }
        let remedy = "name a CA's certificate with --ca-cert and its key with --ca-key"
        try check(certificate, key, files, now: now, remedy: remedy, renewal: "name another with --ca-cert")
        var warnings = dateWarnings(certificate, now: now)
        if permissions & 0o077 != 0 {
            let mode = String(permissions, radix: 8)
            warnings.append("\(files.keyPath) can be read by others (mode \(mode)): run chmod 600 on it")
        }
        do {
            return try CertificateAuthority(
                files: files,
                certificate: certificate,
                key: key,
                warnings: warnings,
                intermediates: try certificates.filter { $0.issuer != $0.subject }.map { certificate in
                    var serializer = DER.Serializer()
                    try serializer.serialize(certificate)
                    return serializer.serializedBytes
                }
            )
        } catch {
            throw AuthorityError(.damaged, files.certificatePath, "\(files.certificatePath) cannot be used: \(error)")
        }
    }

    private static func certificates(in path: String) throws(AuthorityError) -> [Certificate] {
        let blocks = PEMBlocks(try bytes(of: path)).blocks.filter { $0.label == "CERTIFICATE" }
        do {
            return try blocks.map { try Certificate(pemEncoded: $0.text) }
        } catch {
            throw AuthorityError(.damaged, path, "\(path) holds a certificate that cannot be read: \(error)")
        }
    }

    private static func key(in path: String) throws(AuthorityError) -> (Certificate.PrivateKey, permissions: UInt32) {
        guard let file = try contents(of: path) else { throw missing(path) }
        guard let block = PEMBlocks(file.bytes).key else {
            throw AuthorityError(
                .damaged,
                path,
                "\(path) holds no private key in PEM form (name it with --ca-key FILE)"
            )
        }
        guard !block.isEncrypted else {
            let remedy = "decrypt it: openssl pkey -in \(path)"
            throw AuthorityError(.damaged, path, "the key in \(path) is encrypted (\(remedy))")
        }
        do {
            return (try Certificate.PrivateKey(pemEncoded: block.text), UInt32(file.permissions))
        } catch {
            throw AuthorityError(.damaged, path, "the key in \(path) cannot be used: \(error)")
        }
    }

    private static func bytes(of path: String) throws(AuthorityError) -> [UInt8] {
        guard let file = try contents(of: path) else { throw missing(path) }
        return file.bytes
    }

    private static func missing(_ path: String) -> AuthorityError {
        AuthorityError(.unreadable, path, "cannot read \(path): no such file")
    }
}
