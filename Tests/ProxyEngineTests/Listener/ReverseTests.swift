import FlowKit
import Foundation
import ProxyEngine
import Testing

/// A listener that clients take for the server.
@Suite struct ReverseTests {
    private static func origin(_ seen: Received) -> TestOrigin {
        TestOrigin { socket in
            while true {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty else { return }
                seen.append(head)
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
    }

    private static func proxy(
        to target: String,
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> TestProxy {
        let spec = try ListenerSpec("reverse:\(target)@127.0.0.1:0")
        return try await TestProxy {
            $0.listeners = [spec]
            change(&$0)
        }
    }

    @Test(arguments: [
        ("", "/a?b", "/a?b"), ("/v1", "/a?b", "/v1/a?b"), ("/v1/", "/", "/v1/"), ("", "http://other.test/a", "/a"),
        ("/v1", "http://other.test", "/v1/"),
    ])
    func `every request goes to the one server, below its path`(base: String, target: String, path: String) async throws
    {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy(to: "http://127.0.0.1:\(origin.port)\(base)")
        let client = try proxy.connect()

        client.send("GET \(target) HTTP/1.1\r\nHost: api.test\r\nX-A: 1\r\n\r\n")
        #expect(client.receiveMessage().hasSuffix("ok"))

        #expect(seen.texts == ["GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\nX-A: 1\r\n\r\n"])
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.headers["Host"] == "api.test")
        #expect(flow.request.target.text == target)
        #expect(flow.request.origin == Origin(scheme: .http, host: "127.0.0.1", port: origin.port))
        #expect(flow.requestForm?.host == "127.0.0.1:\(origin.port)")
        #expect(flow.client?.listener?.hasPrefix("reverse:http://127.0.0.1:\(origin.port)") == true)
    }

    /// The server may answer what it takes for a strange request, or just hang up.
    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", ""])
    func `a client that knows HTTP 2 of the listener reaches a server that does not know it`(refusal: String)
        async throws
    {
        let seen = Received()
        let origin = TestOrigin { socket in
            while true {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty else { return }
                guard !head.hasPrefix("PRI ") else { return socket.send(refusal) }
                seen.append(head)
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let proxy = try await Self.proxy(to: "http://127.0.0.1:\(origin.port)")
        let client = try HTTP2Peer(through: proxy)

        let ids = [client.request("GET", "/1", port: proxy.port), client.request("GET", "/2", port: proxy.port)]
        let answers = client.responses(ids[0], ids[1])
        let late = client.request("GET", "/3", port: proxy.port)
        #expect(client.response(late).status == "200")

        for id in ids { #expect(answers[id]?.status == "200") }
        #expect(Set(seen.texts.map { $0.prefix(7) }) == ["GET /1 ", "GET /2 ", "GET /3 "])
        let flows = await proxy.finishedFlows(3)
        #expect(flows.allSatisfy { $0.error == nil && $0.request.version == .http2 && $0.response?.version == .http11 })
    }

    @Test func `the Host field is left alone where that is asked for`() async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy(to: "http://127.0.0.1:\(origin.port)") { $0.keepsHost = true }
        let client = try proxy.connect()

        client.send("GET / HTTP/1.1\r\nHost: api.test\r\n\r\nGET / HTTP/1.0\r\n\r\n")
        _ = client.receiveMessage()
        _ = client.receiveMessage()

        let port = origin.port
        #expect(
            seen.texts == [
                "GET / HTTP/1.1\r\nHost: api.test\r\n\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n",
            ]
        )
        #expect(await proxy.finishedFlows(2).map(\.requestForm?.host) == [nil, "127.0.0.1:\(port)"])
    }

    @Test func `a CONNECT is refused: this is a server, not a proxy`() async throws {
        let proxy = try await Self.proxy(to: "http://127.0.0.1:9")
        let client = try proxy.connect()

        client.send("CONNECT x.test:443 HTTP/1.1\r\nHost: x.test\r\n\r\n")

        #expect(client.receiveText().hasPrefix("HTTP/1.1 400 "))
    }

    @Test func `a target that is this listener itself is refused, not asked for ever`() async throws {
        let proxy = try await TestProxy()
        let status = await proxy.engine.addListener(
            try ListenerSpec("reverse:http://127.0.0.1:\(proxy.port)@127.0.0.1:0")
        )
        let client = try Socket(connectingTo: status.spec.address.port)

        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")

        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "))
        #expect(await proxy.finishedFlows(1).first?.error?.code == .loop)
    }

    @Test func `clients may use TLS, whatever the server speaks`() async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy(to: "http://127.0.0.1:\(origin.port)")

        let named = try await curl([
            "--cacert", proxy.authorityPath, "--resolve", "api.test:\(proxy.port):127.0.0.1",
            "https://api.test:\(proxy.port)/x",
        ])
        let byAddress = try await curl(["--cacert", proxy.authorityPath, "https://127.0.0.1:\(proxy.port)/y"])

        #expect(named.output == "ok")
        #expect(byAddress.output == "ok")
        #expect(seen.texts.map { $0.prefix(6) } == ["GET /x", "GET /y"])
        #expect(await proxy.finishedFlows(2).first?.client?.tls?.serverName == "api.test")
    }

    @Test func `a server with TLS is verified by the name of the target`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        let proxy = try await Self.proxy(to: "https://localhost:\(origin.port)") {
            $0.upstreamAuthorityFiles = [origin.authorityPath]
        }

        let answer = try await curl(["http://127.0.0.1:\(proxy.port)/x"])

        #expect(answer.output == "secret")
        #expect(await proxy.finishedFlows(1).first?.server?.tls?.serverName == "localhost")
    }

    @Test func `a client that does not trust our certificate is a flow that says so`() async throws {
        let proxy = try await Self.proxy(to: "http://127.0.0.1:9")

        let answer = try await curl(["https://127.0.0.1:\(proxy.port)/"])

        #expect(answer.status == 60)
        #expect(await proxy.finishedFlows(1).first?.error?.code == .clientTLSFailed)
    }
}
