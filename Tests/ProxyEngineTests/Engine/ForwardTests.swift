import FlowKit
import ProxyEngine
import Testing

@Suite struct ForwardTests {
    @Test func `a request is forwarded and recorded as it was`() async throws {
        let seen = Received()
        let origin = TestOrigin { socket in
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 200 Fine\r\nX-B: 1\r\nContent-Length: 5\r\n\r\nhello")
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(
            "GET http://127.0.0.1:\(origin.port)/a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\nx-Odd:  v \r\nProxy-Connection: keep-alive\r\n\r\n"
        )
        let response = client.receiveMessage()

        #expect(response == "HTTP/1.1 200 Fine\r\nX-B: 1\r\nContent-Length: 5\r\n\r\nhello")
        #expect(seen.texts == ["GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\nx-Odd:  v \r\n\r\n"])
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.url == "http://127.0.0.1:\(origin.port)/a?b=c")
        #expect(flow.response?.status == 200)
        #expect(flow.response?.body?.bytes == Array("hello".utf8))
        #expect(flow.error == nil)
    }

    @Test func `requests on one connection are answered in order, over one upstream connection`() async throws {
        let origin = TestOrigin { socket in
            while true {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty else { return }
                let path = head.split(separator: " ")[1]
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        let requests = (1...5).map {
            "GET http://127.0.0.1:\(origin.port)/\($0) HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n"
        }
        client.send(requests.joined())
        let bodies = (1...5).map { _ in String(client.receiveMessage().suffix(2)) }

        #expect(bodies == ["/1", "/2", "/3", "/4", "/5"])
        #expect(origin.connectionCount == 1)
        #expect(await proxy.finishedFlows(5).count == 5)
    }

    @Test func `a server that refuses the connection becomes a 502 that says so`() async throws {
        let closed = TestOrigin { _ in }.port
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("GET http://127.0.0.1:\(closed)/ HTTP/1.1\r\nHost: 127.0.0.1:\(closed)\r\n\r\n")
        let response = client.receiveMessage()

        #expect(response.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        #expect(response.contains("127.0.0.1:\(closed) refused the connection"))
        #expect(await proxy.finishedFlows(1).first?.error?.code == .connectionRefused)
    }

    @Test func `a tunnel to a server that speaks first is relayed and counted`() async throws {
        let origin = TestOrigin { socket in
            socket.send("220 hello\r\n")
            let line = socket.receive(until: "\n")
            socket.send("250 \(line)")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        #expect(client.receive(until: "\n") == "220 hello\r\n")
        client.send("EHLO x\r\n")
        #expect(client.receiveText() == "250 EHLO x\r\n")
        client.close()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.kind == .tunnel)
        #expect(flow.tunnel?.bytesFromServer == 23)
        #expect(flow.tunnel?.bytesFromClient == 8)
    }
}
