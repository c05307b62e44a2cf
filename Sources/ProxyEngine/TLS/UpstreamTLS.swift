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
    /// As many as the engine has lists of application protocols, or twice that.
    private let contexts = Mutex<[ContextKey: NIOSSLContext]>([:])

    private struct ContextKey: Hashable {
        let applicationProtocols: [String]
        let verifiesHost: Bool
    }

    /// Reads the system's store and the further files: blocks for some ten milliseconds, so not on an event loop.
    package init(
        authorityFiles: [String] = [],
        isVerificationOff: Bool = false
    ) throws(UpstreamTLSError) {
        self.isVerificationOff = isVerificationOff
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
    /// - Parameter applicationProtocols: what is offered by ALPN, best first.
    /// - Throws: `NIOSSLExtraError` for a host that no certificate could name.
    package func makeHandlers(host: String, applicationProtocols: [String] = ["http/1.1"]) throws -> TLSHandlers {
        let host = LeafIssuer.normalized(host)
        let serverName = IPAddress(host) == nil ? host : nil
        let needsCheck = serverName != nil && !isVerificationOff && HostNameCheck.isNeeded(for: host)
        let context = try context(
            ContextKey(applicationProtocols: applicationProtocols, verifiesHost: !needsCheck)
        )
        let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName)
        let check = needsCheck ? HostNameCheck(host: host, handler: handler) : nil
        return TLSHandlers(.upstream, handler, serverName: serverName, check: check)
    }

    private func context(_ key: ContextKey) throws -> NIOSSLContext {
        if let context = contexts.withLock({ $0[key] }) { return context }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = TLSHandlers.closeTimeout
        configuration.applicationProtocols = key.applicationProtocols
        configuration.certificateVerification = verification(key)
        configuration.trustRoots = trustRoots
        configuration.additionalTrustRoots = additionalRoots
        let context = try NIOSSLContext(configuration: configuration)
        contexts.withLock { $0[key] = context }
        return context
    }

    private func verification(_ key: ContextKey) -> CertificateVerification {
        if isVerificationOff { return .none }
        return key.verifiesHost ? .fullVerification : .noHostnameVerification
    }
}
