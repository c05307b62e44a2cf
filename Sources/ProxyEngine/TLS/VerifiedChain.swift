import NIOSSL
import Synchronization

/// The certificates the TLS library went through when it verified a server, leaf first.
///
/// The library hands out the leaf alone, once a handshake is over. Its newer callbacks replace its verification by our
/// own; only the oldest one tells of each certificate as the library has judged it, and so leaves the judging to it.
final class VerifiedChain: Sendable {
    private let stored = Mutex<[NIOSSLCertificate]>([])

    /// Complete when the handshake is.
    var certificates: [NIOSSLCertificate] { stored.withLock { $0 } }

    /// The library's judgement stands; it comes from the authority down to the leaf.
    fileprivate func note(_ certificate: NIOSSLCertificate, _ verdict: NIOSSLVerificationResult) {
        guard verdict == .certificateVerified else { return }
        stored.withLock { certificates in
            if certificates.first != certificate { certificates.insert(certificate, at: 0) }
        }
    }

    func makeHandler(context: NIOSSLContext, serverName: String?) throws -> NIOSSLClientHandler {
        let factory: any HandlerFactory.Type = OldestCallback.self
        return try factory.makeHandler(context: context, serverName: serverName, chain: self)
    }
}

private protocol HandlerFactory {
    static func makeHandler(
        context: NIOSSLContext,
        serverName: String?,
        chain: VerifiedChain
    ) throws -> NIOSSLClientHandler
}

/// Behind a protocol, because the library would have everybody use the callbacks that replace its verification.
private enum OldestCallback: HandlerFactory {
    @available(*, deprecated, message: "the only callback that leaves verification to the library")
    static func makeHandler(
        context: NIOSSLContext,
        serverName: String?,
        chain: VerifiedChain
    ) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: serverName) { verdict, certificate in
            chain.note(certificate, verdict)
            return verdict
        }
    }
}
