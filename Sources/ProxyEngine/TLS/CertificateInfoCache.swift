import FlowKit
import NIOSSL
import Synchronization

/// What certificates say, kept by their bytes: the same few come with every connection, and reading one takes longer
/// than all else that is noted of a handshake.
enum CertificateInfoCache {
    private static let cache = Mutex(LRUCache<NIOSSLCertificate, CertificateInfo>(capacity: 1_000))

    static func info(_ certificate: NIOSSLCertificate) -> CertificateInfo {
        if let info = cache.withLock({ $0.value(for: certificate) }) { return info }
        let info = CertificateInfo(certificate)
        cache.withLock { $0.insert(info, for: certificate) }
        return info
    }
}
