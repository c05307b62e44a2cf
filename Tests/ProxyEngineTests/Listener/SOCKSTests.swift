import FlowKit
import Foundation
import ProxyEngine
import TestSupport
import Testing

/// SOCKS over real sockets, from curl and by hand.
@Suite struct SOCKSTests {
    private static func proxy(
        _ mode: ListenerMode = .socks5,
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> TestProxy {
        try await TestProxy {
            $0.listeners = [ListenerSpec(mode, at: ListenAddress(host: "127.0.0.1", port: 0))]
            change(&$0)
        }
    }

    @Test(arguments: ["socks5", "socks5h", "socks4", "socks4a"], [ListenerMode.socks5, .regular])
    func `curl asks for HTTP by every version`(scheme: String, mode: ListenerMode) async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let proxy = try await Self.proxy(mode)

        let answer = try await curl(["-x", "\(scheme)://127.0.0.1:\(proxy.port)", "http://localhost:\(origin.port)/a"])

        #expect(answer.output == "ok")
        let flow = try #require(await proxy.finishedFlows(1).first)
        let host = scheme == "socks5h" || scheme == "socks4a" ? "localhost" : "127.0.0.1"
        #expect(flow.request.url == "http://\(host):\(origin.port)/a")
    }

    @Test func `HTTPS is intercepted as behind a CONNECT`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        let proxy = try await Self.proxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }

        let answer = try await curl([
            "-x", "socks5h://127.0.0.1:\(proxy.port)", "--cacert", proxy.authorityPath,
            "https://localhost:\(origin.port)/",
        ])

        #expect(answer.output == "secret")
        #expect(await proxy.finishedFlows(1).first?.request.url == "https://localhost:\(origin.port)/")
    }

    @Test func `a server that speaks first is relayed`() async throws {
        let origin = TestOrigin { socket in
            socket.send("220 hello\r\n")
            _ = socket.receive(until: "\n")
        }
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send([5, 1, 0])
        #expect(client.receive(count: 2) == [5, 0])
        client.send([5, 1, 0, 1, 127, 0, 0, 1, UInt8(origin.port >> 8), UInt8(origin.port & 0xFF)])
        #expect(client.receive(count: 10) == [5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(client.receive(until: "\n") == "220 hello\r\n")
        client.close()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.kind == .tunnel)
        #expect(flow.client?.listener == "socks5@127.0.0.1:\(proxy.port)")
    }

    @Test func `a server that refuses is a reply with that code, and a flow`() async throws {
        let closed = TestOrigin { _ in }.port
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, UInt8(closed >> 8), UInt8(closed & 0xFF)])

        #expect(client.receiveAll() == [5, 0] + [5, 5, 0, 1, 0, 0, 0, 0, 0, 0])
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .connectionRefused)
        #expect(flow.response == nil)
        #expect(flow.request.target.text == "127.0.0.1:\(closed)")
    }

    @Test func `a rule's block is a reply that says not allowed`() async throws {
        let proxy = try await Self.proxy()
        _ = try proxy.rules.add(RuleDefinition(expression: "~m CONNECT", action: "403"))
        let client = try proxy.connect()

        client.send([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 9])

        #expect(client.receiveAll() == [5, 0] + [5, 2, 0, 1, 0, 0, 0, 0, 0, 0])
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .blocked)
        #expect(flow.blockedBy != nil)
    }

    @Test func `BIND is refused with reply 7, and a flow`() async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send([5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 9])

        #expect(client.receiveAll() == [5, 0] + [5, 7, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(await proxy.finishedFlows(1).first?.error?.message == "SOCKS BIND is not supported, only CONNECT is")
    }

    @Test func `whoever speaks HTTP to a SOCKS listener is told so`() async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n")

        let answer = client.receiveText()
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("SOCKS"))
        #expect(await proxy.finishedFlows(1).count == 1)
    }

    @Test func `a request that ends in its middle is a flow`() async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send([5, 1, 0, 5, 1])
        client.shutdownOutput()

        #expect(client.receiveAll() == [5, 0])
        #expect(await proxy.finishedFlows(1).first?.error?.code == .badRequest)
    }

    @Test(arguments: [("joe:secret", 0), ("joe:wrong", 97), ("", 97)] as [(String, Int32)])
    func `a password is asked for where one is set`(user: String, status: Int32) async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let proxy = try await Self.proxy { $0.proxyAuthentication = ProxyAuthentication(credentials: "joe:secret") }
        let login = user.isEmpty ? "" : "\(user)@"

        let answer = try await curl([
            "-x", "socks5h://\(login)127.0.0.1:\(proxy.port)", "http://127.0.0.1:\(origin.port)/",
        ])

        #expect(answer.status == status)
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == (status == 0 ? nil : .notAuthorized))
        #expect(origin.connectionCount == (status == 0 ? 1 : 0))
    }

    @Test(arguments: [UInt64](1...2))
    func `every connection of almost right bytes ends, and the proxy goes on`(seed: UInt64) async throws {
        let origin = TestOrigin { socket in socket.send("HTTP/1.1 204 X\r\n\r\n") }
        let proxy = try await Self.proxy()
        var generator = SeededRandom(seed: seed)
        let port = [UInt8(origin.port >> 8), UInt8(origin.port & 0xFF)]
        for _ in 0..<100 {
            let client = try proxy.connect()
            let bytes = generator.mutated(
                [5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1] + port + Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            )
            let start = ContinuousClock.now
            client.send(bytes)
            client.shutdownOutput()
            _ = client.receiveAll()
            #expect(ContinuousClock.now - start < .seconds(9), "\(bytes)")
        }
        #expect(await proxy.flows { $0.allSatisfy(\.isFinished) }.allSatisfy(\.isFinished))
    }
}
