import FlowKit
import ProxyEngine
import Testing

/// What makes two sides lose count of requests, or one of them wait in vain.
@Suite struct DesyncTests {
    @Test(arguments: ["Content-Length: 2\r\n", ""])
    func `bytes beyond a replay's length are never the start of somebody's request`(fields: String) async throws {
        let seen = Received()
        let origin = TestOrigin { socket in
            while true {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty else { return }
                seen.append(head)
                if head.contains("Content-Length: 2") { _ = socket.receive(count: 2) }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let proxy = try await TestProxy()
        var headers = Headers(lines: Array("Host: h\r\n\(fields)".utf8))
        headers.append("X-Replay", "1")
        let request = Request(
            method: "POST",
            target: "/",
            origin: Origin(scheme: .http, host: "127.0.0.1", port: origin.port),
            headers: headers,
            body: Body("okDELETE /all ")
        )
        _ = proxy.engine.replay(request, of: nil, isEdited: true)
        _ = await proxy.finishedFlows(1)

        let client = try proxy.connect()
        client.send(head("GET", origin.port))

        #expect(client.receiveMessage().hasSuffix("ok"))
        #expect(seen.texts.last?.hasPrefix("GET /path ") == true, "\(seen.texts)")
    }

    @Test func `a client that reads nothing gets no more answers than its buffers hold`() async throws {
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        let count = 4_000
        let request = "GET http://sluice.proxy/ HTTP/1.1\r\nHost: sluice.proxy\r\n\r\n"

        client.send(String(repeating: request, count: count))
        client.shutdownOutput()
        // One loop carries both: each answer here means a turn there.
        let other = try proxy.connect()
        for _ in 0..<200 {
            other.send("HEAD http://sluice.proxy/ca.pem HTTP/1.1\r\nHost: sluice.proxy\r\n\r\n")
            _ = other.receive(until: "\r\n\r\n")
        }

        #expect(await proxy.finishedFlows(1).count { $0.request.path == "/" } < count)
        var received = 0
        for _ in 0..<count where client.receiveMessage().hasPrefix("HTTP/1.1 200") { received += 1 }
        #expect(received == count)
    }

    @Test func `a CONNECT among the requests of a tunnel is refused`() async throws {
        let origin = TestOrigin { socket in
            while !socket.receive(until: "\r\n\r\n").isEmpty {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = client.receive(until: "\r\n\r\n")
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = client.receiveMessage()

        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")

        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "))
    }

    @Test func `only a 100 tells a client to send its body`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno")
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Expect: 100-continue\r\nContent-Length: 50\r\n"))
        _ = client.receive(until: "\r\n\r\n")
        let response = client.receiveText()

        #expect(response.contains("Connection: close\r\n"))
        #expect(response.hasSuffix("no"))
        #expect(await proxy.finishedFlows(1).first?.response?.status == 417)
    }

    @Test func `the answer to a malformed body says that it is the last`() async throws {
        let origin = TestOrigin { _ = $0.receiveAll() }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Transfer-Encoding: chunked\r\n") + "zz\r\n")
        let response = client.receiveText()

        #expect(response.hasPrefix("HTTP/1.1 400 "))
        #expect(response.contains("Connection: close\r\n"))
        #expect(await proxy.finishedFlows(1).first?.error?.code == .badRequest)
    }

    @Test(arguments: ["", "Content-Length: 4\r\n"])
    func `what a client sends before its 101 reaches the server after the head`(fields: String) async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
            socket.send(socket.receive(count: 12))
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Upgrade: x\r\nConnection: Upgrade\r\n" + fields) + "ab")
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
        client.send("cdefghijkl")

        #expect(client.receiveText() == "abcdefghijkl")
        client.close()
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error == nil)
        #expect(flow.tunnel?.bytesFromServer == 12)
    }

    @Test func `a ClientHello that takes no end is relayed`() async throws {
        // Each byte of a hello of 59,904 in a record of its own.
        let records = (0..<20_000).flatMap { [0x16, 3, 1, 0, 1, $0 == 0 ? 1 : $0 == 2 ? 0xEA : 0] as [UInt8] }
        let origin = TestOrigin { socket in
            if socket.receive(count: records.count) == records { socket.send("whole") }
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = client.receive(until: "\r\n\r\n")

        client.send(records)

        #expect(client.receiveText() == "whole")
    }

    @Test func `a tunnel to the proxy's own site that is not HTTP ends without being looked up`() async throws {
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("CONNECT sluice.proxy:443 HTTP/1.1\r\nHost: h\r\n\r\nSSH-2.0-x\r\n")

        #expect(client.receiveText() == "HTTP/1.1 200 Connection established\r\n\r\n")
        #expect(await proxy.finishedFlows(1).first?.error?.code == .badRequest)
    }

    @Test func `a tunnel to elsewhere does not get the connection that authenticated its client`() async throws {
        let first = TestOrigin { socket in
            while !socket.receive(until: "\r\n\r\n").isEmpty {
                socket.send("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 2\r\n\r\nno")
            }
        }
        let ended = Received()
        let watched = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\nContent-Length: 2\r\n\r\nno")
            if socket.receive()?.isEmpty == true { ended.append("end") }
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        client.send(head("GET", watched.port))
        _ = client.receiveMessage()

        client.send("CONNECT 127.0.0.1:\(first.port) HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = client.receive(until: "\r\n\r\n")

        let deadline = ContinuousClock.now + .seconds(60)
        while ended.texts.isEmpty, ContinuousClock.now < deadline { await Task.yield() }
        #expect(ended.texts == ["end"])
    }
}

private func head(_ method: String, _ port: Int, _ fields: String = "") -> String {
    "\(method) http://127.0.0.1:\(port)/path HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(fields)\r\n"
}
