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
    private enum Answer {
        case ready(Leaf)
        case pending(EventLoopFuture<Leaf>)
        case ours
    }

    /// What is kept of a host: a context for each list of protocols, all with the same certificate.
    private struct Entry {
        let leaf: Leaf
        var contexts: [[String]: NIOSSLContext]
    }

    private struct State {
        var ready: LRUCache<String, Entry>
        var pending: [String: EventLoopFuture<Leaf>] = [:]

        mutating func entry(_ host: String) -> Entry? {
            guard let entry = ready.value(for: host), entry.leaf.validity.contains(Date()) else { return nil }
            return entry
        }
    }

    private let issuer: LeafIssuer
    private let threadPool: NIOThreadPool
    private let state: Mutex<State>

    /// - Parameters:
    ///   - threadPool: where certificates are made; started by the caller.
    ///   - capacity: hosts kept, at some 20 KiB for each context.
    package init(authority: CertificateAuthority, threadPool: NIOThreadPool, capacity: Int = 1_000) throws {
        issuer = try LeafIssuer(authority: authority)
        self.threadPool = threadPool
        state = Mutex(State(ready: LRUCache(capacity: capacity)))
    }

    /// A server-side context with a certificate for the host, a name or an IP address without brackets.
    ///
    /// Complete at once when the host was asked for before with these protocols. TLS 1.2 at least.
    ///
    /// - Parameter applicationProtocols: what ALPN may choose, best first; empty: it is not answered.
    /// - Returns: fails with `LeafError` when no certificate can name the host.
    package func serverContext(
        forHost host: String,
        applicationProtocols: [String] = [ProtocolOffer.http1],
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<NIOSSLContext> {
        let host = LeafIssuer.normalized(host)
        if let context = state.withLock({ $0.entry(host)?.contexts[applicationProtocols] }) {
            return eventLoop.makeSucceededFuture(context)
        }
        return leaf(forHost: host, on: eventLoop).flatMapThrowing { [self] leaf in
            try context(leaf, forHost: host, applicationProtocols: applicationProtocols)
        }
    }

    private func leaf(forHost host: String, on eventLoop: any EventLoop) -> EventLoopFuture<Leaf> {
        let promise = eventLoop.makePromise(of: Leaf.self)
        let answer = state.withLock { state -> Answer in
            if let leaf = state.entry(host)?.leaf { return .ready(leaf) }
            if let pending = state.pending[host] { return .pending(pending) }
            state.pending[host] = promise.futureResult
            return .ours
        }
        switch answer {
        case .ready(let leaf): promise.succeed(leaf)
        case .pending(let future): future.cascade(to: promise)
        case .ours: make(host, promise)
        }
        return promise.futureResult
    }

    private func make(_ host: String, _ promise: EventLoopPromise<Leaf>) {
        threadPool.submit { [self] poolState in
            let result = Result { () throws -> Leaf in
                guard case .active = poolState else { throw ChannelError.ioOnClosedChannel }
                return try issuer.makeLeaf(forHost: host)
            }
            state.withLock { state in
                state.pending[host] = nil
                // A failure is told to those who wait, and tried again for the next who asks.
                if case .success(let leaf) = result { state.ready.insert(Entry(leaf: leaf, contexts: [:]), for: host) }
            }
            promise.completeWith(result)
        }
    }

    /// The one made first, where several ask at once.
    private func context(
        _ leaf: Leaf,
        forHost host: String,
        applicationProtocols: [String]
    ) throws -> NIOSSLContext {
        let made = try issuer.makeContext(for: leaf, applicationProtocols: applicationProtocols)
        return state.withLock { state in
            guard var entry = state.ready.value(for: host) else { return made }
            if let first = entry.contexts[applicationProtocols] { return first }
            entry.contexts[applicationProtocols] = made
            state.ready.insert(entry, for: host)
            return made
        }
    }
}
