import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// Clients that ask in HTTP/1 to go on in HTTP/2 in the clear (RFC 7540 §3.2).
@Suite struct HTTP2UpgradeTests {
    enum Way: CaseIterable {
        case tunnel, reverse
    }

    private static let narrow = HTTP2Settings(isPushEnabled: false, initialWindowSize: 1_000)
    private static let fields = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAQAAAPo\r\n"
    private static let agreement = "HTTP/1.1 101 Fine\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nX-A: 1\r\n\r\n"

    /// A server that goes on in HTTP/2, and answers each request with its method and 5,000 bytes.
    private static func upgrading(_ heads: Received) -> TestOrigin {
        TestOrigin { socket in
            let head = socket.receive(until: "\r\n\r\n")
            heads.append(head)
            socket.send(agreement)
            let peer = HTTP2Peer(socket, role: .server)
            peer.http2.beginUpgraded(from: .toServer)
            answer(peer, 1, head.hasPrefix("HEAD") ? "HEAD" : "GET")
            while let event = peer.nextMessage() {
                guard case .headers(let id, let fields, .request, _, _) = event else { continue }
                answer(peer, id, fields.headers[":method"] ?? "")
            }
        }
    }

    private static func answer(_ peer: HTTP2Peer, _ id: HTTP2StreamID, _ method: String) {
        let body = method == "HEAD" ? nil : String(repeating: "x", count: 5_000)
        peer.answer(id, [(":status", "200"), ("x-method", method), ("content-length", "5000")], body: body)
    }

    /// A client that has sent its request on the way asked for.
    private static func client(
        _ way: Way,
        to port: Int,
        method: String = "GET",
        fields: String = fields
    ) async throws -> (proxy: TestProxy, socket: Socket) {
        let mode = way == .reverse ? "reverse:http://127.0.0.1:\(port)" : "regular"
        let spec = try ListenerSpec("\(mode)@127.0.0.1:0")
        let proxy = try await TestProxy { $0.listeners = [spec] }
        let socket = try proxy.connect()
        if way == .tunnel {
            socket.send("CONNECT 127.0.0.1:\(port) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
            _ = socket.receive(until: "\r\n\r\n")
        }
        socket.send("\(method) /a HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\(fields)\r\n")
        return (proxy, socket)
    }

    @Test(arguments: Way.allCases)
    func `a client and a server that go on in HTTP 2 stay readable`(way: Way) async throws {
        let heads = Received()
        let origin = Self.upgrading(heads)
        let (proxy, socket) = try await Self.client(way, to: origin.port)

        let agreement = socket.receive(until: "\r\n\r\n")
        #expect(agreement.contains("101 Fine\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nX-A: 1\r\n"))
        let client = HTTP2Peer(socket, role: .client, settings: Self.narrow)
        client.http2.beginUpgraded(isHead: false)
        let first = client.response(1)
        let second = client.response(client.request("PUT", "/b", port: origin.port))

        #expect(first.headers["x-method"] == "GET")
        #expect(first.body.utf8.count == 5_000)
        #expect(second.headers["x-method"] == "PUT")
        #expect(second.body.utf8.count == 5_000)
        #expect(origin.connectionCount == 1)
        let head = try #require(heads.texts.first)
        #expect(head.contains("HTTP2-Settings: \(HTTP2Settings.toServerUpgradeField)\r\n"))
        #expect(!head.contains("AAQAAAPo"))
        let flows = await proxy.finishedFlows(2)
        #expect(flows.map(\.request.version) == [.http11, .http2])
        #expect(flows.map(\.response?.version) == [.http2, .http2])
        #expect(flows.map(\.informational.count) == [1, 0])
        #expect(flows.map(\.response?.body?.byteCount) == [5_000, 5_000])
        #expect(flows.allSatisfy { $0.error == nil })
        #expect(flows.first?.forwardedHead(.request)?.forwardedBytes == Array(head.utf8.dropLast(2)))
    }

    @Test(arguments: [true, false])
    func `curl goes on in HTTP 2 with a server, and not with a proxy`(isTunnel: Bool) async throws {
        let origin = Self.upgrading(Received())
        let plain = TestOrigin { socket in
            while !socket.receive(until: "\r\n\r\n").isEmpty {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n\(String(repeating: "x", count: 5_000))")
            }
        }
        let proxy = try await TestProxy()

        let way = (isTunnel ? ["-p"] : []) + ["-x", "http://127.0.0.1:\(proxy.port)"]
        let url = "http://127.0.0.1:\(isTunnel ? origin.port : plain.port)/"
        let answer = try await curl(way + ["--http2", "-w", "%{http_version} ", url, url])

        let body = String(repeating: "x", count: 5_000)
        #expect(answer.output == (isTunnel ? "\(body)2 \(body)2 " : "\(body)1.1 \(body)1.1 "))
        #expect(await proxy.finishedFlows(2).allSatisfy { $0.response?.version == (isTunnel ? .http2 : .http11) })
    }

    @Test func `a response to HEAD has no content after an upgrade either`() async throws {
        let origin = Self.upgrading(Received())
        let (proxy, socket) = try await Self.client(.tunnel, to: origin.port, method: "HEAD")

        _ = socket.receive(until: "\r\n\r\n")
        let client = HTTP2Peer(socket, role: .client)
        client.http2.beginUpgraded(isHead: true)

        #expect(client.response(1).headers["content-length"] == "5000")
        #expect(await proxy.finishedFlows(1).first?.error == nil)
    }

    @Test func `a server that does not go on in HTTP 2 answers in HTTP 1, and so do we`() async throws {
        let origin = TestOrigin { socket in
            while !socket.receive(until: "\r\n\r\n").isEmpty {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
            }
        }
        let (_, socket) = try await Self.client(.tunnel, to: origin.port)

        #expect(socket.receiveMessage() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
        socket.send("GET /b HTTP/1.1\r\nHost: a\r\n\(Self.fields)\r\n")
        #expect(socket.receiveMessage().hasSuffix("no"))
    }

    @Test func `a server that goes on in something else has answered badly`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n")
        }
        let (proxy, socket) = try await Self.client(.tunnel, to: origin.port)

        #expect(socket.receiveMessage().hasPrefix("HTTP/1.1 502 "))
        #expect(await proxy.finishedFlows(1).first?.error?.code == .badResponse)
    }

    @Test func `what no server would agree to is not asked for`() async throws {
        let heads = Received()
        let origin = TestOrigin { socket in
            heads.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
        }
        let (proxy, socket) = try await Self.client(
            .tunnel,
            to: origin.port,
            fields: "\(Self.fields)Content-Length: 1\r\n"
        )

        socket.send("x")

        #expect(socket.receiveMessage().hasSuffix("no"))
        let head = "GET /a HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\nContent-Length: 1\r\n\r\n"
        #expect(heads.texts == [head])
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.forwardedHead(.request)?.forwardedBytes == Array(head.utf8.dropLast(2)))
    }

    @Test(arguments: [
        ("AAQAAAPo", true), ("", true), ("AAQAAAPo=", false), ("AAQAAAP", false), ("AAQAAAPo AAQAAAPo", false),
        ("AAQAAA", false), ("AAIAAAAJ", false), ("AAQA/////", false), ("AAQAA+AA", false), ("AAQAA_AA", true),
    ])
    func `settings are read strictly`(value: String, isRead: Bool) {
        #expect((HTTP2Settings(upgradeField: value) != nil) == isRead)
    }

    @Test(arguments: [
        ("Connection: Upgrade\r\nUpgrade: h2c\r\n", ProtocolUpgrade.declined),
        ("Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAQAAAPo\r\n", .declined),
        ("\(Self.fields)HTTP2-Settings: AAQAAAPo\r\n", .declined),
        ("Connection: Upgrade\r\nUpgrade: websocket\r\n", .asReceived), ("Upgrade: h2c\r\n", .asReceived),
        (Self.fields, .http2(clientSettings: HTTP2Settings(initialWindowSize: 1_000))),
    ])
    func `an upgrade is asked for as the RFC has it, or not at all`(fields: String, expected: ProtocolUpgrade) throws {
        let head = try Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8).withUnsafeBytes {
            try HeadParser.request($0)
        }

        #expect(ProtocolUpgrade(head, framing: .none, mayBeHTTP2: true) == expected)
        let inside = expected == .asReceived ? ProtocolUpgrade.asReceived : .declined
        #expect(ProtocolUpgrade(head, framing: .none, mayBeHTTP2: false) == inside)
    }
}
