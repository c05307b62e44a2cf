package import NIOCore
package import NIOPosix
package import NIOSSL
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What clients are shown: for each host a certificate signed by our authority, in a TLS context ready for use.
///
/// Any thread may ask. Certificates are made on the thread pool, once per host however many ask at the same time, and
/// the ones used last are kept. All share one key.
package final class LeafCertificates: Sendable {
    private struct Key: Hashable {
        let host: String
        let applicationProtocols: [String]
    }

    private enum Answer {
        case ready(NIOSSLContext)
        case pending(EventLoopFuture<NIOSSLContext>)
        case ours
    }

    private struct State {
        var ready: LRUCache<Key, LeafContext>
        var pending: [Key: EventLoopFuture<NIOSSLContext>] = [:]
    }

    private let issuer: LeafIssuer
    private let threadPool: NIOThreadPool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - threadPool: where certificates are made; started by the caller.
    ///   - capacity: contexts kept, at some 20 KiB each.
    package init(authority: CertificateAuthority, threadPool: NIOThreadPool, capacity: Int = 1_000) throws {
        issuer = try LeafIssuer(authority: authority)
        self.threadPool = threadPool
        state = Mutex(State(ready: LRUCache(capacity: capacity)))
    }

    /// A server-side context with a certificate for the host, a name or an IP address without brackets.
    ///
    /// Complete at once when the host was asked for before. TLS 1.2 at least.
    ///
    /// - Parameter applicationProtocols: what ALPN may choose, best first.
    /// - Returns: fails with `LeafError` when no certificate can name the host.
    package func serverContext(
        forHost host: String,
        applicationProtocols: [String] = ["http/1.1"],
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<NIOSSLContext> {
        let key = Key(host: LeafIssuer.normalized(host), applicationProtocols: applicationProtocols)
        let promise = eventLoop.makePromise(of: NIOSSLContext.self)
        let now = Date()
        let answer = state.withLock { state -> Answer in
            if let leaf = state.ready.value(for: key), leaf.validity.contains(now) { return .ready(leaf.context) }
            if let pending = state.pending[key] { return .pending(pending) }
            state.pending[key] = promise.futureResult
            return .ours
        }
        switch answer {
        case .ready(let context): promise.succeed(context)
        case .pending(let future): future.cascade(to: promise)
        case .ours: make(key, promise)
        }
        return promise.futureResult
    }

    private func make(_ key: Key, _ promise: EventLoopPromise<NIOSSLContext>) {
        threadPool.submit { [self] poolState in
            let result = Result { () throws -> LeafContext in
                guard case .active = poolState else { throw ChannelError.ioOnClosedChannel }
                return try issuer.makeContext(forHost: key.host, applicationProtocols: key.applicationProtocols)
            }
            state.withLock { state in
                state.pending[key] = nil
                // A failure is told to those who wait, and tried again for the next who asks.
                if case .success(let leaf) = result { state.ready.insert(leaf, for: key) }
            }
            promise.completeWith(result.map(\.context))
        }
    }
}
