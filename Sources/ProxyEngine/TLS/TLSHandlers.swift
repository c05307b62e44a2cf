package import FlowKit
package import NIOCore
package import NIOSSL

/// The two sides of the proxy on which TLS is spoken.
package enum TLSSide: Hashable, Sendable {
    /// Towards the client: we are the server.
    case client
    /// Towards the server: we are the client.
    case upstream
}

/// The channel handlers that put TLS on one connection, and what is known of it through them.
///
/// Confined to the connection's event loop.
package struct TLSHandlers {
    package let side: TLSSide
    /// The name the client side of this connection asked for by SNI; `nil`: none.
    package let serverName: String?

    /// How long a closed connection waits for the other side's close_notify, which many never send.
    static let closeTimeout = TimeAmount.seconds(1)

    private let observer: HandshakeObserver
    private let handler: NIOSSLHandler
    private let check: HostNameCheck?
    /// What was verified; `nil`: nothing is.
    private let chain: VerifiedChain?
    /// What is shown to a server that asks; `nil`: nothing.
    private let ownCertificate: NIOSSLCertificate?
    private let versions: TLSVersions

    init(
        _ side: TLSSide,
        _ handler: NIOSSLHandler,
        serverName: String?,
        versions: TLSVersions,
        check: HostNameCheck? = nil,
        chain: VerifiedChain? = nil,
        ownCertificate: NIOSSLCertificate? = nil
    ) {
        self.side = side
        self.handler = handler
        self.serverName = serverName
        self.versions = versions
        self.check = check
        self.chain = chain
        self.ownCertificate = ownCertificate
        observer = HandshakeObserver(side: side)
    }

    /// The handlers that answer a client.
    ///
    /// - Parameters:
    ///   - serverName: from its ClientHello.
    ///   - versions: those of the context, for messages.
    package static func forClient(
        context: NIOSSLContext,
        serverName: String?,
        versions: TLSVersions = TLSVersions()
    ) -> TLSHandlers {
        TLSHandlers(.client, NIOSSLServerHandler(context: context), serverName: serverName, versions: versions)
    }

    /// Adds them, nearest to the socket when `position` is left out. On an active channel the handshake begins at once.
    package func add(
        to pipeline: ChannelPipeline.SynchronousOperations,
        position: ChannelPipeline.SynchronousOperations.Position = .first
    ) throws {
        let handlers: [(any ChannelHandler)?] = [observer, handler, check]
        try pipeline.addHandlers(handlers.compactMap(\.self), position: position)
    }

    /// What was agreed on; to be asked for once `TLSUserEvent.handshakeCompleted` was seen.
    package func info(negotiatedProtocol: String?) -> TLSInfo {
        observer.handshakeDone()
        let verified = chain?.certificates ?? []
        let certificates = verified.isEmpty ? handler.peerCertificate.map { [$0] } ?? [] : verified
        var info = TLSInfo(
            version: handler.tlsVersion.map(Self.versionName) ?? "",
            cipher: observer.serverHello?.cipherName ?? "",
            alpn: negotiatedProtocol,
            serverName: serverName,
            certificates: certificates.map(CertificateInfoCache.info)
        )
        info.isResumed = observer.isResumed
        info.isChainKnown = !verified.isEmpty
        info.certificateRequest = certificateRequest
        return info
    }

    /// Why the handshake failed, from an error the channel reported.
    ///
    /// - Parameter host: as the user knows it, with the port where it matters: `example.com:8443`.
    package func explain(_ error: any Error, host: String) -> FlowError {
        let certificate = side == .upstream ? handler.peerCertificate.map(CertificateInfoCache.info) : nil
        return TLSFailure(
            side: side,
            host: host,
            certificate: certificate,
            versions: versions,
            certificateRequest: certificateRequest
        ).explain(failure(error))
    }

    /// Whether the peer may not want our certificate: it says so, or hangs up.
    func isRefusal(_ error: any Error) -> Bool {
        TLSFailure.isRefusal(failure(error))
    }

    private func failure(_ error: any Error) -> HandshakeFailure {
        observer.clientAlert.map { .alert(AlertName.text($0)) } ?? HandshakeFailure(error)
    }

    private var certificateRequest: CertificateRequest {
        guard observer.facts.isCertificateAsked else { return .none }
        return ownCertificate.map { .answered(subject: CertificateInfoCache.info($0).subject) } ?? .unanswered
    }

    private static func versionName(_ version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLSv1"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }
}

@available(*, unavailable)
extension TLSHandlers: Sendable {}
