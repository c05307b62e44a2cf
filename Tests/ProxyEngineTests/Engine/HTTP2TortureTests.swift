import FlowKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyEngine

/// Clients and servers that do what they like with their streams, beside a client that must not notice.
@Suite struct HTTP2TortureTests {
    @Test(arguments: [UInt64](1...6))
    func `whatever streams come to, nothing is left of them`(seed: UInt64) async throws {
        let origin = TestOrigin { socket in
            var server = Server(HTTP2Peer(socket, role: .server), seed: seed)
            server.run()
        }
        let directory = try TemporaryDirectory()
        let census = Census()
        let port = try await census.listen(authorityIn: directory.path)
        var generator = SeededRandom(seed: seed)
        let bystander = try Client(through: port, to: origin.port, settings: .proxy)

        for _ in 0..<12 {
            var settings = HTTP2Settings.proxy
            settings.initialWindowSize = [100, 5_000, 65_535, 1 << 20].randomElement(using: &generator) ?? 100
            var client = try Client(through: port, to: origin.port, settings: settings)
            for _ in 0..<40 { client.act(&generator) }
            client.readToAnswer()
            client.leave(&generator)

            let id = bystander.peer.request("GET", "/bytes/5000", port: origin.port)
            #expect(bystander.peer.response(id).body.utf8.count == 5_000)
        }
        bystander.peer.socket.close()

        #expect(await census.isEmpty(after: 13))
        var unfinished = 0
        census.store.snapshot().forEach { if !$0.isFinished { unfinished += 1 } }
        #expect(unfinished == 0)
    }
}

/// Does what a request's path says.
private struct Server {
    private let peer: HTTP2Peer
    private var generator: SeededRandom

    init(_ peer: HTTP2Peer, seed: UInt64) {
        self.peer = peer
        generator = SeededRandom(seed: seed &+ 100)
    }

    mutating func run() {
        while let event = peer.next() {
            guard case .headers(let id, let fields, .request, _, _) = event else { continue }
            let words = (fields.headers[":path"] ?? "").split(separator: "/")
            switch words.first {
            case "bytes":
                let count = words.last.flatMap { Int($0) } ?? 0
                peer.answer(id, [(":status", "200")], body: String(repeating: "x", count: count))
            case "begin":
                peer.http2.sendHeaders(HTTP2Conversation.fields([(":status", "200")]), on: id, endStream: false)
                peer.http2.sendData(ByteBuffer(repeating: 0x79, count: 3_000), on: id, endStream: false)
            case "reset": peer.http2.sendReset(id, .init(rawValue: .random(in: 0...13, using: &generator)))
            case "away":
                peer.answer(id, [(":status", "200")], body: "last")
                peer.http2.sendGoAway(.noError)
            case "broken":
                peer.http2.sendHeaders(HTTP2Conversation.fields([("x", "no status")]), on: id, endStream: true)
            case "vanish": return
            default: break  // never answered
            }
            peer.flush()
        }
    }
}

private struct Client {
    let peer: HTTP2Peer
    private let originPort: Int
    private var ids: [HTTP2StreamID] = []

    private static let paths = [
        "/bytes/0", "/bytes/90", "/bytes/5000", "/bytes/300000", "/begin", "/reset", "/never", "/bytes/70000",
        "/broken",
    ]
    /// Those that end the server's connection, and with it most of what a client can try.
    private static let lastPaths = ["/away", "/vanish"]

    init(through port: Int, to originPort: Int, settings: HTTP2Settings) throws {
        let socket = try Socket(connectingTo: port)
        socket.send("CONNECT 127.0.0.1:\(originPort) HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = socket.receive(until: "\r\n\r\n")
        peer = HTTP2Peer(socket, role: .client, settings: settings)
        self.originPort = originPort
    }

    /// Does one thing, without looking at what comes of it.
    mutating func act(_ generator: inout SeededRandom) {
        let id = ids.randomElement(using: &generator) ?? 1
        switch Int.random(in: 0..<24, using: &generator) {
        case 0..<9:
            let path = Self.paths.randomElement(using: &generator) ?? "/"
            ids.append(peer.request("GET", path, port: originPort))
        case 9..<13:
            let path = Self.paths.randomElement(using: &generator) ?? "/"
            ids.append(peer.request("POST", path, port: originPort, endStream: false))
        case 13..<17:
            let text = String(repeating: "u", count: .random(in: 0...20_000, using: &generator))
            peer.send(text, on: id, endStream: Bool.random(using: &generator))
        case 17..<21: peer.http2.sendReset(id, .cancel)
        case 21:
            let path = Self.lastPaths.randomElement(using: &generator) ?? "/"
            if Int.random(in: 0..<6, using: &generator) == 0 { ids.append(peer.request("GET", path, port: originPort)) }
        case 22: peer.consumes.toggle()
        default:
            if Int.random(in: 0..<8, using: &generator) == 0 { peer.http2.sendGoAway(.noError) }
        }
        peer.flush()
    }

    /// Reads on until one more request is answered, or none will be.
    mutating func readToAnswer() {
        let id = peer.request("GET", "/bytes/90", port: originPort)
        guard id != 0 else { return }
        while let event = peer.next() {
            switch event {
            case .headers(id, _, .response, _, _), .reset(id, _), .goAway, .connectionError: return
            default: continue
            }
        }
    }

    func leave(_ generator: inout SeededRandom) {
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: peer.socket.reset()
        case 1:
            peer.socket.shutdownOutput()
            peer.socket.close()
        default: peer.socket.close()
        }
    }
}
