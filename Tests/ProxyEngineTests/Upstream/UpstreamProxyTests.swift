import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Chains: one Sluice that reaches servers through another, by every kind of proxy.
@Suite struct UpstreamProxyTests {
    private static func origin(_ seen: Received = Received()) -> TestOrigin {
        TestOrigin { socket in
            while true {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty else { return }
                seen.append(head)
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
    }

    /// The far end of a chain: any kind of proxy on one port, with a password.
    private static func far(_ change: (inout EngineConfiguration) -> Void = { _ in }) async throws -> TestProxy {
        try await TestProxy {
            $0.proxyAuthentication = ProxyAuthentication(credentials: "joe:secret")
            change(&$0)
        }
    }

    private static func near(
        _ url: String,
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> TestProxy {
        let spec = try ListenerSpec("upstream:\(url)@127.0.0.1:0")
        return try await TestProxy {
            $0.listeners = [spec]
            change(&$0)
        }
    }

    @Test(arguments: ["http", "https", "socks5"])
    func `plain HTTP goes through every kind of proxy`(kind: String) async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let far = try await Self.far()
        let near = try await Self.near("\(kind)://joe:secret@localhost:\(far.port)") {
            $0.upstreamAuthorityFiles = [far.authorityPath]
        }

        let url = "http://127.0.0.1:\(origin.port)/a?b"
        let answer = try await curl(["-x", "http://127.0.0.1:\(near.port)", url, url])

        #expect(answer.output == "okok")
        #expect(seen.texts.count == 2)
        #expect(!seen.texts.joined().contains("Proxy-"))
        let flows = await near.finishedFlows(2)
        #expect(flows.map(\.request.url) == [url, url])
        #expect(flows.first?.server?.via == "\(kind)://joe:***@localhost:\(far.port)")
        #expect(flows.first?.client?.listener?.contains("secret") == false)
        #expect(flows.map(\.isServerConnectionReused) == [false, true])
        #expect(await far.finishedFlows(2).map(\.request.url).last == url)
    }

    @Test(arguments: ["http", "https", "socks5"])
    func `HTTPS goes through a tunnel of every kind of proxy`(kind: String) async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        let far = try await Self.far { $0.upstreamAuthorityFiles = [origin.authorityPath] }
        let near = try await Self.near("\(kind)://joe:secret@localhost:\(far.port)") {
            $0.upstreamAuthorityFiles = [far.authorityPath]
        }

        let answer = try await curl([
            "-x", "http://127.0.0.1:\(near.port)", "--cacert", near.authorityPath, "https://localhost:\(origin.port)/x",
        ])

        #expect(answer.output == "secret")
        let flow = try #require(await near.finishedFlows(1).first)
        #expect(flow.request.url == "https://localhost:\(origin.port)/x")
        #expect(flow.server?.tls?.serverName == "localhost")
        #expect(flow.server?.via != nil)
        #expect(await far.finishedFlows(1).first?.request.url == "https://localhost:\(origin.port)/x")
    }

    @Test func `a server behind a proxy may speak first`() async throws {
        let origin = TestOrigin { socket in
            socket.send("220 hello\r\n")
            _ = socket.receive(until: "\n")
        }
        // A proxy that sends its answer and the server's first words in one piece.
        let far = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\n\r\n220 hello\r\n")
            _ = socket.receive(until: "\n")
        }
        let near = try await Self.near("http://127.0.0.1:\(far.port)")
        let client = try near.connect()

        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: x\r\n\r\n")

        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        #expect(client.receive(until: "\n") == "220 hello\r\n")
    }

    @Test func `what the proxy says against a tunnel is told`() async throws {
        let far = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 13\r\n\r\nnot from here")
        }
        let near = try await Self.near("http://127.0.0.1:\(far.port)")
        let client = try near.connect()

        client.send("CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = client.receiveText()

        let message =
            "the upstream proxy 127.0.0.1:\(far.port) answered 403 Forbidden: not from here (asked for a.test:443)"
        #expect(answer.hasPrefix("HTTP/1.1 502 "))
        #expect(answer.contains(message))
        let flow = try #require(await near.finishedFlows(1).first)
        #expect(flow.error?.code == .upstreamProxyFailed)
        #expect(flow.error?.message == message)
    }

    @Test(arguments: [
        ("socks5://", "does not speak SOCKS 5"), ("http://joe:wrong@", "answered 407 Proxy Authentication Required"),
        ("socks5://joe:wrong@", "did not accept the user and password"), ("socks5://", "asks for a user and password"),
    ])
    func `a proxy that is not as the URL says is told`(prefix: String, expected: String) async throws {
        let notSOCKS = TestOrigin { socket in
            _ = socket.receive()
            socket.send("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        let far = try await Self.far()
        let port = expected.contains("speak") ? notSOCKS.port : far.port
        let near = try await Self.near("\(prefix)127.0.0.1:\(port)")
        let client = try near.connect()

        client.send("CONNECT a.test:443 HTTP/1.1\r\nHost: x\r\n\r\n")

        #expect(client.receiveText().contains(expected))
        #expect(await near.finishedFlows(1).first?.error?.code == .upstreamProxyFailed)
    }

    @Test func `a proxy that is not there is named`() async throws {
        let closed = TestOrigin { _ in }.port
        let near = try await Self.near("http://127.0.0.1:\(closed)")
        let client = try near.connect()

        client.send("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n")

        #expect(client.receiveMessage().contains("the upstream proxy 127.0.0.1:\(closed) refused the connection"))
    }

    @Test func `an exception is reached directly`() async throws {
        let origin = Self.origin()
        let closed = TestOrigin { _ in }.port
        let routes = try UpstreamRoutes(environment: [
            "all_proxy": "http://127.0.0.1:\(closed)", "no_proxy": "127.0.0.0/8",
        ])
        let proxy = try await TestProxy { $0.upstreamRoutes = routes }
        let client = try proxy.connect()

        client.send("GET http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")

        #expect(client.receiveMessage().hasSuffix("ok"))
        #expect(await proxy.finishedFlows(1).first?.server?.via == nil)
    }

    @Test func `a replay takes the way of its original`() async throws {
        let origin = Self.origin()
        let far = try await Self.far()
        let near = try await Self.near("http://joe:secret@127.0.0.1:\(far.port)")
        let client = try near.connect()
        client.send("GET http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")
        _ = client.receiveMessage()
        let flow = try #require(await near.finishedFlows(1).first)

        _ = near.engine.replay(flow.request, of: flow.id, isEdited: false)

        let replay = try #require(await near.finishedFlows(2).last)
        #expect(replay.response?.status == 200)
        #expect(replay.server?.via == "http://joe:***@127.0.0.1:\(far.port)")
        #expect(await far.finishedFlows(2).count == 2)
    }

    @Test(arguments: ["regular", "reverse"])
    func `a WebSocket in the clear is not handed to a forwarding proxy, but tunnelled`(mode: String) async throws {
        let seen = Received()
        let far = TestOrigin { socket in
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 200 OK\r\n\r\n")
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nraw")
        }
        let spec = try ListenerSpec(mode == "reverse" ? "reverse:http://a.test@127.0.0.1:0" : "127.0.0.1:0")
        let routes = UpstreamRoutes(try UpstreamProxy("http://127.0.0.1:\(far.port)"))
        let near = try await TestProxy {
            $0.listeners = [spec]
            $0.upstreamRoutes = routes
        }
        let client = try near.connect()

        client.send("GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")

        #expect(client.receive(until: "raw").hasPrefix("HTTP/1.1 101 "))
        #expect(seen.texts.first?.hasPrefix("CONNECT a.test:80 HTTP/1.1\r\n") == true)
        #expect(seen.texts.last?.hasPrefix("GET / HTTP/1.1\r\n") == true)
    }
}
