import FlowKit
import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization

@testable import ProxyEngine

/// A listener like the engine's, which knows whether the connections it took are still there.
final class Census: Sendable {
    private struct Connection: @unchecked Sendable {  // looked at only for being there
        weak var connection: ClientConnection?
    }

    let store = FlowStore(budget: 64 << 20)
    private let threads = EngineThreads(loopCount: 1)
    private let seen = Mutex<[Connection]>([])

    func listen(authorityIn directory: String) async throws -> Int {
        let authority = try CertificateAuthority.loadOrCreate(in: directory)
        let services = EngineServices(
            configuration: EngineConfiguration(threadCount: 1),
            store: store,
            rules: RuleBook(),
            site: OnboardingSite(authority: authority),
            leaves: try LeafCertificates(authority: authority, threadPool: threads.certificates),
            upstreamTLS: try UpstreamTLS(authorityFiles: [], isVerificationOff: true),
            resolverPool: threads.resolvers,
            logger: Logger(label: "test")
        )
        let eventLoop = threads.loops.next()
        let loop = NIOLoopBoundBox.makeEmptyBox(valueType: EngineLoop.self, eventLoop: eventLoop)
        let listener = try await ServerBootstrap(group: threads.loops)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    let engineLoop = loop.value ?? EngineLoop(services: services, eventLoop: eventLoop)
                    loop.value = engineLoop
                    let client = ClientConnection(
                        loop: engineLoop,
                        channel: channel,
                        listener: AcceptingListener(.onFreePort)
                    )
                    seen.withLock { $0.append(Connection(connection: client)) }
                    try channel.pipeline.syncOperations.addHandler(client)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return listener.localAddress?.port ?? 0
    }

    /// Whether there were so many, and in a minute none is left.
    func isEmpty(after count: Int) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            // On a busy machine the last sleep may be a long one: what counts is how things are after it.
            let isLate = ContinuousClock.now > deadline
            let connections = seen.withLock { $0 }
            if connections.count == count, connections.allSatisfy({ $0.connection == nil }) { return true }
            if isLate { return false }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }
}
