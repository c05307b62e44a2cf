/// What a TLS server answers, as far as it is readable on the wire in every version: the cipher it chose.
struct ServerHello: Equatable, Sendable {
    let cipherSuite: UInt16

    /// RFC 8446 §4.1.3; a HelloRetryRequest reads the same and names the same cipher.
    init?(type: UInt8, body: [UInt8]) {
        var reader = WireReader(body[...])
        guard
            type == 2,
            reader.number16() != nil,
            reader.bytes(32) != nil,
            reader.vector8() != nil,
            let cipherSuite = reader.number16()
        else { return nil }
        self.cipherSuite = cipherSuite
    }

    /// The name in the registry of IANA, or the number where it is not among those in use.
    var cipherName: String {
        Self.cipherNames[cipherSuite] ?? "0x" + hexadecimal([UInt8(cipherSuite >> 8), UInt8(cipherSuite & 0xFF)])
    }

    private static let cipherNames: [UInt16: String] = [
        0x002F: "TLS_RSA_WITH_AES_128_CBC_SHA",
        0x0035: "TLS_RSA_WITH_AES_256_CBC_SHA",
        0x009C: "TLS_RSA_WITH_AES_128_GCM_SHA256",
        0x009D: "TLS_RSA_WITH_AES_256_GCM_SHA384",
        0x1301: "TLS_AES_128_GCM_SHA256",
        0x1302: "TLS_AES_256_GCM_SHA384",
        0x1303: "TLS_CHACHA20_POLY1305_SHA256",
        0xC009: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        0xC00A: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        0xC013: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        0xC014: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        0xC02B: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xC02C: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xC02F: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xC030: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xCCA8: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0xCCA9: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    ]
}
