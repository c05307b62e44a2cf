import Foundation
import ProxyEngine
import SwiftASN1
import Testing
import X509

@Suite struct CertificateAuthorityTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `the first run makes a CA that the next run uses`() throws {
        let path = directory.path + "/a/b"

        let first = try CertificateAuthority.loadOrCreate(in: path)
        let second = try CertificateAuthority.loadOrCreate(in: path)

        #expect(first.fingerprint == second.fingerprint)
        #expect(second.warnings.isEmpty)
        #expect(try directory.permissions(of: "a") == 0o700)
        #expect(try directory.permissions(of: "a/b") == 0o700)
        #expect(try directory.permissions(of: "a/b/ca-key.pem") == 0o600)
        #expect(try directory.text(of: "a/b/ca-cert.pem") == first.certificatePEM)
    }

    @Test func `the certificate is one that clients accept as a CA`() throws {
        let authority = try CertificateAuthority.loadOrCreate(in: directory.path)

        let certificate = try Certificate(pemEncoded: authority.certificatePEM)
        #expect(try certificate.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: 0))
        #expect(certificate.extensions[oid: .X509ExtensionID.basicConstraints]?.critical == true)
        #expect(try certificate.extensions.keyUsage?.keyCertSign == true)
        #expect(try certificate.extensions.subjectKeyIdentifier != nil)
        #expect(certificate.publicKey.isValidSignature(certificate.signature, for: certificate))
        let years = certificate.notValidAfter.timeIntervalSinceNow / 365 / TestAuthority.day
        #expect((9.9...10.1).contains(years))
        #expect(authority.name.hasPrefix("Sluice CA ("))
        #expect(authority.name.utf8.count <= 64)
    }

    @Test func `the summary names the files and the fingerprint`() throws {
        let authority = try CertificateAuthority.loadOrCreate(in: directory.path)

        #expect(authority.summary.contains(directory.path + "/ca-key.pem"))
        #expect(authority.summary.contains(authority.fingerprint))
        #expect(authority.fingerprint.wholeMatch(of: /([0-9A-F]{2}:){31}[0-9A-F]{2}/) != nil)
    }

    @Test func `many first runs at once make one CA`() async throws {
        let path = directory.path

        let fingerprints = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try CertificateAuthority.loadOrCreate(in: path).fingerprint } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }

        #expect(fingerprints.count == 1)
    }

    @Test func `a key that others can read is closed to them, with a warning`() throws {
        _ = try CertificateAuthority.loadOrCreate(in: directory.path)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: directory.path + "/ca-key.pem"
        )

        let warnings = try CertificateAuthority.loadOrCreate(in: directory.path).warnings

        #expect(warnings == ["\(directory.path)/ca-key.pem could be read by others (mode 644): set to 600"])
        #expect(try directory.permissions(of: "ca-key.pem") == 0o600)
    }

    @Test(arguments: ["ca-key.pem", "ca-cert.pem"], ["", "garbage", "-----BEGIN CERTIFICATE-----\nAA==\n"])
    func `a damaged file is named and left as it is`(name: String, text: String) throws {
        _ = try CertificateAuthority.loadOrCreate(in: directory.path)
        let path = try directory.write(text, to: name)

        let error = #expect(throws: AuthorityError.self) { try CertificateAuthority.loadOrCreate(in: directory.path) }

        #expect(error?.code == .damaged)
        #expect(error?.path == path)
        #expect(error?.description.contains(path) == true)
        #expect(try directory.text(of: name) == text)
    }

    @Test(arguments: ["ca-key.pem", "ca-cert.pem"])
    func `half a pair is reported, not replaced`(name: String) throws {
        _ = try CertificateAuthority.loadOrCreate(in: directory.path)
        try FileManager.default.removeItem(atPath: directory.path + "/" + name)

        let error = #expect(throws: AuthorityError.self) { try CertificateAuthority.loadOrCreate(in: directory.path) }

        #expect(error?.code == .incomplete)
        #expect(error?.description.hasPrefix("\(directory.path)/\(name) is missing: restore it, or move ") == true)
        #expect(!FileManager.default.fileExists(atPath: directory.path + "/" + name))
    }

    @Test func `a key of another certificate is reported`() throws {
        _ = try CertificateAuthority.loadOrCreate(in: directory.path)
        _ = try CertificateAuthority.loadOrCreate(in: directory.path + "/other")
        _ = try directory.write(try directory.text(of: "other/ca-key.pem"), to: "ca-key.pem")

        let error = #expect(throws: AuthorityError.self) { try CertificateAuthority.loadOrCreate(in: directory.path) }

        #expect(error?.code == .mismatched)
    }

    @Test func `a directory that cannot be made is named with the way out`() throws {
        let file = try directory.write("", to: "file")

        let error = #expect(throws: AuthorityError.self) { try CertificateAuthority.loadOrCreate(in: file + "/ca") }

        #expect(error?.description.contains(file) == true)
        #expect(error?.description.contains("SLUICE_HOME=DIR") == true || error?.code == .unreadable)
    }

    @Test func `a FIFO in place of the key is refused, not waited for`() throws {
        mkfifo(directory.path + "/ca-key.pem", 0o600)

        let error = #expect(throws: AuthorityError.self) { try CertificateAuthority.loadOrCreate(in: directory.path) }

        #expect(error?.code == .unreadable)
    }
}
