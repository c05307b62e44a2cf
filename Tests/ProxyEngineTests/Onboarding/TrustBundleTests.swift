import Foundation
import NIOSSL
import ProxyEngine
import Testing

@Suite struct TrustBundleTests {
    private let directory: TemporaryDirectory
    private let authority: CertificateAuthority

    init() throws {
        directory = try TemporaryDirectory()
        authority = try CertificateAuthority.loadOrCreate(in: directory.path)
    }

    @Test func `the bundle holds what the system trusts and our CA`() throws {
        let bundle = try TrustBundle.write(for: authority, in: directory.path + "/data")

        let certificates = try NIOSSLCertificate.fromPEMFile(bundle.pemPath)
        #expect(certificates.count == bundle.certificateCount)
        #expect(certificates.last == (try NIOSSLCertificate.fromPEMFile(authority.certificatePath).first))
        let system = try SystemRoots.path.map { try NIOSSLCertificate.fromPEMFile($0).count } ?? 0
        #expect(certificates.count == system + 1)
    }

    @Test func `writing again replaces the files`() throws {
        let first = try TrustBundle.write(for: authority, in: directory.path)
        let text = try String(contentsOfFile: first.pemPath, encoding: .utf8)

        let second = try TrustBundle.write(for: authority, in: directory.path)

        #expect(try String(contentsOfFile: second.pemPath, encoding: .utf8) == text)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(names.filter { $0.hasPrefix("ca-bundle") }.sorted() == ["ca-bundle.jks", "ca-bundle.pem"])
    }

    @Test func `a directory that cannot be written to is named`() throws {
        let file = try directory.write("", to: "file")

        let error = #expect(throws: FileError.self) { try TrustBundle.write(for: authority, in: file) }

        #expect(error?.path == file)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/keytool")))
    func `Java reads its store`() throws {
        let bundle = try TrustBundle.write(for: authority, in: directory.path)

        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/keytool")
        process.arguments = ["-list", "-keystore", bundle.javaPath, "-storepass", TrustBundle.javaPassword]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()

        #expect(process.terminationStatus == 0)
        #expect(text.contains("contains \(bundle.certificateCount) entr"))
        #expect(text.contains("trusted-0, "))
        #expect(text.contains(authority.fingerprint))
    }
}
