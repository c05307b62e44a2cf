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

    private enum Name: Hashable {
        case host(String)
        /// The place of one of the user's own certificates.
        case own(Int)
    }

    /// What is kept of a host: a context for each list of protocols, all with the same certificate.
    private struct Entry {
        let leaf: Leaf
        var contexts: [[String]: NIOSSLContext]
    }

    private struct State {
        var ready: LRUCache<Name, Entry>
        var pending: [Name: EventLoopFuture<Leaf>] = [:]

        mutating func entry(_ name: Name) -> Entry? {
            guard let entry = ready.value(for: name), entry.leaf.validity.contains(Date()) else { return nil }
            return entry
        }
    }

    private let issuer: LeafIssuer
    private let threadPool: NIOThreadPool
    private let versions: TLSVersions
    private let keyLog: KeyLog?
    /// The user's own, which are shown in place of made ones.
    private let keyPairs: [KeyPair]
    private let state: Mutex<State>

    /// - Parameters:
    ///   - threadPool: where certificates are made; started by the caller.
    ///   - capacity: hosts kept, at some 20 KiB for each context.
    package convenience init(
        authority: CertificateAuthority,
        threadPool: NIOThreadPool,
        capacity: Int = 1_000
    ) throws {
        try self.init(
            authority: authority,
            threadPool: threadPool,
            capacity: capacity,
            versions: TLSVersions(),
            keyPairs: [],
            keyLog: nil
        )
    }

    init(
        authority: CertificateAuthority,
        threadPool: NIOThreadPool,
        capacity: Int = 1_000,
        versions: TLSVersions,
        keyPairs: [KeyPair],
        keyLog: KeyLog?
    ) throws {
        issuer = try LeafIssuer(authority: authority)
        self.threadPool = threadPool
        self.versions = versions
        self.keyPairs = keyPairs
        self.keyLog = keyLog
        state = Mutex(State(ready: LRUCache(capacity: capacity)))
    }

    /// A server-side context with a certificate for the host, a name or an IP address without brackets.
    ///
    /// Complete at once when the host was asked for before with these protocols.
    ///
    /// - Parameters:
    ///   - port: tells which of the user's own certificates is meant.
    ///   - applicationProtocols: what ALPN may choose, best first; empty: it is not answered.
    /// - Returns: fails with `LeafError` when no certificate can name the host.
    package func serverContext(
        forHost host: String,
        port: Int = 443,
        applicationProtocols: [String] = [ProtocolOffer.http1],
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<NIOSSLContext> {
        let host = LeafIssuer.normalized(host)
        let name = keyPairs.firstIndex { $0.matches(host: host, port: port) }.map { Name.own($0) } ?? .host(host)
        if let context = state.withLock({ $0.entry(name)?.contexts[applicationProtocols] }) {
            return eventLoop.makeSucceededFuture(context)
        }
        return leaf(name, on: eventLoop).flatMapThrowing { [self] leaf in
            try context(leaf, name, applicationProtocols: applicationProtocols)
        }
    }

    private func leaf(_ name: Name, on eventLoop: any EventLoop) -> EventLoopFuture<Leaf> {
        let promise = eventLoop.makePromise(of: Leaf.self)
        let answer = state.withLock { state -> Answer in
            if let leaf = state.entry(name)?.leaf { return .ready(leaf) }
            if let pending = state.pending[name] { return .pending(pending) }
            state.pending[name] = promise.futureResult
            return .ours
        }
        switch answer {
        case .ready(let leaf): promise.succeed(leaf)
        case .pending(let future): future.cascade(to: promise)
        case .ours: make(name, promise)
        }
        return promise.futureResult
    }

    private func make(_ name: Name, _ promise: EventLoopPromise<Leaf>) {
        threadPool.submit { [self] poolState in
            let result = Result { () throws -> Leaf in
                guard case .active = poolState else { throw ChannelError.ioOnClosedChannel }
                switch name {
                case .host(let host): return try issuer.makeLeaf(forHost: host)
                case .own(let index): return Leaf(keyPairs[index])
                }
            }
            state.withLock { state in
                state.pending[name] = nil
                // A failure is told to those who wait, and tried again for the next who asks.
                if case .success(let leaf) = result { state.ready.insert(Entry(leaf: leaf, contexts: [:]), for: name) }
            }
            promise.completeWith(result)
        }
    }

    /// The one made first, where several ask at once.
    private func context(_ leaf: Leaf, _ name: Name, applicationProtocols: [String]) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: leaf.chain.map { .certificate($0) },
            privateKey: .privateKey(leaf.key)
        )
        versions.apply(to: &configuration)
        configuration.shutdownTimeout = TLSHandlers.closeTimeout
        configuration.applicationProtocols = applicationProtocols
        if let keyLog { configuration.keyLogCallback = { keyLog.append($0) } }
        let made = try NIOSSLContext(configuration: configuration)
        return state.withLock { state in
            guard var entry = state.ready.value(for: name) else { return made }
            if let first = entry.contexts[applicationProtocols] { return first }
            entry.contexts[applicationProtocols] = made
            state.ready.insert(entry, for: name)
            return made
        }
    }
}
