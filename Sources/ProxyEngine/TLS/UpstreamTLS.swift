import NIOCore
import NIOSSL
import Synchronization

/// Why the upstream side of TLS cannot be set up: a file the user named.
package struct UpstreamTLSError: Error, Equatable, CustomStringConvertible {
    package let path: String
    package let description: String
}

/// The client side of TLS: who is trusted upstream, and the handlers that connect.
///
/// Any thread may ask for handlers. Trusted certificates are read once, at the beginning.
package final class UpstreamTLS: Sendable {
    package let isVerificationOff: Bool
    /// What is worth telling the user, one line each: the system may have no trusted certificates at all.
    package let warnings: [String]

    private let trustRoots: NIOSSLTrustRoots
    private let additionalRoots: [NIOSSLAdditionalTrustRoots]
    private let versions: TLSVersions
    private let keyPairs: [KeyPair]
    private let keyLog: KeyLog?
    /// As many as there are client certificates and lists of application protocols, or twice that.
    private let contexts = Mutex<[ContextKey: NIOSSLContext]>([:])

    private struct ContextKey: Hashable {
        let applicationProtocols: [String]
        let verifiesHost: Bool
        /// The place of the client certificate among all; `nil`: none.
        let keyPair: Int?
    }

    /// Reads the system's store and the further files: blocks for some ten milliseconds, so not on an event loop.
    package convenience init(
        authorityFiles: [String] = [],
        isVerificationOff: Bool = false
    ) throws(UpstreamTLSError) {
        try self.init(
            authorityFiles: authorityFiles,
            isVerificationOff: isVerificationOff,
            versions: TLSVersions(),
            keyPairs: [],
            keyLog: nil
        )
    }

    /// - Parameters:
    ///   - keyPairs: what is shown to servers that ask; the first that is for the host.
    ///   - keyLog: gets the secrets of all connections.
    init(
        authorityFiles: [String],
        isVerificationOff: Bool,
        versions: TLSVersions,
        keyPairs: [KeyPair],
        keyLog: KeyLog?
    ) throws(UpstreamTLSError) {
        self.isVerificationOff = isVerificationOff
        self.versions = versions
        self.keyPairs = keyPairs
        self.keyLog = keyLog
        var additional: [NIOSSLCertificate] = []
        for path in authorityFiles { additional += try Self.certificates(in: path) }
        additionalRoots = additional.isEmpty ? [] : [.certificates(additional)]
        (trustRoots, warnings) = isVerificationOff ? (.certificates([]), []) : Self.systemRoots()
    }

    private static func systemRoots() -> (NIOSSLTrustRoots, [String]) {
        #if canImport(Darwin)
            return (.default, [])
        #else
            let remedy = "install ca-certificates, or name trusted certificates with --upstream-ca FILE"
            guard let path = SystemRoots.path else {
                return (.certificates([]), ["this system has no store of trusted certificates: \(remedy)"])
            }
            do {
                return (.certificates(try NIOSSLCertificate.fromPEMFile(path)), [])
            } catch {
                return (.certificates([]), ["no trusted certificate could be read from \(path): \(remedy)"])
            }
        #endif
    }

    private static func certificates(in path: String) throws(UpstreamTLSError) -> [NIOSSLCertificate] {
        let contents: AtomicFile.Contents?
        do {
            contents = try AtomicFile.contents(of: path, limit: 16 << 20)
        } catch {
            throw UpstreamTLSError(path: path, description: error.description)
        }
        guard let bytes = contents?.bytes else {
            throw UpstreamTLSError(path: path, description: "cannot read \(path): no such file")
        }
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(bytes)
            if !certificates.isEmpty { return certificates }
            return [try NIOSSLCertificate(bytes: bytes, format: .der)]
        } catch {
            throw UpstreamTLSError(path: path, description: "\(path) holds no certificate in PEM or DER form")
        }
    }

    /// The handlers for a connection to the host, a name or an IP address without brackets.
    ///
    /// A name is sent as SNI and looked for in the server's certificate. For an address no SNI is sent, and the
    /// certificate must name the address the channel is connected to.
    ///
    /// - Parameters:
    ///   - port: tells which client certificate is meant.
    ///   - applicationProtocols: what is offered by ALPN, best first.
    /// - Throws: `NIOSSLExtraError` for a host that no certificate could name.
    package func makeHandlers(
        host: String,
        port: Int = 443,
        applicationProtocols: [String] = [ProtocolOffer.http1]
    ) throws -> TLSHandlers {
        let host = LeafIssuer.normalized(host)
        let serverName = IPAddress(host) == nil ? host : nil
        let needsCheck = serverName != nil && !isVerificationOff && HostNameCheck.isNeeded(for: host)
        let keyPair = keyPairs.firstIndex { $0.matches(host: host, port: port) }
        let context = try context(
            ContextKey(applicationProtocols: applicationProtocols, verifiesHost: !needsCheck, keyPair: keyPair)
        )
        let chain = VerifiedChain()
        let handler = try chain.makeHandler(context: context, serverName: serverName)
        return TLSHandlers(
            .upstream,
            handler,
            serverName: serverName,
            versions: versions,
            check: needsCheck ? HostNameCheck(host: host, handler: handler) : nil,
            chain: chain,
            ownCertificate: keyPair.flatMap { keyPairs[$0].chain.first }
        )
    }

    private func context(_ key: ContextKey) throws -> NIOSSLContext {
        if let context = contexts.withLock({ $0[key] }) { return context }
        var configuration = TLSConfiguration.makeClientConfiguration()
        versions.apply(to: &configuration)
        configuration.shutdownTimeout = TLSHandlers.closeTimeout
        configuration.applicationProtocols = key.applicationProtocols
        configuration.certificateVerification = verification(key)
        configuration.trustRoots = trustRoots
        configuration.additionalTrustRoots = additionalRoots
        if let keyPair = key.keyPair {
            configuration.certificateChain = keyPairs[keyPair].chainSources
            configuration.privateKey = .privateKey(keyPairs[keyPair].key)
        }
        if let keyLog { configuration.keyLogCallback = { keyLog.append($0) } }
        // Called only where the server asks for a certificate.
        configuration.sslContextCallback = { _, promise in
            HandshakeFacts.current?.noteCertificateAsked()
            promise.succeed(.noChanges)
        }
        let context = try NIOSSLContext(configuration: configuration)
        contexts.withLock { $0[key] = context }
        return context
    }

    private func verification(_ key: ContextKey) -> CertificateVerification {
        if isVerificationOff { return .none }
        return key.verifiesHost ? .fullVerification : .noHostnameVerification
    }
}
