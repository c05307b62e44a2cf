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

    init(_ side: TLSSide, _ handler: NIOSSLHandler, serverName: String?, check: HostNameCheck? = nil) {
        self.side = side
        self.handler = handler
        self.serverName = serverName
        self.check = check
        observer = HandshakeObserver(side: side)
    }

    /// The handlers that answer a client.
    ///
    /// - Parameter serverName: from its ClientHello.
    package static func forClient(context: NIOSSLContext, serverName: String?) -> TLSHandlers {
        TLSHandlers(.client, NIOSSLServerHandler(context: context), serverName: serverName)
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
    ///
    /// The library keeps of the peer's chain only the leaf.
    package func info(negotiatedProtocol: String?) -> TLSInfo {
        TLSInfo(
            version: handler.tlsVersion.map(Self.versionName) ?? "",
            cipher: observer.serverHello?.cipherName ?? "",
            alpn: negotiatedProtocol,
            serverName: serverName,
            certificates: handler.peerCertificate.map { [CertificateInfo($0)] } ?? []
        )
    }

    /// Why the handshake failed, from an error the channel reported.
    ///
    /// - Parameter host: as the user knows it, with the port where it matters: `example.com:8443`.
    package func explain(_ error: any Error, host: String) -> FlowError {
        let certificate = side == .upstream ? handler.peerCertificate.map { CertificateInfo($0) } : nil
        var failure = HandshakeFailure(error)
        if let alert = observer.clientAlert { failure = .alert(AlertName.text(alert)) }
        return TLSFailure(side: side, host: host, certificate: certificate).explain(failure)
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
