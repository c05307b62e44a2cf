import FlowKit
import Foundation
import ProxyEngine
import Testing

/// WebSockets over real sockets.
@Suite struct WebSocketTests {
    private static let accepted = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"

    /// A server that takes every upgrade and then does as told.
    private func origin(
        _ fields: String = "",
        _ serve: @escaping @Sendable (Socket) -> Void
    ) -> TestOrigin {
        TestOrigin { socket in
            socket.wait(upToSeconds: 120)
            guard socket.receive(until: "\r\n\r\n").contains("Upgrade: websocket\r\n") else { return }
            socket.send(Self.accepted + fields + "\r\n")
            serve(socket)
        }
    }

    private func open(_ proxy: TestProxy, _ port: Int, then bytes: [UInt8] = []) throws -> Socket {
        let client = try proxy.connect()
        client.wait(upToSeconds: 120)
        let lines = [
            "GET http://127.0.0.1:\(port)/chat HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        ]
        client.send(Array(lines.joined(separator: "\r\n").utf8) + bytes)
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101 "))
        return client
    }

    /// The flow once it has so many messages.
    private func flow(of proxy: TestProxy, withMessages count: Int) async throws -> Flow {
        try #require(await proxy.flows { $0.first?.messages?.endNumber ?? 0 >= count }.first)
    }

    @Test func `what is said is recorded while the connection is open`() async throws {
        let origin = origin { socket in
            socket.send(frame(1, "welcome"))
            _ = socket.receive(count: 11)
            socket.send(frame(2, [0, 255]))
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)
        #expect(client.receive(count: 9) == frame(1, "welcome"))
        client.send(frame(1, "hello", mask: exampleMask))
        #expect(client.receive(count: 4) == frame(2, [0, 255]))

        let flow = try await flow(of: proxy, withMessages: 3)

        #expect(flow.kind == .http && flow.request.method == "GET" && flow.response?.status == 101)
        #expect(!flow.isFinished)
        #expect(
            flow.messages?.map(\.summary) == [
                #"server text "welcome" 9"#, #"client text "hello" 11"#, "server binary \"\u{0}ÿ\" 4",
            ]
        )
        client.close()
        let finished = try #require(await proxy.finishedFlows(1).first)
        #expect(finished.error == nil && finished.messages?.count == 3)
        #expect(finished.tunnel == TunnelCounts(bytesFromClient: 11, bytesFromServer: 13, protocolName: "websocket"))
    }

    @Test func `a message that follows another closely is seen though nothing comes after it`() async throws {
        let origin = origin { _ = $0.receiveAll() }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)
        for number in 1...5 {
            client.send(frame(1, "m\(number)", mask: exampleMask))

            #expect(try await flow(of: proxy, withMessages: number).messages?.count == number)
        }
    }

    @Test func `a piece of a body that follows another closely is seen too`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n")
            _ = socket.receive(until: "on")
            socket.send("2\r\nb\n\r\n")
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        client.send("POST http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n")
        _ = client.receive(until: "a\n\r\n")
        client.send("on")
        _ = client.receive(until: "b\n\r\n")

        let flows = await proxy.flows { $0.first?.response?.body?.byteCount == 4 }

        #expect(flows.first?.response?.body?.bytes == Array("a\nb\n".utf8))
    }

    @Test func `frames that come with the heads are recorded too`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(Array((Self.accepted + "\r\n").utf8) + frame(1, "early"))
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()

        let client = try open(proxy, origin.port, then: frame(1, "eager", mask: exampleMask))

        #expect(client.receive(count: 7) == frame(1, "early"))
        let flow = try await flow(of: proxy, withMessages: 2)
        #expect(Set(flow.messages?.map(\.summary) ?? []) == [#"server text "early" 7"#, #"client text "eager" 11"#])
    }

    @Test func `a breach of the protocol passes and marks the flow`() async throws {
        let origin = origin { socket in
            socket.send([0x83, 0x01, 0x61] + frame(1, "more"))
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)

        #expect(client.receive(count: 9) == [0x83, 0x01, 0x61] + frame(1, "more"))

        client.close()
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .protocolBroken)
        #expect(flow.error?.message.contains("the server's frame at byte 0 has the reserved opcode 3") == true)
    }

    @Test func `what was said in a deleted flow is not kept elsewhere`() async throws {
        let large = frame(2, [UInt8](repeating: 1, count: 100_000), mask: exampleMask)
        let origin = origin { socket in
            _ = socket.receive(count: 9 + large.count)
            socket.send(frame(1, "done"))
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)
        client.send(frame(1, "one", mask: exampleMask))
        let id = try await flow(of: proxy, withMessages: 1).id

        let before = proxy.store.snapshot()
        proxy.store.remove([id])
        // Large enough to be reported at once.
        client.send(large)
        #expect(client.receive(count: 6) == frame(1, "done"))
        proxy.store.restore([id].compactMap { before[$0] })
        client.close()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.messages?.endNumber == 3)
        #expect(flow.messages?.droppedCount ?? 0 > 1)
    }

    @Test func `while nothing is recorded it passes all the same`() async throws {
        let origin = origin { $0.send($0.receive(count: 11)) }
        let proxy = try await TestProxy()
        proxy.engine.isRecording = false
        let client = try open(proxy, origin.port)

        client.send(frame(1, "hello", mask: exampleMask))

        #expect(client.receiveAll() == frame(1, "hello", mask: exampleMask))
        #expect(proxy.store.snapshot().totals.flowCount == 0)
    }

    // MARK: - Injection

    @Test func `messages are sent to either side while others pass`() async throws {
        let toServer = Received()
        let origin = origin { socket in
            socket.send(frame(1, "a", isFinal: false))
            // The client's three frames, the injected one among them, tell that the other may go on.
            var reader = WebSocketConversation()
            while reader.messages.count < 3, let bytes = socket.receive(), !bytes.isEmpty {
                reader.say(bytes, from: .client)
            }
            reader.messages.forEach { toServer.append($0.summary) }
            #expect(reader.violation == nil)
            socket.send(frame(0, "b") + frame(8, [0x03, 0xE8]))
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)
        client.send(frame(1, "one", mask: exampleMask))
        let id = try await flow(of: proxy, withMessages: 1).id
        #expect(client.receive(count: 3) == frame(1, "a", isFinal: false))

        try await proxy.engine.inject(OutgoingMessage(.text, Array("from us".utf8)), into: id, toward: .client)
        try await proxy.engine.inject(OutgoingMessage(.ping, [9]), into: id, toward: .client)
        try await proxy.engine.inject(OutgoingMessage(.text, Array("from you".utf8)), into: id, toward: .server)
        client.send(frame(1, "two", mask: exampleMask))

        var reader = WebSocketConversation()
        reader.say(frame(1, "a", isFinal: false), from: .server)
        while reader.messages.count < 4, let bytes = client.receive(), !bytes.isEmpty {
            reader.say(bytes, from: .server)
        }
        #expect(reader.violation == nil)
        #expect(reader.messages.map { WireText.decode($0.payload.bytes) } == ["\u{9}", "ab", "from us", ""])
        #expect(
            toServer.texts == [
                #"client text "one" 9"#, #"client text "from you" 14"#, #"client text "two" 9"#,
            ]
        )
        let recorded = try await flow(of: proxy, withMessages: 7).messages
        #expect(recorded?.filter(\.isInjected).map(\.sender) == [.server, .client, .server])
        client.close()
    }

    @Test func `what cannot be sent says why`() async throws {
        let origin = origin { _ = $0.receiveAll() }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)
        client.send(frame(1, "x", mask: exampleMask))
        let id = try await flow(of: proxy, withMessages: 1).id
        let message = OutgoingMessage(.text, [0x61])

        await expectError("is not an open WebSocket") {
            try await proxy.engine.inject(message, into: FlowID(99), toward: .client)
        }
        await expectError("UTF-8") {
            try await proxy.engine.inject(OutgoingMessage(.text, [0xFF]), into: id, toward: .client)
        }
        client.close()
        _ = await proxy.finishedFlows(1)
        await expectError("is not an open WebSocket") {
            try await proxy.engine.inject(message, into: id, toward: .server)
        }
        await proxy.engine.stop()
        await expectError("is not an open WebSocket") {
            try await proxy.engine.inject(message, into: id, toward: .server)
        }
    }

    private func expectError(_ words: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("nothing was thrown")
        } catch {
            #expect("\(error)".contains(words))
        }
    }

    // MARK: - Much

    @Test func `large messages go both ways and are kept whole`() async throws {
        let payload = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
        let sent = frame(2, payload, mask: [0, 0, 0, 0])
        let answer = frame(2, payload)
        let origin = origin { socket in
            for _ in 0..<4 {
                guard socket.receive(count: sent.count) == sent else { return }
                socket.send(answer)
            }
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try open(proxy, origin.port)

        for _ in 0..<4 {
            client.send(sent)
            #expect(client.receive(count: answer.count) == answer)
        }

        let flow = try await flow(of: proxy, withMessages: 8)
        #expect(flow.messages?.allSatisfy { $0.payload.bytes == payload } == true)
        #expect(flow.footprint > 8 << 20)
    }

    @Test func `a hundred thousand small messages stay within the budget`() async throws {
        let count = 100_000
        let origin = origin { socket in
            let batch = (0..<1000).flatMap { _ in frame(1, "tick") }
            for _ in 0..<(count / 1000) { socket.send(batch) }
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy(budget: 16 << 20)
        let client = try open(proxy, origin.port)

        #expect(client.receive(count: count * 6).count == count * 6)

        let flow = try await flow(of: proxy, withMessages: count)
        #expect(flow.messages?.endNumber == count)
        #expect(flow.messages?.droppedCount ?? 0 > 0)
        #expect(flow.messages?.byteCount ?? .max <= 2 << 20)
        #expect(proxy.store.snapshot().totals.byteCount <= 16 << 20)
    }

    @Test func `a slow reader slows the sender`() async throws {
        let sent = Counter()
        let total = 1_000
        let payload = [UInt8](repeating: 7, count: 64 << 10)
        let origin = origin { socket in
            for _ in 0..<total {
                socket.send(frame(2, payload))
                sent.add()
            }
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy { $0.bodyLimit = 1000 }
        let client = try open(proxy, origin.port)

        // Nothing is read, until nothing is sent.
        var last = (count: -1, since: ContinuousClock.now)
        while sent.value < total, ContinuousClock.now - last.since < .milliseconds(500) {
            if sent.value != last.count { last = (sent.value, .now) }
            await Task.yield()
        }
        #expect(sent.value < total)

        #expect(client.receive(count: total * (payload.count + 10)).count == total * (payload.count + 10))
        #expect(try await flow(of: proxy, withMessages: total).messages?.endNumber == total)
    }
}
