import FlowKit
import NIOSSL
import ProxyEngine
import Testing

/// What clients and servers are offered by ALPN, over real sockets.
@Suite struct MirroredProtocolTests {
    private func proxy(
        trusting server: TLSServer,
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> TestProxy {
        try await TestProxy {
            $0.upstreamAuthorityFiles = [server.authorityPath]
            $0.isHTTP2Enabled = true
            change(&$0)
        }
    }

    @Test(
        arguments: [
            (["h2", "http/1.1"], ["h2", "http/1.1"], "h2"),
            (["h2", "http/1.1"], ["http/1.1"], "http/1.1"),
            (["h2", "http/1.1"], [], nil),
            (["h2"], ["h2"], "h2"),
            (["h2"], ["http/1.1"], nil),
            (["http/1.1"], ["h2", "http/1.1"], "http/1.1"),
            ([], ["h2", "http/1.1"], nil),
            (["h2", "spdy/3"], ["spdy/3", "h2"], "h2"),
            (["dot", "mqtt"], ["mqtt"], "mqtt"),
        ] as [([String], [String], String?)]
    )
    func `a client gets what its server chose`(offered: [String], spoken: [String], chosen: String?) async throws {
        let server = try await TLSServer(applicationProtocols: spoken)
        let proxy = try await proxy(trusting: server)

        let client = try await TunnelClient(proxy, to: server.port, applicationProtocols: offered)

        #expect(client.negotiatedProtocol == chosen)
        // A client that knows no ALPN speaks HTTP/1.1, and so does Sluice for it.
        #expect(await server.handshakes.texts(1) == [chosen ?? (offered.isEmpty ? "http/1.1" : "")])
    }

    @Test func `a request over the HTTP/1.1 that the server chose goes over the connection made for it`() async throws {
        let server = try await TLSServer(applicationProtocols: ["http/1.1"])
        let proxy = try await proxy(trusting: server)
        let client = try await TunnelClient(proxy, to: server.port, applicationProtocols: ["h2", "http/1.1"])

        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = await client.receive(until: "ok")

        #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.server?.tls?.alpn == "http/1.1")
        #expect(flow.client?.tls?.downgradeReason == nil)
        #expect(server.handshakes.texts.count == 1)
    }

    @Test func `a server nobody vouches for does not keep the client from its error page`() async throws {
        let server = try await TLSServer(applicationProtocols: ["h2", "http/1.1"])
        let proxy = try await TestProxy { $0.isHTTP2Enabled = true }
        let client = try await TunnelClient(proxy, to: server.port, applicationProtocols: ["http/1.1", "h2"])

        #expect(client.negotiatedProtocol == "http/1.1")
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = await client.receive(until: ")\n")

        #expect(answer.hasPrefix("HTTP/1.1 502 "))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .upstreamTLSFailed)
    }

    @Test func `a host that must not get HTTP/2 is not offered it, and the connection says why`() async throws {
        let server = try await TLSServer(applicationProtocols: ["h2", "http/1.1"])
        let pattern = try HostPattern("local*")
        let proxy = try await proxy(trusting: server) { $0.http1OnlyHosts = [pattern] }
        let client = try await TunnelClient(proxy, to: server.port, applicationProtocols: ["h2", "http/1.1"])

        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = await client.receive(until: "ok")

        #expect(client.negotiatedProtocol == "http/1.1")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.client?.tls?.downgradeReason == "HTTP/2 is turned off for local*")
        #expect(server.handshakes.texts == ["http/1.1"])
    }
}
