import FlowKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyEngine

/// Two connections that speak with each other: whatever the windows, sizes and splits, all arrives, once and in order.
@Suite struct HTTP2PairTests {
    @Test(arguments: [UInt64](1...24))
    func `every message arrives as it was sent`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        var pair = HTTP2Pair(&generator)

        for _ in 0..<400 { pair.step(&generator) }
        pair.finish()

        #expect(pair.failures.isEmpty, "\(pair.failures)")
        #expect(pair.received == pair.sent)
        #expect(pair.sent.count > 10)
        #expect(pair.client.streams.isEmpty && pair.server.streams.isEmpty)
        #expect(pair.client.receiveWindow.held == 0 && pair.server.receiveWindow.held == 0)
    }
}

/// A client that uploads, and a server that sends back what came, with a trailer.
private struct HTTP2Pair {
    var client: HTTP2Connection
    var server: HTTP2Connection
    /// By stream: what went up, and what came back.
    var sent: [HTTP2StreamID: [UInt8]] = [:]
    var received: [HTTP2StreamID: [UInt8]] = [:]
    var failures: [String] = []
    private var ended: Set<HTTP2StreamID> = []
    private var toServer = Line()
    private var toClient = Line()
    /// Received, and not passed on.
    private var held: [(isServer: Bool, id: HTTP2StreamID, byteCount: Int)] = []

    struct Line {
        var wire: [UInt8] = []
        var unread = ByteBuffer()
    }

    init(_ generator: inout SeededRandom) {
        var limits = HTTP2Limits.standard
        limits.windowUpdates.burst = 1_000_000
        limits.connectionWindow = 70_000
        limits.streamWindow = 100_000
        func settings() -> HTTP2Settings {
            var settings = HTTP2Settings.proxy
            settings.initialWindowSize = .random(in: 1...80_000, using: &generator)
            settings.maxFrameSize = .random(in: 16_384...70_000, using: &generator)
            settings.maxConcurrentStreams = .random(in: 1...20, using: &generator)
            settings.headerTableSize = .random(in: 0...9_000, using: &generator)
            return settings
        }
        client = HTTP2Connection(role: .client, settings: settings(), limits: limits)
        server = HTTP2Connection(role: .server, settings: settings(), limits: limits)
    }

    /// Does one thing of either side, or moves some bytes.
    mutating func step(_ generator: inout SeededRandom) {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: open(fieldByteCount: .random(in: 0...20_000, using: &generator))
        case 1, 2:
            guard let id = sent.keys.filter({ !ended.contains($0) }).sorted().randomElement(using: &generator) else {
                return
            }
            guard client.isWritable(id) else { return }
            let isEnd = Int.random(in: 0..<4, using: &generator) == 0
            upload(.random(in: 0...30_000, using: &generator), on: id, isEnd: isEnd)
        case 3, 4: move(.random(in: 1...40_000, using: &generator), toServer: true)
        case 5, 6: move(.random(in: 1...40_000, using: &generator), toServer: false)
        default: consume()
        }
    }

    mutating func finish() {
        for id in sent.keys.sorted() where !ended.contains(id) { upload(3, on: id, isEnd: true) }
        for _ in 0..<20_000 {
            let isQuiet = !move(.max, toServer: true) && !move(.max, toServer: false) && held.isEmpty
            consume()
            if isQuiet { return }
        }
        failures.append("does not come to an end")
    }

    private mutating func open(fieldByteCount: Int) {
        guard let id = client.openStream() else { return }
        let fields = HTTP2Wire.post + [("x", String(repeating: "v", count: fieldByteCount))]
        client.sendHeaders(HTTP2Conversation.fields(fields), on: id, endStream: false)
        sent[id] = []
    }

    private mutating func upload(_ byteCount: Int, on id: HTTP2StreamID, isEnd: Bool) {
        let start = sent[id]?.count ?? 0
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: ($0 + start) &* 31 &+ Int(id.rawValue)) }
        sent[id]? += bytes
        if isEnd { ended.insert(id) }
        client.sendData(ByteBuffer(bytes: bytes), on: id, endStream: isEnd)
    }

    private mutating func consume() {
        for part in held {
            if part.isServer {
                server.consumed(part.byteCount, on: part.id)
            } else {
                client.consumed(part.byteCount, on: part.id)
            }
        }
        held = []
    }

    /// - Returns: whether there was anything to move.
    @discardableResult
    private mutating func move(_ byteCount: Int, toServer isToServer: Bool) -> Bool {
        let output = isToServer ? client.takeOutput(atMost: 50_000) : server.takeOutput(atMost: 50_000)
        var line = isToServer ? toServer : toClient
        line.wire += output.map { Array(buffer: $0) } ?? []
        let part = line.wire.prefix(byteCount)
        line.wire.removeFirst(part.count)
        line.unread.writeBytes(part)
        if isToServer {
            while let event = server.nextEvent(&line.unread, now: .uptimeNanoseconds(1)) { handleAtServer(event) }
            toServer = line
        } else {
            while let event = client.nextEvent(&line.unread, now: .uptimeNanoseconds(1)) { handleAtClient(event) }
            toClient = line
        }
        return !part.isEmpty
    }

    private mutating func handleAtServer(_ event: HTTP2Connection.Event) {
        switch event {
        case .headers(let id, let fields, .request, _, _):
            server.sendHeaders(
                HTTP2Fields(
                    headers: Headers([(":status", "200"), ("x", fields.headers["x"] ?? "")]),
                    neverIndexed: []
                ),
                on: id,
                endStream: false
            )
        case .data(let id, let bytes, let endStream):
            held.append((true, id, bytes.readableBytes))
            server.sendData(bytes, on: id, endStream: false)
            if endStream {
                server.sendHeaders(HTTP2Conversation.fields([("x-end", "yes")]), on: id, endStream: true)
            }
        case .settings, .writable: break
        default: failures.append("server: \(event)")
        }
    }

    private mutating func handleAtClient(_ event: HTTP2Connection.Event) {
        switch event {
        case .headers(let id, _, .response, endStream: false, _): received[id] = []
        case .headers(let id, let fields, .trailers, endStream: true, _):
            if fields.headers["x-end"] != "yes" { failures.append("trailers of \(id)") }
        case .data(let id, let bytes, endStream: false):
            held.append((false, id, bytes.readableBytes))
            received[id]? += Array(buffer: bytes)
        case .settings, .writable: break
        default: failures.append("client: \(event)")
        }
    }
}
