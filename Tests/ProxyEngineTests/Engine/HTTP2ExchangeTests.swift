import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// Requests over HTTP/2 through a running engine, with ends that a test plays frame by frame.
@Suite struct HTTP2ExchangeTests {
    /// A server that answers each request with its method, path and body.
    private static func echo(_ socket: Socket) {
        let peer = HTTP2Peer(socket, role: .server)
        var heads: [HTTP2StreamID: Headers] = [:]
        var bodies: [HTTP2StreamID: String] = [:]
        while let event = peer.nextMessage() {
            var ended: HTTP2StreamID?
            switch event {
            case .headers(let id, let fields, let kind, let endStream, _):
                if kind == .request { heads[id] = fields.headers }
                if endStream { ended = id }
            case .data(let id, let content, let endStream):
                bodies[id, default: ""] += String(buffer: content)
                if endStream { ended = id }
            default: continue
            }
            guard let id = ended, let head = heads[id] else { continue }
            let text = "\(head[":method"] ?? "") \(head[":path"] ?? "") \(bodies[id] ?? "")"
            peer.answer(id, [(":status", "200"), ("x-seen", head["x-test"] ?? "-")], body: text)
        }
    }

    @Test func `a request and its response pass between two ends that speak HTTP/2`() async throws {
        let origin = TestOrigin(Self.echo)
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let id = client.request("POST", "/a?b", port: origin.port, fields: [("x-test", "caf\u{e9}")], endStream: false)
        client.send("hello", on: id, endStream: true)
        let answer = client.response(id)

        #expect(answer.status == "200")
        #expect(answer.body == "POST /a?b hello")
        #expect(answer.headers["x-seen"] == "café")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.version == .http2)
        #expect(flow.request.method == "POST")
        #expect(flow.request.url == "http://127.0.0.1:\(origin.port)/a?b")
        #expect(flow.request.headers.map(\.name) == [":method", ":scheme", ":authority", ":path", "x-test"])
        #expect(flow.request.body == Body("hello"))
        #expect(flow.response?.version == .http2)
        #expect(flow.response?.status == 200)
        #expect(flow.response?.body == Body("POST /a?b hello"))
        #expect(flow.error == nil)
    }

    @Test func `streams share one connection to the server and end in any order`() async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            var waiting: [HTTP2StreamID] = []
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                waiting.append(id)
                guard waiting.count == 20 else { continue }
                for id in waiting.reversed() { peer.answer(id, [(":status", "200")], body: "for \(id)") }
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let ids = (0..<20).map { client.request("GET", "/\($0)", port: origin.port) }
        var bodies: [String] = []
        for (_, answer) in responses(client, ids) { bodies.append(answer.body) }

        #expect(Set(bodies) == Set(ids.map { "for \($0)" }))
        #expect(origin.connectionCount == 1)
        #expect(await proxy.finishedFlows(20).count == 20)
    }

    private func responses(_ client: HTTP2Peer, _ ids: [HTTP2StreamID]) -> [HTTP2StreamID: HTTP2Answer] {
        var answers: [HTTP2StreamID: HTTP2Answer] = [:]
        while answers.count < ids.count || answers.values.contains(where: { $0.body.isEmpty }) {
            guard let event = client.nextMessage() else { break }
            switch event {
            case .headers(let id, let fields, let kind, _, _):
                answers[id, default: HTTP2Answer()].take(fields.headers, kind)
            case .data(let id, let content, _): answers[id, default: HTTP2Answer()].body += String(buffer: content)
            default: continue
            }
        }
        return answers
    }

    @Test func `interim responses and trailers pass both ways`() async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, let fields, .trailers, _, _) = event else { continue }
                let early = Headers([(":status", "103"), ("link", "</a>")])
                peer.http2.sendHeaders(HTTP2Fields(headers: early, neverIndexed: []), on: id, endStream: false)
                let status = ("grpc-status", fields.headers["x-sum"] ?? "")
                peer.answer(id, [(":status", "200")], body: "b", trailers: Headers([status]))
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let id = client.request("POST", port: origin.port, endStream: false)
        client.send("data", on: id, endStream: false)
        client.http2.sendHeaders(
            HTTP2Fields(headers: Headers([("x-sum", "7")]), neverIndexed: []),
            on: id,
            endStream: true
        )
        client.flush()
        let answer = client.response(id)

        #expect(answer.informational.first?["link"] == "</a>")
        #expect(answer.trailers?["grpc-status"] == "7")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.informational.map(\.status) == [103])
        #expect(flow.request.trailers?["x-sum"] == "7")
        #expect(flow.response?.trailers?["grpc-status"] == "7")
    }

    @Test func `a server's reset reaches the client with its code, and the other streams go on`() async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, let fields, .request, _, _) = event else { continue }
                if fields.headers[":path"] == "/bad" {
                    peer.http2.sendReset(id, .enhanceYourCalm)
                    peer.flush()
                } else {
                    peer.answer(id, [(":status", "204")])
                }
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let bad = client.request("GET", "/bad", port: origin.port)
        let good = client.request("GET", "/good", port: origin.port)
        let answers = client.responses(bad, good)

        #expect(answers[bad]?.reset == .enhanceYourCalm)
        #expect(answers[good]?.status == "204")
        let flows = await proxy.finishedFlows(2)
        #expect(flows.first { $0.request.path == "/bad" }?.error?.message.contains("ENHANCE_YOUR_CALM") == true)
    }

    @Test func `a client's reset reaches the server with its code`() async throws {
        let resets = Received()
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                switch event {
                case .headers(let id, _, .request, _, _):
                    peer.http2.sendHeaders(
                        HTTP2Fields(headers: [(":status", "200")], neverIndexed: []),
                        on: id,
                        endStream: false
                    )
                    peer.flush()
                case .reset(_, let code): resets.append("\(code)")
                default: continue
                }
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let id = client.request(port: origin.port)
        _ = client.nextMessage()
        client.http2.sendReset(id, .init(rawValue: 0x77))
        client.flush()

        #expect(await resets.texts(1) == ["0x77"])
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .clientClosed)
        #expect(flow.response?.status == 200)
    }

    @Test(arguments: [
        ("HEAD", "200", 5, true), ("GET", "204", 0, true), ("GET", "304", 5, true), ("GET", "200", 3, true),
        ("GET", "200", 4, false), ("GET", "206", nil, false),
    ])
    func `a client that resets a stream of which only the end is missing has its response`(
        method: String,
        status: String,
        length: Int?,
        isWhole: Bool
    ) async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                let length = length.map { [("content-length", "\($0)")] } ?? []
                let fields = HTTP2Fields(headers: Headers([(":status", status)] + length), neverIndexed: [])
                peer.http2.sendHeaders(fields, on: id, endStream: false)
                if method == "GET", status == "200" || status == "206" { peer.send("abc", on: id, endStream: false) }
                peer.flush()
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let id = client.request(method, port: origin.port)
        let hasBody = method == "GET" && (status == "200" || status == "206")
        for _ in 0..<(hasBody ? 2 : 1) { _ = client.nextMessage() }
        client.http2.sendReset(id, .streamClosed)
        client.flush()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect((flow.error == nil) == isWhole)
        #expect(flow.response?.status == Int(status))
    }

    @Test func `a server that goes away sends its client away`() async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                peer.http2.sendGoAway(.noError, debug: Array("bye".utf8))
                peer.answer(id, [(":status", "200")], body: "last")
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let answer = client.response(client.request(port: origin.port))

        #expect(answer.goAway == .noError)
        #expect(answer.body == "last")
    }

    @Test func `a body that nobody reads stays with its sender`() async throws {
        let sent = Counter()
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.next() {
                if case .headers(let id, _, .request, _, _) = event {
                    peer.http2.sendHeaders(
                        HTTP2Fields(headers: [(":status", "200")], neverIndexed: []),
                        on: id,
                        endStream: false
                    )
                    for _ in 0..<1_000 {
                        peer.http2.sendData(ByteBuffer(repeating: 0x78, count: 65_536), on: id, endStream: false)
                    }
                }
                while let output = peer.http2.takeOutput() {
                    peer.socket.send(Array(output.readableBytesView))
                    for _ in 0..<(output.readableBytes >> 16) { sent.add() }
                }
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)
        client.consumes = false

        let id = client.request(port: origin.port)
        var received = 0
        while let event = client.nextMessage() {
            guard case .data(_, let content, _) = event else { continue }
            received += content.readableBytes
            if received >= Int(HTTP2Settings.proxy.initialWindowSize) { break }
        }
        let flows = await proxy.flows { $0.first.map { ($0.response?.body?.byteCount ?? 0) > 1 << 20 } ?? false }

        // 64 MB are to come; the windows of both connections and what lies between hold a part of it.
        #expect(received < 8 << 20)
        #expect((flows.first?.response?.body?.byteCount ?? 0) < 24 << 20)
        #expect(sent.value < 500)
        client.http2.sendReset(id, .cancel)
        client.flush()
        #expect(await proxy.finishedFlows(1).first?.error?.code == .clientClosed)
    }

    @Test func `a request over HTTP/2 goes to a server that speaks HTTP/1`() async throws {
        let heads = Received()
        let origin = TestOrigin { socket in
            let head = socket.receive(until: "\r\n\r\n")
            heads.append(head + String(decoding: socket.receive(until: "0\r\n\r\n").utf8, as: UTF8.self))
            socket.send("HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nX-Case: Kept\r\n\r\n")
            socket.send("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nSum: 5\r\n\r\n")
            _ = socket.receive()
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy)

        let fields = [("cookie", "a=1"), ("x-test", "v"), ("cookie", "b=2")]
        let id = client.request("POST", "/p", port: origin.port, fields: fields, endStream: false)
        client.send("hello", on: id, endStream: false)
        client.send("", on: id, endStream: true)
        let answer = client.response(id)

        let expected =
            "POST /p HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\ncookie: a=1; b=2\r\nx-test: v\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        #expect(await heads.texts(1) == [expected])
        #expect(answer.status == "200")
        #expect(answer.headers.map(\.name) == [":status", "x-case"])
        #expect(answer.body == "abcde")
        #expect(answer.trailers?["sum"] == "5")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.version == .http2)
        #expect(flow.response?.version == .http11)
        #expect(flow.response?.headers.map(\.name).first == "Transfer-Encoding")
    }

    @Test func `a replay of a request over HTTP/2 is sent over HTTP/2`() async throws {
        let origin = TestOrigin(Self.echo)
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)
        _ = client.response(client.request("PUT", "/again", port: origin.port))
        let first = try #require(await proxy.finishedFlows(1).first)

        let id = proxy.engine.replay(first.request, of: first.id, isEdited: false)

        let replay = try #require(await proxy.finishedFlows(2).first { $0.id == id })
        #expect(replay.error == nil)
        #expect(replay.response?.version == .http2)
        #expect(replay.response?.body == Body("PUT /again "))
    }

    @Test func `a rule blocks one stream and the others go on`() async throws {
        let origin = TestOrigin(Self.echo)
        let proxy = try await TestProxy()
        _ = try proxy.rules.add(RuleDefinition(expression: "~u blocked", action: "403 \"no\""))
        _ = try proxy.rules.add(RuleDefinition(expression: "~u cut", action: "reset"))
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)

        let blocked = client.request("GET", "/blocked", port: origin.port)
        let cut = client.request("GET", "/cut", port: origin.port)
        let free = client.request("GET", "/free", port: origin.port)
        let answers = client.responses(blocked, cut, free)

        #expect(answers[blocked]?.status == "403")
        #expect(answers[blocked]?.body == "no")
        #expect(answers[cut]?.reset == .internalError)
        #expect(answers[free]?.status == "200")
    }

    @Test func `a client that resets without end is cut off, others are not, and the flow says why`() async throws {
        let origin = TestOrigin(Self.echo)
        let proxy = try await TestProxy()
        let calm = try HTTP2Peer(through: proxy, tunnelTo: origin.port)
        // One whose requests are never answered: what was answered in time was no waste.
        let silent = TestOrigin { while let bytes = $0.receive(), !bytes.isEmpty {} }
        let hasty = try HTTP2Peer(through: proxy, tunnelTo: silent.port)

        for _ in 0..<5_000 {
            let id = hasty.request(port: silent.port)
            guard id != 0 else { break }
            hasty.http2.sendReset(id, .cancel)
        }
        hasty.flush()
        var code: HTTP2ErrorCode?
        while code == nil, let event = hasty.next() {
            if case .goAway(_, let said, _) = event { code = said }
        }

        #expect(code == .enhanceYourCalm)
        #expect(calm.response(calm.request(port: origin.port)).status == "200")
        let flows = await proxy.flows { $0.contains { $0.error?.message.contains("ENHANCE_YOUR_CALM") ?? false } }
        #expect(flows.contains { $0.error?.message.contains("ENHANCE_YOUR_CALM") ?? false })
    }

    @Test func `a WebSocket over HTTP/2 is read along`() async throws {
        let origin = TestOrigin { socket in
            var settings = HTTP2Settings.proxy
            settings.isConnectProtocolEnabled = true
            let peer = HTTP2Peer(socket, role: .server, settings: settings)
            while let event = peer.nextMessage() {
                switch event {
                case .headers(let id, let fields, .request, _, _):
                    let name = fields.headers[":protocol"] ?? ""
                    peer.http2.sendHeaders(
                        HTTP2Fields(headers: [(":status", "200"), ("x-protocol", name)], neverIndexed: []),
                        on: id,
                        endStream: false
                    )
                    peer.flush()
                case .data(let id, let content, let endStream):
                    // A text message, without a mask as a server's is (RFC 6455 §5.1).
                    let answer = content.readableBytes > 0 ? "\u{1}\u{4}pong" : ""
                    var bytes = ByteBuffer(string: answer)
                    if bytes.readableBytes > 0 { bytes.setInteger(UInt8(0x81), at: 0) }
                    peer.http2.sendData(bytes, on: id, endStream: endStream)
                    peer.flush()
                default: continue
                }
            }
        }
        let proxy = try await TestProxy()
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port)
        var isEnabled = false
        while !isEnabled, let event = client.next() {
            if case .settings(let settings) = event { isEnabled = settings.isConnectProtocolEnabled }
        }
        #expect(isEnabled)

        let id = client.send(
            [
                (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/chat"),
                (":authority", "127.0.0.1:\(origin.port)"),
            ],
            endStream: false
        )
        while let event = client.nextMessage() {
            if case .headers = event { break }
        }
        client.http2.sendData(ByteBuffer(bytes: [0x81, 0x84, 0, 0, 0, 0] + "ping".utf8), on: id, endStream: false)
        client.flush()
        var echoed: [UInt8] = []
        while echoed.count < 6, let event = client.nextMessage() {
            if case .data(_, let content, _) = event { echoed += content.readableBytesView }
        }
        client.send("", on: id, endStream: true)
        let answer = client.response(id)

        #expect(echoed == [0x81, 0x04] + "pong".utf8)
        #expect(answer.body.isEmpty)
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.response?.headers["x-protocol"] == "websocket")
        #expect(flow.request.url == "http://127.0.0.1:\(origin.port)/chat")
        #expect(flow.messages?.map(\.payload) == [Body("ping"), Body("pong")])
        #expect(flow.error == nil)
    }
}
