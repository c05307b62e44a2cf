/// What a TLS server answers, as far as it is readable on the wire in every version.
struct ServerHello: Equatable, Sendable {
    let cipherSuite: UInt16
    /// The server asks for another ClientHello; its real answer follows (RFC 8446 §4.1.4).
    let isRetryRequest: Bool
    let isTLS13: Bool
    /// The server takes up an earlier session (RFC 8446 §4.2.11).
    let hasPreSharedKey: Bool

    /// RFC 8446 §4.1.3.
    init?(type: UInt8, body: [UInt8]) {
        var reader = WireReader(body[...])
        guard
            type == 2,
            reader.number16() != nil,
            let random = reader.bytes(32),
            reader.vector8() != nil,
            let cipherSuite = reader.number16(),
            reader.byte() != nil
        else { return nil }
        self.cipherSuite = cipherSuite
        isRetryRequest = random.elementsEqual(Self.retryRandom)
        var extensions = WireReader(reader.vector16() ?? [])
        var types: Set<UInt16> = []
        while let type = extensions.number16(), extensions.vector16() != nil { types.insert(type) }
        isTLS13 = types.contains(43)
        hasPreSharedKey = types.contains(41)
    }

    /// SHA-256 of "HelloRetryRequest".
    private static let retryRandom: [UInt8] = [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ]

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
