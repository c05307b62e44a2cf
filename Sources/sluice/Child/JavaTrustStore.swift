/// A trust store that Java reads: PKCS #12 with certificates alone, neither encrypted nor signed (RFC 7292).
///
/// Written here because `keytool` is not everywhere and takes a second. Without a password Java reads such a store
/// since version 8; each certificate carries the attribute that makes it a trusted one for Java.
enum JavaTrustStore {
    /// - Parameter certificates: in DER form.
    static func bytes(certificates: [[UInt8]]) -> [UInt8] {
        let bags = certificates.enumerated().map { index, certificate in bag(certificate, alias: "sluice-\(index)") }
        let safeContents = DER.sequence(bags)
        let authenticatedSafe = DER.sequence([data(safeContents)])
        return DER.sequence([DER.integer(3), data(authenticatedSafe)])
    }

    private static func bag(_ certificate: [UInt8], alias: String) -> [UInt8] {
        let value = DER.sequence([
            DER.identifier(certificateType),
            DER.tagged(0, DER.octets(certificate)),
        ])
        let name = DER.sequence([
            DER.identifier(friendlyName),
            DER.set([DER.bmpString(alias)]),
        ])
        let usage = DER.sequence([
            DER.identifier(trustedKeyUsage),
            DER.set([DER.identifier(anyExtendedKeyUsage)]),
        ])
        return DER.sequence([DER.identifier(certificateBag), DER.tagged(0, value), DER.set([name, usage])])
    }

    private static func data(_ content: [UInt8]) -> [UInt8] {
        DER.sequence([DER.identifier(dataType), DER.tagged(0, DER.octets(content))])
    }

    // Object identifiers in their encoded form.
    private static let dataType: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1]
    private static let friendlyName: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 20]
    private static let certificateType: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 22, 1]
    private static let certificateBag: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 12, 10, 1, 3]
    // 2.16.840.1.113894.746875.1.1 (Oracle) and 2.5.29.37.0.
    private static let trustedKeyUsage: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x86, 0xF9, 0x66, 0xAD, 0xCA, 0x7B, 1, 1]
    private static let anyExtendedKeyUsage: [UInt8] = [0x55, 0x1D, 0x25, 0x00]
}

/// The few encodings of X.690 that the store needs.
private enum DER {
    static func sequence(_ parts: [[UInt8]]) -> [UInt8] { element(0x30, parts.flatMap(\.self)) }
    static func set(_ parts: [[UInt8]]) -> [UInt8] { element(0x31, parts.flatMap(\.self)) }
    static func tagged(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { element(0xA0 | number, content) }
    static func integer(_ value: UInt8) -> [UInt8] { element(0x02, [value]) }
    static func octets(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }
    static func identifier(_ encoded: [UInt8]) -> [UInt8] { element(0x06, encoded) }

    static func bmpString(_ text: String) -> [UInt8] {
        element(0x1E, text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag] + byteCount(content.count) + content
    }

    private static func byteCount(_ count: Int) -> [UInt8] {
        guard count >= 0x80 else { return [UInt8(count)] }
        var digits: [UInt8] = []
        var rest = count
        while rest > 0 {
            digits.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        }
        return [0x80 | UInt8(digits.count)] + digits
    }
}
