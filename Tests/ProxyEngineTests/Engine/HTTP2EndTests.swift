import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// Streams and connections of HTTP/2 that end early, late or halfway, with ends that a test plays frame by frame.
@Suite struct HTTP2EndTests {
    /// Windows so small that most of a response waits in the proxy.
    private static var narrow: HTTP2Settings {
        var settings = HTTP2Settings.proxy
        settings.initialWindowSize = 1_000
        return settings
    }

    private static func narrowClient(_ proxy: TestProxy, tunnelTo port: Int? = nil) throws -> HTTP2Peer {
        let client = try HTTP2Peer(through: proxy, tunnelTo: port, settings: narrow)
        client.consumes = false
        return client
    }

    /// A server that answers each head with so many bytes, whether the request is complete or not.
    private static func answering(byteCount: Int, then: @escaping @Sendable (HTTP2Peer, HTTP2StreamID) -> Void)
        -> @Sendable (Socket) -> Void
    {
        { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                peer.answer(id, [(":status", "200")], body: String(repeating: "x", count: byteCount))
                then(peer, id)
                peer.flush()
            }
        }
    }

    /// Reads on to the end of the stream, and its reset where one is expected.
    private func whole(_ client: HTTP2Peer, _ id: HTTP2StreamID, awaitsReset: Bool = false) -> (Int, HTTP2ErrorCode?) {
        client.consumes = true
        var byteCount = 0
        while let event = client.nextMessage() {
            switch event {
            case .data(id, let content, let endStream):
                byteCount += content.readableBytes
                if endStream, !awaitsReset { return (byteCount, nil) }
            case .headers(id, _, .trailers, _, _): return (byteCount, nil)
            case .reset(id, let code): return (byteCount, code)
            default: continue
            }
        }
        return (byteCount, nil)
    }

    private func open(_ client: HTTP2Peer, _ id: HTTP2StreamID) {
        client.http2.consumed(1_000, on: id)
        client.flush()
    }

    @Test func `a client that goes away and reads slowly gets its response whole`() async throws {
        let origin = TestOrigin(Self.answering(byteCount: 60_000) { _, _ in })
        let proxy = try await TestProxy()
        let client = try Self.narrowClient(proxy, tunnelTo: origin.port)

        let id = client.request(port: origin.port)
        client.http2.sendGoAway(.noError)
        client.flush()
        _ = await proxy.finishedFlows(1)
        open(client, id)

        #expect(whole(client, id).0 == 60_000)
    }

    @Test func `a client that half-closes and reads slowly gets its response whole`() async throws {
        let origin = TestOrigin(Self.answering(byteCount: 4 << 20) { _, _ in })
        let proxy = try await TestProxy()
        var settings = HTTP2Settings.proxy
        settings.initialWindowSize = 8 << 20
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port, settings: settings)

        let id = client.request(port: origin.port)
        client.socket.shutdownOutput()

        #expect(whole(client, id).0 == 4 << 20)
    }

    @Test(arguments: [50_000, 4 << 20])
    func `what waits for the window of a client that sends no more is given up`(byteCount: Int) async throws {
        let origin = TestOrigin(Self.answering(byteCount: byteCount) { _, _ in })
        let proxy = try await TestProxy()
        let client = try Self.narrowClient(proxy, tunnelTo: origin.port)

        let id = client.request(port: origin.port)
        client.socket.shutdownOutput()
        var isSentAway = false
        var received = 0
        while let event = client.nextMessage() {
            if case .data(id, let content, _) = event { received += content.readableBytes }
            if case .goAway = event { isSentAway = true }
        }

        #expect(received == 1_000)
        #expect(isSentAway)
        #expect(await proxy.finishedFlows(1).count == 1)
    }

    @Test func `a client that half-closes in its request cancels it`() async throws {
        let events = Received()
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                switch event {
                case .headers: events.append("request")
                case .reset(_, let code): events.append("\(code)")
                default: break
                }
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        _ = client.request("POST", port: origin.port, endStream: false)
        #expect(await events.texts(1) == ["request"])
        client.socket.shutdownOutput()

        #expect(await proxy.finishedFlows(1).first?.error?.code == .clientClosed)
        #expect(await events.texts(2) == ["request", "CANCEL"])
    }

    @Test func `a server that has answered and wants no more ends the upload, not the response`() async throws {
        let origin = TestOrigin(Self.answering(byteCount: 50_000) { $0.http2.sendResetAfterEnd($1, .noError) })
        let proxy = try await TestProxy()
        let client = try Self.narrowClient(proxy, tunnelTo: origin.port)

        let id = client.request("POST", port: origin.port, endStream: false)
        _ = await proxy.finishedFlows(1)
        open(client, id)
        let (byteCount, reset) = whole(client, id, awaitsReset: true)

        #expect(byteCount == 50_000)
        #expect(reset == .noError)
        #expect(await proxy.finishedFlows(1).first?.error == nil)
    }

    @Test func `an upload that its HTTP_1 server answers early ends with the response`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(
                "HTTP/1.1 413 Too Large\r\nContent-Length: 50000\r\n\r\n" + String(repeating: "x", count: 50_000)
            )
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try Self.narrowClient(proxy)

        let id = client.request("POST", port: origin.port, endStream: false)
        _ = await proxy.finishedFlows(1)
        open(client, id)
        let (byteCount, reset) = whole(client, id, awaitsReset: true)

        #expect(byteCount == 50_000)
        #expect(reset == .noError)
        #expect(await proxy.finishedFlows(1).first?.response?.status == 413)
    }

    @Test func `a request with too many fields is answered, and its stream ended`() async throws {
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy)
        let long = String(repeating: "v", count: 300_000)

        let id = client.request("POST", port: 1, fields: [("x-long", long)], endStream: false)
        var status: String?
        var reset: HTTP2ErrorCode?
        while reset == nil, let event = client.nextMessage() {
            if case .headers(id, let fields, .response, _, _) = event { status = fields.headers[":status"] }
            if case .reset(id, let code) = event { reset = code }
        }

        #expect(status == "431")
        #expect(reset == .noError)
        #expect(await proxy.finishedFlows(1).first?.error?.code == .badRequest)
    }

    @Test func `responses that wait for their client do not close the server's window for others`() async throws {
        let body = String(repeating: "x", count: 1_000_000)
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                peer.answer(id, [(":status", "200")], body: body, trailers: [("grpc-status", "0")])
            }
        }
        let proxy = try await TestProxy(budget: 4 << 20)
        let client = try Self.narrowClient(proxy, tunnelTo: origin.port)

        // Together more than the window of the connection.
        for round in 1...34 {
            client.consumes = false
            let id = client.request("GET", "/\(round)", port: origin.port)
            let flows = await proxy.flows { $0.contains { $0.request.path == "/\(round)" && $0.isFinished } }
            guard flows.contains(where: { $0.request.path == "/\(round)" && $0.isFinished }) else {
                Issue.record("round \(round) is not finished")
                return
            }
            open(client, id)
            #expect(whole(client, id).0 == body.utf8.count)
        }
    }

    @Test func `requests that wait for a place go elsewhere when their server closes`() async throws {
        let announced = Received()
        let origin = TestOrigin { socket in
            var settings = HTTP2Settings.proxy
            settings.maxConcurrentStreams = 1
            let peer = HTTP2Peer(socket, role: .server, settings: settings)
            announced.append("")
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                return peer.answer(id, [(":status", "200")])
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)
        _ = await announced.texts(1)

        let ids = (0..<3).map { client.request("GET", "/\($0)", port: origin.port) }
        let answers = client.responses(ids[0], ids[1], ids[2])

        // Those of which nothing was sent are sent again; those that were refused may be asked for again by the client.
        #expect(answers[ids[0]]?.status == "200")
        for id in ids { #expect(answers[id]?.status == "200" || answers[id]?.reset == .refusedStream) }
    }

    @Test func `a client on which nothing moves is sent away in order`() async throws {
        let proxy = try await TestProxy { $0.idleTimeout = .milliseconds(200) }
        let client = try HTTP2Peer(through: proxy)

        var code: HTTP2ErrorCode?
        while let event = client.nextMessage() {
            if case .goAway(_, let said, _) = event { code = said }
        }

        #expect(code == .noError)
    }

    @Test func `a request that nothing answers is answered in the end`() async throws {
        let origin = TestOrigin { _ = $0.receiveAll() }
        let proxy = try await TestProxy { $0.idleTimeout = .milliseconds(300) }
        let client = try HTTP2Peer(through: proxy)

        let answer = client.response(client.request(port: origin.port))

        #expect(answer.status == "504")
        #expect(await proxy.finishedFlows(1).first?.error?.code == .idleTimedOut)
    }

    @Test func `the authority decides where HTTP_1 is told that a request goes`() async throws {
        let heads = Received()
        let origin = TestOrigin { socket in
            heads.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.0 200 OK\r\n\r\nold")
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy)

        let answer = client.response(client.request(port: origin.port, fields: [("host", "other.test")]))

        #expect(await heads.texts(1).first?.contains("other.test") == false)
        #expect(heads.texts.first?.lowercased().contains("host: 127.0.0.1:\(origin.port)\r\n") == true)
        #expect(answer.body == "old")
    }

    @Test(arguments: [("HEAD", "200"), ("GET", "204"), ("GET", "304")])
    func `a response without content ends its stream`(method: String, status: String) async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                peer.answer(id, [(":status", status), ("etag", "e")], body: "")
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let answer = client.response(client.request(method, port: origin.port))

        #expect(answer.status == status)
        #expect(answer.headers["etag"] == "e")
        #expect(await proxy.finishedFlows(1).first?.error == nil)
    }
}
