import FlowKit
import NIOSSL
import Testing

@testable import ProxyEngine

/// Tunnels that are relayed unread, and clients that pin their certificate, over real sockets.
@Suite struct PassThroughTests {
    private func entry(_ text: String) throws -> PassThroughSet.Entry {
        .init(try HostPattern(text), source: .option)
    }

    /// Trusts the server's own authority, as a client that is passed through must.
    private func client(_ proxy: TestProxy, _ server: TLSServer) async throws -> TunnelClient {
        try await TunnelClient(proxy, to: server.port) { $0.trustRoots = .file(server.authorityPath) }
    }

    @Test func `a host that is passed through shows the client its own certificate`() async throws {
        let server = try await TLSServer(greeting: "welcome")
        let proxy = try await TestProxy()
        proxy.passThrough.insert(try entry("localhost"), at: .now)
        let passed = try await client(proxy, server)

        #expect(await passed.receive(until: "welcome") == "welcome")
        try await passed.close()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.kind == .tunnel)
        #expect(flow.tunnel?.protocolName == "tls")
        #expect(flow.tunnel?.serverName == "localhost")
        #expect(flow.tunnel?.passThroughReason == "passed through: localhost")
        #expect(flow.tunnel.map { $0.bytesFromClient > 100 && $0.bytesFromServer > 100 } == true)
        #expect(flow.error == nil)
    }

    @Test func `what is not among the hosts to intercept is passed through`() async throws {
        let server = try await TLSServer(greeting: "welcome")
        let proxy = try await TestProxy(passThrough: PassThroughSet(intercepted: [try HostPattern("api.test")]))

        let passed = try await client(proxy, server)

        #expect(await passed.receive(until: "welcome") == "welcome")
    }

    @Test func `a host is intercepted again once it is taken off the list`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [server.authorityPath] }
        let entry = try entry("localhost")
        proxy.passThrough.insert(entry, at: .now)
        _ = try await client(proxy, server)

        proxy.passThrough.remove(entry)

        _ = try await TunnelClient(proxy, to: server.port)
        await #expect(throws: (any Error).self) { try await client(proxy, server) }
    }

    @Test func `a client that refuses our certificate three times is called one that pins`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [server.authorityPath] }

        for _ in 0..<3 {
            await #expect(throws: (any Error).self) { try await client(proxy, server) }
        }

        let flows = await proxy.finishedFlows(3)
        #expect(flows.map { $0.error?.code } == [.clientTLSFailed, .clientTLSFailed, .clientPins])
        #expect(proxy.passThrough.current.entries.isEmpty)
    }

    @Test func `a success between refusals is no pinning`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [server.authorityPath] }
        for _ in 0..<2 {
            await #expect(throws: (any Error).self) { try await client(proxy, server) }
        }
        let trusting = try await TunnelClient(proxy, to: server.port)
        trusting.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = await trusting.receive(until: "ok")

        await #expect(throws: (any Error).self) { try await client(proxy, server) }

        let flows = await proxy.finishedFlows(4)
        #expect(!flows.contains { $0.error?.code == .clientPins })
    }

    @Test func `a client that pins is passed through by itself where that is wanted`() async throws {
        let server = try await TLSServer(greeting: "welcome")
        let proxy = try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.autoPassThrough = .seconds(600)
        }
        for _ in 0..<3 {
            await #expect(throws: (any Error).self) { try await client(proxy, server) }
        }
        _ = await proxy.finishedFlows(3)

        let passed = try await client(proxy, server)

        #expect(await passed.receive(until: "welcome") == "welcome")
        let added = try #require(proxy.passThrough.current.entries.first)
        #expect(added.client == "127.0.0.1")
        #expect(added.expires.map { ($0 - .now) < .seconds(601) && ($0 - .now) > .seconds(500) } == true)
        try await passed.close()
        let flow = try #require(await proxy.finishedFlows(4).last)
        #expect(flow.tunnel?.passThroughReason == "passed through: the client pins its certificate")
    }

    @Test func `a rule that blocks the host goes before passing it through`() async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy()
        proxy.passThrough.insert(try entry("localhost"), at: .now)
        _ = try proxy.rules.add(RuleDefinition(name: "no", expression: "~d localhost", action: "reset"))

        await #expect(throws: (any Error).self) { try await client(proxy, server) }

        #expect(server.handshakes.texts.isEmpty)
    }
}
