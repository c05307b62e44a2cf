import FlowKit
import Foundation
import ProxyEngine
import Testing

/// What real servers and clients do to each other, with every byte in the test.
@Suite struct ExchangeTests {
    @Test func `a chunked body passes as it was framed, trailers included`() async throws {
        let raw = "4;x=y\r\nwiki\r\n05\r\npedia\r\n0\r\nX-Sum: 9\r\n\r\n"
        let exchange = try await Exchange("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + raw)

        exchange.ask("GET", version: "HTTP/1.1", close: true)

        #expect(exchange.client.receiveText().hasSuffix("\r\n\r\n" + raw))
        let flow = try #require(await exchange.proxy.finishedFlows(1).first)
        #expect(flow.response?.body?.bytes == Array("wikipedia".utf8))
        #expect(flow.response?.trailers?["x-sum"] == "9")
    }

    @Test func `an HTTP 1.0 client gets a chunked response without its chunks`() async throws {
        let exchange = try await Exchange(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n5\r\npedia\r\n0\r\n\r\n"
        )

        exchange.ask("GET", version: "HTTP/1.0")
        let response = exchange.client.receiveText()

        #expect(response == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwikipedia")
    }

    @Test func `a body ended by the server's close reaches the client whole`() async throws {
        let exchange = try await Exchange("HTTP/1.0 200 OK\r\n\r\nto the end", closes: true)

        exchange.ask("GET", version: "HTTP/1.1")

        #expect(exchange.client.receiveText() == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end")
        let flow = try #require(await exchange.proxy.finishedFlows(1).first)
        #expect(flow.error == nil)
        #expect(flow.response?.version == .http10)
    }

    @Test(arguments: [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n"),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
    ])
    func `responses without a body end with their head`(method: String, response: String) async throws {
        let exchange = try await Exchange(response)

        exchange.ask(method, version: "HTTP/1.1")
        #expect(exchange.client.receive(until: "\r\n\r\n") == response)
        exchange.ask(method, version: "HTTP/1.1")

        #expect(exchange.client.receive(until: "\r\n\r\n") == response)
        #expect(await exchange.proxy.finishedFlows(2).allSatisfy { $0.response?.body == nil })
    }

    @Test func `a response that ends too soon is cut short and recorded as such`() async throws {
        let exchange = try await Exchange("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour", closes: true)

        exchange.ask("GET", version: "HTTP/1.1")

        #expect(exchange.client.receiveText().hasSuffix("four"))
        let flow = try #require(await exchange.proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .upstreamClosed)
        #expect(flow.response?.body?.bytes == Array("four".utf8))
    }

    @Test(arguments: [
        ("HTTP/1.1", "HTTP/1.1 200 OK\r\n\r\n"),
        ("HTTP/1.0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n"),
    ])
    func `a body that only the close ends is not closed in order when it was cut`(
        version: String,
        start: String
    ) async throws {
        let hasArrived = DispatchSemaphore(value: 0)
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(start + "part")
            _ = hasArrived.wait(timeout: .now() + 10)
            socket.reset()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("GET http://127.0.0.1:\(origin.port)/ \(version)\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")
        #expect(client.receive(until: "part").hasSuffix("part"))
        hasArrived.signal()

        #expect(client.receive() == nil)
        #expect(await proxy.finishedFlows(1).first?.error?.code == .upstreamClosed)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 101 Surprise\r\n\r\n",
    ])
    func `a response that cannot be trusted is a 502 with the reason`(response: String) async throws {
        let exchange = try await Exchange(response, closes: true)

        exchange.ask("GET", version: "HTTP/1.1")

        #expect(exchange.client.receiveMessage().hasPrefix("HTTP/1.1 502 "))
        #expect(await exchange.proxy.finishedFlows(1).first?.error?.code == .badResponse)
    }

    @Test func `a server that says nothing and closes is a 502`() async throws {
        let exchange = try await Exchange("", closes: true)

        exchange.ask("POST", version: "HTTP/1.1")

        #expect(exchange.client.receiveMessage().hasPrefix("HTTP/1.1 502 "))
        #expect(await exchange.proxy.finishedFlows(1).first?.error?.code == .upstreamClosed)
    }

    @Test func `interim responses come through before the final one`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
            let body = socket.receive(count: 4)
            socket.send(
                "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n" + String(decoding: body, as: UTF8.self)
            )
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Expect: 100-continue\r\nContent-Length: 4\r\n"))
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 103 Early Hints\r\nLink: </a>"))
        #expect(client.receive(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("body")

        #expect(client.receiveMessage().hasSuffix("body"))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.informational.map(\.status) == [103, 100])
        #expect(flow.request.body?.bytes == Array("body".utf8))
    }

    @Test func `after an upgrade bytes pass in both directions`() async throws {
        let origin = TestOrigin { socket in
            let head = socket.receive(until: "\r\n\r\n")
            guard head.contains("Upgrade: echo\r\n"), head.contains("Connection: Upgrade\r\n") else { return }
            socket.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\nhi")
            socket.send(socket.receive(count: 3))
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port, "Connection: Upgrade\r\nUpgrade: echo\r\n"))
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
        client.send("abc")

        #expect(client.receiveText() == "hiabc")
        client.close()
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.response?.status == 101)
        #expect(flow.tunnel == TunnelCounts(bytesFromClient: 3, bytesFromServer: 5, protocolName: "echo"))
    }

    @Test func `an idle connection the server closed is replaced without the client noticing`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            // Closes only when the second request has been sent on it.
            _ = socket.receive(until: "\r\n\r\n")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port))
        #expect(client.receiveMessage().hasSuffix("ok"))
        client.send(head("GET", origin.port))

        #expect(client.receiveMessage().hasSuffix("ok"))
        #expect(origin.connectionCount == 2)
    }

    @Test func `a POST is never sent twice`() async throws {
        let seen = Received()
        let origin = TestOrigin { socket in
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            seen.append(socket.receive(until: "\r\n\r\n"))
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port))
        #expect(client.receiveMessage().hasSuffix("ok"))
        client.send(head("POST", origin.port, "Content-Length: 0\r\n"))

        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 502 "))
        #expect(seen.texts.count { $0.hasPrefix("POST") } == 1)
    }

    @Test func `a client that half-closes after its request still gets the response`() async throws {
        let exchange = try await Exchange("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        exchange.ask("GET", version: "HTTP/1.1")
        exchange.client.shutdownOutput()

        #expect(exchange.client.receiveText().hasSuffix("\r\n\r\nok"))
    }

    @Test func `an early response ends the exchange, and the rest of the request is thrown away`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Content-Length: 6\r\n") + "abc")
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
        client.send("def" + head("GET", origin.port))

        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
        #expect(await proxy.finishedFlows(2).first?.request.body?.byteCount == 6)
    }

    @Test func `a body larger than the limit passes whole and is captured up to it`() async throws {
        let size = 300_000
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(
                Array("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n".utf8) + [UInt8](repeating: 7, count: size)
            )
        }
        let proxy = try await TestProxy { $0.bodyLimit = 100_000 }
        let client = try proxy.connect()

        client.send(head("GET", origin.port))
        _ = client.receive(until: "\r\n\r\n")

        #expect(client.receive(count: size).count == size)
        let body = try #require(await proxy.finishedFlows(1).first?.response?.body)
        #expect(body.byteCount == size)
        #expect(body.capturedByteCount == 100_000)
        #expect(body.isTruncated)
    }

    @Test func `a slow client slows its server`() async throws {
        let sent = Counter()
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\n\r\n")
            let block = [UInt8](repeating: 1, count: 1 << 20)
            for _ in 0..<256 {
                socket.send(block)
                sent.add()
            }
        }
        let proxy = try await TestProxy { $0.bodyLimit = 1_000 }
        let client = try proxy.connect()

        client.send(head("GET", origin.port))
        _ = client.receive(until: "\r\n\r\n")
        // The client reads nothing more: what the server could send is what the sockets on the way hold.
        var last = -1
        while sent.value != last {
            last = sent.value
            try await Task.sleep(for: .milliseconds(200))
        }

        #expect(last < 64)
        client.reset()
        #expect(await proxy.finishedFlows(1).first?.error?.code == .clientClosed)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "this is a proxy"),
        ("GET http://h/ HTTP/1.1\r\n\r\n", "no host field"),
        ("GET http://h/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "more than one host"),
        ("POST http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "both"),
        ("GET http://h/ HTTP/1.1\r\nHost : h\r\n\r\n", "white space"),
        ("\u{16}\u{3}\u{1}\r\n\r\n", "no spaces"),
        ("CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n", "host:port"),
        ("GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "not proxied"),
    ])
    func `what cannot be forwarded is answered, recorded and closed`(request: String, reason: String) async throws {
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(request)
        let response = client.receiveMessage().lowercased()

        #expect(response.hasPrefix("http/1.1 400 ") || response.hasPrefix("http/1.1 501 "))
        #expect(response.contains(reason))
        #expect(await proxy.finishedFlows(1).first?.error != nil)
    }

    @Test func `a proxy asked for itself refuses instead of looping`() async throws {
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("GET http://localhost:\(proxy.port)/ HTTP/1.1\r\nHost: localhost:\(proxy.port)\r\n\r\n")

        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "))
        #expect(await proxy.finishedFlows(1).first?.error?.code == .loop)
    }

    @Test(arguments: [("403", "HTTP/1.1 403 "), ("204", "HTTP/1.1 204 "), ("451 \"no\"", "HTTP/1.1 451 ")])
    func `a rule touches the very next request on an open connection`(action: String, start: String) async throws {
        let exchange = try await Exchange("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        exchange.ask("GET", version: "HTTP/1.1")
        #expect(exchange.client.receiveMessage().hasSuffix("ok"))
        let id = try exchange.proxy.rules.add(
            RuleDefinition(name: "r", expression: "~u /path", action: action, isEnabled: true)
        )
        exchange.ask("GET", version: "HTTP/1.1")
        #expect(exchange.client.receiveMessage().hasPrefix(start))
        _ = exchange.proxy.rules.setEnabled(id, false)
        exchange.ask("GET", version: "HTTP/1.1")

        #expect(exchange.client.receiveMessage().hasSuffix("ok"))
        let flows = await exchange.proxy.finishedFlows(3)
        #expect(flows.map { $0.blockedBy?.name } == [nil, "r", nil])
        #expect(exchange.proxy.rules.statistics[id]?.hitCount == 1)
    }

    @Test func `a rule can reset the connection`() async throws {
        let exchange = try await Exchange("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        _ = try exchange.proxy.rules.add(
            RuleDefinition(name: "r", expression: "~all", action: "reset", isEnabled: true)
        )

        exchange.ask("GET", version: "HTTP/1.1")

        #expect(exchange.client.receive() == nil)
        #expect(await exchange.proxy.finishedFlows(1).first?.error?.code == .blocked)
    }

    @Test func `a replay that fails is a flow that says why`() async throws {
        let closed = TestOrigin { _ in }.port
        let proxy = try await TestProxy()
        let request = Request(
            method: "GET",
            target: "/",
            origin: Origin(scheme: .http, host: "127.0.0.1", port: closed),
            headers: [("Host", "127.0.0.1")]
        )

        let ids = (0..<20).map { _ in proxy.engine.replay(request, of: nil, isEdited: true) }

        let flows = await proxy.finishedFlows(20)
        #expect(flows.map(\.id) == ids)
        #expect(flows.allSatisfy { $0.error?.code == .connectionRefused && $0.response?.status == 502 })
    }

    @Test func `a replay is a flow of its own, tied to its origin`() async throws {
        let exchange = try await Exchange("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        exchange.ask("GET", version: "HTTP/1.1")
        let first = try #require(await exchange.proxy.finishedFlows(1).first)

        let id = exchange.proxy.engine.replay(first.request, of: first.id, isEdited: false)

        let replayed = try #require(await exchange.proxy.finishedFlows(2).last)
        #expect(replayed.id == id)
        #expect(replayed.source == .replay(of: first.id))
        #expect(replayed.response?.body?.bytes == Array("ok".utf8))
        #expect(exchange.seen.texts[0] == exchange.seen.texts[1])
    }
}

private func head(_ method: String, _ port: Int, _ fields: String = "") -> String {
    "\(method) http://127.0.0.1:\(port)/path HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(fields)\r\n"
}

/// A client and a server with the proxy between them; the server answers every head the same way.
private final class Exchange: Sendable {
    let proxy: TestProxy
    let origin: TestOrigin
    let client: Socket
    let seen: Received

    init(_ response: String, closes: Bool = false) async throws {
        let seen = Received()
        self.seen = seen
        origin = TestOrigin { socket in
            repeat {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty else { return }
                seen.append(head)
                socket.send(response)
            } while !closes
        }
        proxy = try await TestProxy()
        client = try proxy.connect()
    }

    func ask(_ method: String, version: String, close: Bool = false) {
        let fields = close ? "Connection: close\r\n" : ""
        client.send(
            "\(method) http://127.0.0.1:\(origin.port)/path \(version)\r\nHost: 127.0.0.1:\(origin.port)\r\n\(fields)\r\n"
        )
    }
}
