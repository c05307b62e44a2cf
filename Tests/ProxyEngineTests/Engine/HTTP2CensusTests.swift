import FlowKit
import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import ProxyEngine

/// What is left of connections that have ended.
@Suite struct HTTP2CensusTests {
    @Test func `nothing is left of clients that leave with their streams open`() async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while peer.next() != nil {}
        }
        let directory = try TemporaryDirectory()
        let census = Census()
        let port = try await census.listen(authorityIn: directory.path)

        for _ in 0..<5 {
            let socket = try Socket(connectingTo: port)
            socket.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = socket.receive(until: "\r\n\r\n")
            let client = HTTP2Peer(socket, role: .client)
            client.request("GET", port: origin.port)
            client.send("some", on: client.request("POST", port: origin.port, endStream: false), endStream: false)
            _ = client.next()
            socket.close()
        }

        #expect(await census.isEmpty(after: 5))
    }
}

/// A listener like the engine's, which knows whether the connections it took are still there.
private final class Census: Sendable {
    private struct Connection: @unchecked Sendable {  // looked at only for being there
        weak var connection: ClientConnection?
    }

    private let threads = EngineThreads(loopCount: 1)
    private let seen = Mutex<[Connection]>([])

    func listen(authorityIn directory: String) async throws -> Int {
        let authority = try CertificateAuthority.loadOrCreate(in: directory)
        let services = EngineServices(
            configuration: EngineConfiguration(threadCount: 1),
            store: FlowStore(budget: 1 << 20),
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

    /// Whether there were so many, and in ten seconds none is left.
    func isEmpty(after count: Int) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let connections = seen.withLock { $0 }
            if connections.count == count, connections.allSatisfy({ $0.connection == nil }) { return true }
            await Task.yield()
        }
        return false
    }
}
