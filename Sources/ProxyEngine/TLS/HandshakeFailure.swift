import NIOCore
import NIOSSL

/// What went wrong in a handshake, read from the error of the TLS library.
enum HandshakeFailure: Equatable {
    /// The peer sent this alert: its name in words (RFC 8446 §6).
    case alert(String)
    /// We did not accept the peer's certificate.
    case badCertificate
    /// The certificate holds but names other hosts.
    case wrongHost
    case unmatchableHost
    case closed
    case noSharedVersion
    case noSharedCipher
    case plainHTTP
    case notTLS
    /// The library's own words.
    case other(String)

    init(_ error: any Error) {
        switch error {
        case let error as NIOSSLExtraError:
            self = Self.reason(of: error)
        case NIOSSLError.handshakeFailed(let error):
            self = Self.reason(of: error)
        case NIOSSLError.uncleanShutdown, ChannelError.eof, ChannelError.inputClosed, ChannelError.ioOnClosedChannel:
            self = .closed
        case let error as BoringSSLError:
            self = Self.reason(of: error)
        case is IOError:
            self = .closed
        default:
            self = .other(String(describing: error))
        }
    }

    private static func reason(of error: NIOSSLExtraError) -> HandshakeFailure {
        switch error {
        case .failedToValidateHostname: .wrongHost
        case .serverHostnameImpossibleToMatch, .invalidSNIHostname: .unmatchableHost
        default: .other(error.description)
        }
    }

    private static func reason(of error: BoringSSLError) -> HandshakeFailure {
        switch error {
        case .sslError(let stack), .unknownError(let stack):
            if stack.contains(.eofDuringHandshake) { return .closed }
            let tokens = stack.compactMap { token(in: $0.description) }
            return tokens.lazy.compactMap { byToken[$0] ?? alert($0) }.first
                ?? .other(tokens.first.map(words) ?? "no reason given")
        case .zeroReturn, .syscallError:
            return .closed
        default:
            return .other(String(describing: error))
        }
    }

    /// The library's name of the reason in `error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA at …`.
    private static func token(in description: String) -> Substring? {
        description.split(separator: ":").lazy
            .compactMap { $0.split(separator: " ").first }
            .first { $0.count > 3 && $0.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" } && $0.contains("_") }
    }

    private static let byToken: [Substring: HandshakeFailure] = [
        "CERTIFICATE_VERIFY_FAILED": .badCertificate,
        "UNSUPPORTED_PROTOCOL": .noSharedVersion,
        "TLSV1_ALERT_PROTOCOL_VERSION": .noSharedVersion,
        "NO_SUPPORTED_VERSIONS_ENABLED": .noSharedVersion,
        "NO_SHARED_CIPHER": .noSharedCipher,
        "UNKNOWN_CIPHER_RETURNED": .noSharedCipher,
        "WRONG_CIPHER_RETURNED": .noSharedCipher,
        "HTTP_REQUEST": .plainHTTP,
        "HTTPS_PROXY_REQUEST": .plainHTTP,
        "WRONG_VERSION_NUMBER": .notTLS,
        "UNEXPECTED_RECORD": .notTLS,
    ]

    /// `SSLV3_ALERT_BAD_CERTIFICATE` is the alert "bad certificate".
    private static func alert(_ token: Substring) -> HandshakeFailure? {
        guard let prefix = token.firstRange(of: "_ALERT_") else {
            guard token.hasPrefix("TLSV1_") else { return nil }
            return .alert(words(token.dropFirst("TLSV1_".count)))
        }
        return .alert(words(token[prefix.upperBound...]))
    }

    private static func words(_ token: Substring) -> String {
        let words = token.lowercased().split(separator: "_").joined(separator: " ")
        return words.hasSuffix(" ca") ? words.dropLast(2) + "CA" : words
    }

    /// For messages that do not say it otherwise.
    var words: String {
        switch self {
        case .alert(let alert): alert
        case .badCertificate: "the certificate does not hold"
        case .wrongHost: "the certificate is for another host"
        case .unmatchableHost: "the host name cannot be checked"
        case .closed: "the peer hung up"
        case .noSharedVersion: "no TLS version in common"
        case .noSharedCipher: "no cipher in common"
        case .plainHTTP, .notTLS: "the peer does not speak TLS"
        case .other(let words): words
        }
    }
}
