import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Clients and servers that leave early, late or halfway, and what is said about it.
@Suite struct ConnectionEndTests {
    @Test func `a client that half-closes after several requests gets all responses`() async throws {
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

        client.send((1...3).map { head("GET", origin.port, path: "/\($0)") }.joined())
        client.shutdownOutput()
        let text = client.receiveText()

        #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
        #expect(text.hasSuffix("Connection: close\r\n\r\n/3"))
    }

    @Test func `every tunnel that was accepted and never used leaves a flow`() async throws {
        let origin = TestOrigin { _ = $0.receive() }
        let proxy = try await TestProxy()
        let clients = try (0..<100).map { _ in
            let client = try proxy.connect()
            client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
            return client
        }

        for (number, client) in clients.enumerated() {
            if number.isMultiple(of: 2) { client.reset() } else { client.close() }
        }

        let flows = await proxy.finishedFlows(100)
        #expect(flows.count == 100)
        #expect(flows.count { $0.error?.code == .clientClosed } >= 50)
        #expect(flows.allSatisfy { $0.request.method == "CONNECT" })
    }

    @Test func `a half head after whole requests is refused when the client half-closes`() async throws {
        let origin = TestOrigin(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port) + "GET http://127.0.")
        client.shutdownOutput()

        #expect(client.receiveMessage().hasSuffix("ok"))
        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "))
        #expect(await proxy.finishedFlows(2).last?.error?.code == .badRequest)
    }

    @Test func `an upload to nowhere is recorded with why, also when the client stops sending it`() async throws {
        let closed = TestOrigin { _ in }.port
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", closed, "Content-Length: 1000000\r\n") + "begin")
        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 502 "))
        client.close()

        #expect(await proxy.finishedFlows(1).first?.error?.code == .connectionRefused)
    }

    @Test func `a client that stops its upload after an early answer is no error`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Content-Length: 1000000\r\n") + "begin")
        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 413 "))
        client.close()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error == nil)
        #expect(flow.request.body?.byteCount == 5)
    }

    @Test func `a client that resets its connection is recorded in words`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port))
        _ = client.receive(until: "\r\n\r\n")
        client.reset()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.message == "the client's connection failed: connection reset")
    }

    @Test func `a server that resets its connection is recorded in words`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.reset()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("POST", origin.port, "Content-Length: 0\r\n"))
        _ = client.receiveMessage()

        let message = try #require(await proxy.finishedFlows(1).first?.error?.message)
        #expect(message == "127.0.0.1:\(origin.port) closed the connection without a response (connection reset)")
    }

    @Test func `a tunnel that Sluice ends says so`() async throws {
        let origin = TestOrigin { socket in
            socket.send("220 hello\r\n")
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = client.receive(until: "hello\r\n")
        await proxy.engine.stop()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.message == "Sluice was stopped")
        #expect(flow.tunnel?.bytesFromServer == 11)
    }

    @Test func `a server may not send interim responses for ever`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            for _ in 0..<10_000 { socket.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") }
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port, "Connection: close\r\n"))
        let text = client.receiveText()

        #expect(text.contains("HTTP/1.1 502 "))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .badResponse)
        #expect(flow.informational.count <= 100)
    }

    @Test func `what a client sends after its server half-closed arrives whole`() async throws {
        let size = 24 << 20
        let arrived = Received()
        let origin = TestOrigin { socket in
            socket.send("bye")
            socket.shutdownOutput()
            _ = socket.receive(until: "go")
            // Slow to read: what is on the way waits in the proxy.
            Thread.sleep(forTimeInterval: 0.3)
            arrived.append("\(socket.receive(count: size + 1).count)")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = client.receive(until: "\r\n\r\n")
        #expect(client.receiveText() == "bye")
        client.send(Array("go".utf8) + [UInt8](repeating: 1, count: size))
        client.shutdownOutput()

        _ = await proxy.finishedFlows(1)
        #expect(await eventually { arrived.texts == ["\(size)"] }, "\(arrived.texts)")
    }

    @Test func `an upload that was sent whole before the half-close arrives whole`() async throws {
        let size = 2 << 20
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            let count = socket.receive(count: size).count
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: \("\(count)".utf8.count)\r\n\r\n\(count)")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(
            Array(head("POST", origin.port, "Content-Length: \(size)\r\n").utf8) + [UInt8](repeating: 1, count: size)
        )
        client.shutdownOutput()

        #expect(client.receiveMessage().hasSuffix("\(size)"))
    }

    @Test func `a body that came with the request before is sent on at once`() async throws {
        let origin = TestOrigin { socket in
            while !socket.receive(until: "\r\n\r\n").isEmpty {
                let body = socket.receive(count: 4)
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\(String(decoding: body, as: UTF8.self))")
            }
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        let fields = "Content-Length: 4\r\n"

        client.send(head("POST", origin.port, fields) + "1234" + head("POST", origin.port, fields) + "5678")

        #expect(client.receiveMessage().hasSuffix("1234"))
        #expect(client.receiveMessage().hasSuffix("5678"))
    }

    @Test func `a slow client that half-closes gets its response whole`() async throws {
        let size = 8 << 20
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(
                Array("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n".utf8) + [UInt8](repeating: 1, count: size)
            )
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(head("GET", origin.port))
        _ = client.receive(until: "\r\n\r\n")
        client.shutdownOutput()
        var count = 0
        while let more = client.receive(upTo: 50_000), !more.isEmpty { count += more.count }

        #expect(count == size)
    }

    @Test(arguments: ["GET /x HTTP/1.1\r\nHost: h\r\n\r\n", "SSH-2.0-x\r\n\r\n", "hel\r\n\r\n"])
    func `what came with a CONNECT before the half-close reaches the server`(inside: String) async throws {
        let seen = Received()
        let origin = TestOrigin { socket in
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n" + inside)
        client.shutdownOutput()

        #expect(client.receiveText().hasSuffix("ok"))
        #expect(seen.texts == [inside])
    }

    @Test(arguments: [
        ("OPTIONS http://127.0.0.1:PORT HTTP/1.1\r\nHost: h", "OPTIONS * HTTP/1.1\r\n"),
        ("OPTIONS http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: h", "OPTIONS / HTTP/1.1\r\n"),
        ("OPTIONS http://127.0.0.1:PORT?q HTTP/1.1\r\nHost: h", "OPTIONS /?q HTTP/1.1\r\n"),
        ("GET http://127.0.0.1:PORT HTTP/1.1\r\nHost: h", "GET / HTTP/1.1\r\n"),
        ("GET http://127.0.0.1:PORT HTTP/1.0", "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n"),
        (
            "CONNECT 127.0.0.1:PORT HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.0",
            "GET /x HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n"
        ),
    ])
    func `a server gets the target and the host in the form it must have`(request: String, start: String) async throws {
        let seen = Received()
        let origin = TestOrigin { socket in
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(request.replacingOccurrences(of: "PORT", with: "\(origin.port)") + "\r\n\r\n")
        _ = client.receive(until: "204 No Content\r\n")

        let expected = start.replacingOccurrences(of: "PORT", with: "\(origin.port)")
        #expect(seen.texts.first?.hasPrefix(expected) == true, "\(seen.texts)")
    }
}

private func eventually(_ condition: () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while !condition() {
        if ContinuousClock.now > deadline { return false }
        await Task.yield()
    }
    return true
}

private func head(_ method: String, _ port: Int, _ fields: String = "", path: String = "/path") -> String {
    "\(method) http://127.0.0.1:\(port)\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(fields)\r\n"
}

extension TestOrigin {
    /// Answers every head the same way.
    fileprivate convenience init(answering response: String) {
        self.init { socket in
            while !socket.receive(until: "\r\n\r\n").isEmpty { socket.send(response) }
        }
    }
}
