import FlowKit
import NIOCore
import NIOSSL
import NIOTLS

/// Looks for the host in the server's certificate where the TLS library cannot: it refuses every name with an
/// underscore, which machines of a container network often have.
///
/// Stands behind the TLS handler, whose chain verification stays on, and lets nothing but its own error pass when the
/// certificate is for another host.
final class HostNameCheck: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let host: String
    private let handler: NIOSSLHandler

    /// - Parameter host: in lower case.
    init(host: String, handler: NIOSSLHandler) {
        self.host = host
        self.handler = handler
    }

    /// Whether the library's own check knows what to do with the name.
    static func isNeeded(for host: String) -> Bool {
        host.utf8.contains(UInt8(ascii: "_"))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted? = event as? TLSUserEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        let names = handler.peerCertificate.map { CertificateInfoCache.info($0).subjectAlternativeNames } ?? []
        guard names.contains(where: { Self.matches(host, pattern: $0) }) else {
            context.fireErrorCaught(NIOSSLExtraError.failedToValidateHostname)
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    /// RFC 6125 §6.4: a wildcard stands for the whole first label and for no other.
    static func matches(_ host: String, pattern: String) -> Bool {
        let pattern = pattern.lowercased()
        guard pattern.hasPrefix("*.") else { return pattern == host }
        guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
        let domain = host[dot...]
        return domain == pattern.dropFirst() && domain.dropFirst().contains(".")
    }
}

@available(*, unavailable)
extension HostNameCheck: Sendable {}
