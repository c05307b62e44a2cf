import Crypto
import FlowKit

/// Writes trust stores in Java's own format, which every version of Java reads.
enum JavaKeyStore {
    private static let magic: UInt32 = 0xFEED_FEED
    private static let version: UInt32 = 2
    private static let trustedCertificate: UInt32 = 2

    /// A store of trusted certificates in DER form, named `trusted-0`, `trusted-1`…
    ///
    /// - Parameter password: guards against accidents only; reading trusted certificates takes none.
    static func bytes(trusting certificates: [[UInt8]], password: String, now: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        append(magic, to: &bytes)
        append(version, to: &bytes)
        append(UInt32(certificates.count), to: &bytes)
        for (index, certificate) in certificates.enumerated() {
            append(trustedCertificate, to: &bytes)
            append(text: "trusted-\(index)", to: &bytes)
            append(now.nanoseconds / 1_000_000, to: &bytes)
            append(text: "X.509", to: &bytes)
            append(UInt32(certificate.count), to: &bytes)
            bytes += certificate
        }
        return bytes + digest(of: bytes, password: password)
    }

    /// The password in UTF-16, a phrase of the format's authors, and all that stands before.
    private static func digest(of bytes: [UInt8], password: String) -> [UInt8] {
        var hash = Insecure.SHA1()
        hash.update(data: password.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        hash.update(data: Array("Mighty Aphrodite".utf8))
        hash.update(data: bytes)
        return Array(hash.finalize())
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    private static func append(text: String, to bytes: inout [UInt8]) {
        append(UInt16(text.utf8.count), to: &bytes)
        bytes += text.utf8
    }
}
