import FlowKit

/// Tells from a client's first bytes in a tunnel what it speaks.
struct ProtocolDetector {
    enum Finding: Equatable {
        case needsMore
        case tls(ClientHello)
        case http1
        /// The preface of HTTP/2 without TLS, or without ALPN (RFC 9113 §3.4).
        case http2
        /// Anything else; relayed as it is.
        case unknown
    }

    /// False inside TLS, where TLS again would be relayed.
    let allowsTLS: Bool

    /// A method longer than this is none.
    private static let methodLimit = 24
    /// A hello that is not whole after so many bytes is none we could read.
    static let helloLimit = 64 << 10

    /// - Parameter bytes: all that came so far, from the first byte.
    func find(in bytes: UnsafeRawBufferPointer) -> Finding {
        guard let first = bytes.first else { return .needsMore }
        if allowsTLS, first == 0x16 { return tls(bytes) }
        return http1(bytes)
    }

    private func tls(_ bytes: UnsafeRawBufferPointer) -> Finding {
        // The first message of a handshake is a ClientHello (RFC 8446 §4): nothing else is worth waiting for.
        if bytes.count > 5, bytes[5] != 1 { return .unknown }
        return switch ClientHello.parse(bytes) {
        case .needsMore: bytes.count < Self.helloLimit ? .needsMore : .unknown
        case .hello(let hello): .tls(hello)
        case .notTLS, .malformed: .unknown
        }
    }

    /// A method, a space, and the beginning of a target.
    private func http1(_ bytes: UnsafeRawBufferPointer) -> Finding {
        guard let end = bytes.firstIndex(where: { !$0.isTokenCharacter }) else {
            return bytes.count > Self.methodLimit ? .unknown : .needsMore
        }
        guard end > 0, end <= Self.methodLimit, bytes[end] == 0x20 else { return .unknown }
        if bytes.starts(with: "PRI * HTTP/2.0\r\n".utf8) { return .http2 }
        if "PRI * HTTP/2.0\r\n".utf8.starts(with: bytes) { return .needsMore }
        guard end + 1 < bytes.count else { return .needsMore }
        let target = bytes[(end + 1)...]
        if target.first == UInt8(ascii: "/") || target.first == UInt8(ascii: "*") { return .http1 }
        let schemes = ["http://", "https://"]
        if schemes.contains(where: { target.starts(with: $0.utf8) }) { return .http1 }
        if schemes.contains(where: { $0.utf8.starts(with: target.prefix(8)) }) { return .needsMore }
        return .unknown
    }
}
