import Crypto
import FlowKit
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where an authority's two files are.
struct AuthorityFiles {
    let keyPath: String
    let certificatePath: String
}

extension AuthorityFiles {
    init(directory: String) {
        keyPath = directory + "/ca-key.pem"
        certificatePath = directory + "/ca-cert.pem"
    }
}

extension CertificateAuthority {
    /// The authority in the directory; on the first run, one that is made there.
    ///
    /// Blocks for some file operations. Of several processes that start at once, one makes the authority and all use it.
    /// Files that cannot be used are reported and left alone. A key that others could read is closed to them, with a
    /// warning.
    package static func loadOrCreate(in directory: String) throws(AuthorityError) -> CertificateAuthority {
        try loadOrCreate(in: directory, hostName: machineName(), now: Date())
    }

    static func loadOrCreate(
        in directory: String,
        hostName: String,
        now: Date
    ) throws(AuthorityError) -> CertificateAuthority {
        let files = AuthorityFiles(directory: directory)
        do {
            if let authority = try load(files, now: now) { return authority }
        } catch {
            // Half a pair may be one that another process is just writing: the lock tells.
            guard error.code == .incomplete else { throw error }
        }
        do {
            try AtomicFile.makeDirectory(directory)
        } catch {
            throw AuthorityError(.unwritable, error.path, "\(error) (choose another place with SLUICE_HOME=DIR)")
        }
        return try AtomicFile.withLock(on: directory + "/.ca.lock", mapping: unwritable) { () throws(AuthorityError) in
            // Another process may have made it while this one waited.
            if let authority = try load(files, now: now) { return authority }
            return try create(files, hostName: hostName, now: now)
        }
    }

    private static func unwritable(_ error: FileError) -> AuthorityError {
        AuthorityError(.unwritable, error.path, "\(error) (choose another place with SLUICE_HOME=DIR)")
    }
}

// MARK: - Loading

extension CertificateAuthority {
    private static func load(_ files: AuthorityFiles, now: Date) throws(AuthorityError) -> CertificateAuthority? {
        let keyFile = try contents(of: files.keyPath)
        let certificateFile = try contents(of: files.certificatePath)
        guard let keyFile, let certificateFile else {
            if keyFile == nil, certificateFile == nil { return nil }
            throw incomplete(files, hasKey: keyFile != nil)
        }
        let remedy = "restore both files, or move them away to have a new CA made, which clients must then trust anew"
        let key: Certificate.PrivateKey
        do {
            key = try Certificate.PrivateKey(pemEncoded: String(decoding: keyFile.bytes, as: UTF8.self))
        } catch {
            throw AuthorityError(
                .damaged,
                files.keyPath,
                "\(files.keyPath) is not a private key in PEM form: \(remedy)"
            )
        }
        let certificate: Certificate
        do {
            certificate = try Certificate(pemEncoded: String(decoding: certificateFile.bytes, as: UTF8.self))
        } catch {
            let path = files.certificatePath
            throw AuthorityError(.damaged, path, "\(path) is not a certificate in PEM form: \(remedy)")
        }
        let renewal = "move it and \(files.keyPath) away to have a new CA made"
        try check(certificate, key, files, now: now, remedy: remedy, renewal: renewal)
        var warnings = closeToOthers(files.keyPath, permissions: UInt32(keyFile.permissions))
        warnings += dateWarnings(certificate, now: now)
        return try authority(files, certificate, key, warnings)
    }

    static func contents(of path: String) throws(AuthorityError) -> AtomicFile.Contents? {
        do {
            return try AtomicFile.contents(of: path, limit: 64 << 10)
        } catch {
            throw AuthorityError(.unreadable, path, "\(error) (Sluice needs its CA there to read TLS)")
        }
    }

    private static func incomplete(_ files: AuthorityFiles, hasKey: Bool) -> AuthorityError {
        let present = hasKey ? files.keyPath : files.certificatePath
        let missing = hasKey ? files.certificatePath : files.keyPath
        return AuthorityError(
            .incomplete,
            missing,
            "\(missing) is missing: restore it, or move \(present) away to have a new CA made"
        )
    }

    static func check(
        _ certificate: Certificate,
        _ key: Certificate.PrivateKey,
        _ files: AuthorityFiles,
        now: Date,
        remedy: String,
        renewal: String
    ) throws(AuthorityError) {
        let path = files.certificatePath
        guard certificate.publicKey == key.publicKey else {
            throw AuthorityError(.mismatched, path, "\(path) does not belong to the key in \(files.keyPath): \(remedy)")
        }
        guard certificate.isAuthority else {
            throw AuthorityError(.damaged, path, "\(path) is not a CA certificate: \(remedy)")
        }
        guard certificate.notValidAfter > now else {
            let day = Timestamp(certificate.notValidAfter).day
            throw AuthorityError(.expired, path, "\(path) expired on \(day): \(renewal)")
        }
    }

    private static func closeToOthers(_ path: String, permissions: UInt32) -> [String] {
        guard permissions & 0o077 != 0 else { return [] }
        if AtomicFile.setPermissions(of: path, to: 0o600) {
            return ["\(path) could be read by others (mode \(String(permissions, radix: 8))): set to 600"]
        }
        return ["\(path) can be read by others (mode \(String(permissions, radix: 8))): run chmod 600 on it"]
    }

    static func dateWarnings(_ certificate: Certificate, now: Date) -> [String] {
        let month: TimeInterval = 30 * 86_400
        if certificate.notValidBefore > now {
            return ["the CA is not valid before \(Timestamp(certificate.notValidBefore).day): is the clock right?"]
        }
        guard certificate.notValidAfter.timeIntervalSince(now) < month else { return [] }
        return ["the CA expires on \(Timestamp(certificate.notValidAfter).day)"]
    }

    private static func authority(
        _ files: AuthorityFiles,
        _ certificate: Certificate,
        _ key: Certificate.PrivateKey,
        _ warnings: [String]
    ) throws(AuthorityError) -> CertificateAuthority {
        do {
            return try CertificateAuthority(files: files, certificate: certificate, key: key, warnings: warnings)
        } catch {
            throw AuthorityError(.damaged, files.certificatePath, "\(files.certificatePath) cannot be used: \(error)")
        }
    }
}

extension Certificate {
    fileprivate var isAuthority: Bool {
        // An extension that cannot be read does not make an authority.
        guard case .isCertificateAuthority? = try? extensions.basicConstraints else { return false }
        return true
    }
}

// MARK: - Creating

extension CertificateAuthority {
    private static func create(
        _ files: AuthorityFiles,
        hostName: String,
        now: Date
    ) throws(AuthorityError) -> CertificateAuthority {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate: Certificate
        let keyPEM: String
        do {
            certificate = try selfSigned(key, hostName: hostName, now: now)
            keyPEM = try key.serializeAsPEM().pemString + "\n"
        } catch {
            preconditionFailure("a CA certificate could not be made: \(error)")
        }
        let authority = try authority(files, certificate, key, [])
        do {
            try AtomicFile.replace(files.keyPath, with: Array(keyPEM.utf8), permissions: 0o600)
            let certificateBytes = Array(authority.certificatePEM.utf8)
            try AtomicFile.replace(files.certificatePath, with: certificateBytes, permissions: 0o644)
        } catch {
            throw unwritable(error)
        }
        return authority
    }

    /// Ten years, back-dated a day for clients whose clocks are behind.
    private static func selfSigned(_ key: Certificate.PrivateKey, hostName: String, now: Date) throws -> Certificate {
        let day: TimeInterval = 86_400
        let subject = try DistinguishedName {
            OrganizationName("Sluice")
            CommonName(commonName(hostName: hostName, now: now))
        }
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: now - day,
            notValidAfter: now + 3_650 * day,
            issuer: subject,
            subject: subject,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: key.publicKey)
            },
            issuerPrivateKey: key
        )
    }

    /// Such as `Sluice CA (laptop, 2026-11-23)`: machine and day tell several apart in a trust store.
    private static func commonName(hostName: String, now: Date) -> String {
        let label = hostName.prefix { $0 != "." }.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let machine = label.isEmpty ? "" : label.prefix(32) + ", "
        return "Sluice CA (\(machine)\(Timestamp(now).day))"
    }
}
