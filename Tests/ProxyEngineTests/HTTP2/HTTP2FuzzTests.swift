import NIOCore
import TestSupport
import Testing

@testable import ProxyEngine

/// Bytes that are almost right: no crash, and nothing grows.
@Suite struct HTTP2FuzzTests {
    private typealias Wire = HTTP2Wire

    private static let client: [[UInt8]] = [
        Wire.start, Wire.settings([], ack: true),
        Wire.headers(1, Wire.post + [("content-length", "7")], endStream: false),
        Wire.data(1, "hello"), Wire.frame(0, 9, 1, [2, 0x61, 0x62, 0, 0]), Wire.headers(3, endHeaders: false),
        Wire.continuation(3, [("x", "y")]), Wire.priority(5), Wire.ping(), Wire.settings([(4, 5), (1, 0), (1, 4_096)]),
        Wire.windowUpdate(3, 100), Wire.reset(3), Wire.frame(0x10, 0, 0, Wire.bytes(5) + [0x75]),
        Wire.windowUpdate(0, 9),
        Wire.frame(1, 0x2D, 5, [1] + Wire.bytes(3) + [9, 0x82, 0x86, 0x84, 0x41, 1, 0x61, 0]), Wire.goAway(1, 2),
    ]
    private static let server: [[UInt8]] = [
        Wire.settings([(3, 100), (4, 1_000), (8, 1)]), Wire.settings([], ack: true),
        Wire.headers(1, [(":status", "103")], endStream: false),
        Wire.headers(1, [(":status", "200")], endStream: false),
        Wire.data(1, "hello"), Wire.headers(1, [("x", "y")]), Wire.headers(3, [(":status", "204")]), Wire.ping(),
        Wire.windowUpdate(5, 100), Wire.headers(5, [(":status", "200"), ("content-length", "3")], endStream: false),
        Wire.data(5, "abc", endStream: true), Wire.reset(7), Wire.goAway(9, 0), Wire.frame(0xEE, 0xFF, 3, [1]),
    ]

    @Test(arguments: [UInt64](1...8))
    func `a connection takes any bytes of a client`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        for _ in 0..<120 {
            var conversation = HTTP2Conversation(isStarted: false)
            run(&conversation, Self.client, &generator)
        }
    }

    @Test(arguments: [UInt64](1...8))
    func `a connection takes any bytes of a server`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        for _ in 0..<120 {
            var conversation = HTTP2Conversation(.client, isStarted: false)
            for _ in 0..<5 { _ = conversation.request(Wire.post, endStream: Bool.random(using: &generator)) }
            run(&conversation, Self.server, &generator)
        }
    }

    /// Says the parts, some of them damaged, doubled, left out or swapped, and does as an owner would meanwhile.
    private func run(
        _ conversation: inout HTTP2Conversation,
        _ parts: [[UInt8]],
        _ generator: inout SeededRandom
    ) {
        for part in parts {
            var bytes = part
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: bytes = generator.mutated(part)
            case 1: bytes += part
            case 2: bytes = parts.randomElement(using: &generator) ?? []
            case 3 where bytes.count > 9:
                bytes[Int.random(in: 3..<9, using: &generator)] = .random(in: 0...10, using: &generator)
            default: break
            }
            conversation.receive(bytes)
            act(&conversation, &generator)
        }
        let connection = conversation.connection
        #expect(conversation.waitingByteCount <= 9 + 16_384)
        #expect(connection.openStreamCount >= 0 && connection.openStreamCount <= 256)
        #expect(connection.openStreamCount <= connection.streams.count || connection.isClosed)
        #expect(connection.receiveWindow.available >= 0)
        #expect(connection.queuedByteCount == 0)
        if connection.isClosed { #expect(conversation.frames.last?.type == 7) }
    }

    private func act(_ conversation: inout HTTP2Conversation, _ generator: inout SeededRandom) {
        let id = UInt32.random(in: 0...9, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: conversation.respond(id, endStream: Bool.random(using: &generator))
        case 1: conversation.send(id, byteCount: Int.random(in: 0...20_000, using: &generator), endStream: false)
        case 2: conversation.send(id, byteCount: Int.random(in: 0...10, using: &generator), endStream: true)
        case 3: conversation.connection.consumed(.random(in: -1...100_000, using: &generator), on: .init(rawValue: id))
        case 4: conversation.connection.sendReset(.init(rawValue: id), .cancel)
        default: break
        }
        conversation.takeOutput()
    }
}
