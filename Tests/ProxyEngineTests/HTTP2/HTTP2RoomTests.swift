import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// How far the windows of many streams are opened towards one server.
@Suite struct HTTP2RoomTests {
    private typealias Wire = HTTP2Wire

    private static func conversation() -> HTTP2Conversation {
        var conversation = HTTP2Conversation(.client, settings: .toServer, limits: .toServer)
        conversation.consumes = false
        return conversation
    }

    /// By how much more than the initial size streams were opened.
    private static func opened(_ conversation: HTTP2Conversation) -> Int {
        conversation.frames.filter { $0.type == 8 && $0.id != 0 }.reduce(0) { $0 + Int($1.word(at: 0)) }
    }

    @Test func `a stream is opened far with its request, as long as there is room for all`() {
        var conversation = Self.conversation()

        _ = conversation.request()
        #expect(conversation.frameTexts == ["HEADERS 1 END_STREAM", "WINDOW_UPDATE 1 983041"])
        for _ in 1..<256 { _ = conversation.request() }

        #expect(Self.opened(conversation) == HTTP2Limits.toServer.spareWindow)
        #expect(HTTP2Limits.toServer.spareWindow + 256 * 65_535 <= HTTP2Limits.toServer.connectionWindow)
    }

    @Test func `streams that ended leave their room to others`() {
        var conversation = Self.conversation()

        for id in stride(from: UInt32(1), to: 200, by: 2) {
            #expect(conversation.request() == id)
            if id % 4 == 1 {
                conversation.receive(Wire.headers(id, [(":status", "200")]))
            } else {
                conversation.connection.sendReset(.init(rawValue: id), .cancel)
            }
        }

        #expect(Self.opened(conversation) == 100 * 983_041)
    }

    @Test func `what waits for the client elsewhere leaves no room`() {
        var conversation = Self.conversation()
        conversation.connection.heldElsewhere = 16 << 20

        _ = conversation.request()

        #expect(conversation.frameTexts == ["HEADERS 1 END_STREAM"])
    }

    @Test func `a stream gets all its content while all others are stuck`() {
        var conversation = Self.conversation()
        let ids = (0..<256).compactMap { _ in conversation.request() }
        for id in ids { conversation.receive(Wire.headers(id, [(":status", "200")], endStream: false)) }
        // All but the last get as much as their windows take.
        for id in ids.dropLast() {
            while let stream = conversation.connection.streams[.init(rawValue: id)], stream.receiveWindow.available > 0
            {
                conversation.receive(Wire.data(id, byteCount: min(16_384, stream.receiveWindow.available)))
            }
        }
        let last = ids[255]

        for _ in 0..<3_000 {
            conversation.receive(Wire.data(last, byteCount: 16_000))
            conversation.connection.consumed(16_000, on: .init(rawValue: last))
            conversation.takeOutput()
        }

        #expect(!conversation.connection.isClosed)
        #expect(conversation.events.count { $0 == "data \(last) 16000" } == 3_000)
    }

    @Test func `queued content is counted until it was sent or dropped`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1) + Wire.headers(3))
        conversation.respond(1, endStream: false)
        conversation.respond(3, endStream: false)

        conversation.send(1, byteCount: 100_000)
        conversation.send(3, byteCount: 70_000)
        #expect(conversation.connection.queuedContentByteCount == 170_000 - 65_535)
        conversation.receive(Wire.reset(1))
        conversation.receive(Wire.windowUpdate(0, 500_000) + Wire.windowUpdate(3, 500_000))

        #expect(conversation.connection.queuedContentByteCount == 0)
    }
}
