import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// What goes out: in which frames, in whose turn, and within the peer's windows.
@Suite struct HTTP2SendingTests {
    private typealias Wire = HTTP2Wire

    @Test func `content waits for the stream's window, and goes on as it opens`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 10)]) + Wire.headers(1))
        conversation.frames = []

        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 25, endStream: true)
        conversation.receive(Wire.windowUpdate(1, 10))
        conversation.receive(Wire.windowUpdate(1, 1))
        conversation.receive(Wire.windowUpdate(1, 100))

        #expect(
            conversation.frameTexts == [
                "HEADERS 1", "DATA 1 10", "DATA 1 10", "DATA 1 1", "DATA 1 END_STREAM 4",
            ]
        )
        #expect(conversation.connection.openStreamCount == 0)
    }

    @Test func `content waits for the connection's window, and an empty end does not`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 1 << 20)]) + Wire.headers(1) + Wire.headers(3))
        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 70_000)
        conversation.frames = []

        conversation.respond(3, endStream: false)
        conversation.send(3, byteCount: 0, endStream: true)
        conversation.receive(Wire.windowUpdate(0, 5_000))

        #expect(conversation.frameTexts == ["HEADERS 3", "DATA 3 END_STREAM 0", "DATA 1 4465"])
    }

    @Test func `6_9_2 a smaller initial window makes windows negative, and they must be filled first`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 3)]) + Wire.headers(1))
        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 8)
        conversation.frames = []

        conversation.receive(Wire.settings([(4, 2)]))
        conversation.receive(Wire.windowUpdate(1, 1))
        conversation.receive(Wire.windowUpdate(1, 1))
        conversation.receive(Wire.settings([(4, 3)]))

        #expect(conversation.frameTexts == ["SETTINGS ACK", "DATA 1 1", "SETTINGS ACK", "DATA 1 1"])
    }

    @Test func `streams take turns, a frame each`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 1 << 20)]) + Wire.windowUpdate(0, 1 << 20))
        conversation.receive(Wire.headers(1) + Wire.headers(3) + Wire.headers(5))
        for id in [1, 3, 5] { conversation.respond(UInt32(id), endStream: false) }
        conversation.frames = []
        conversation.takesOutput = false

        for id in [1, 3, 5] as [HTTP2StreamID] {
            conversation.connection.sendData(ByteBuffer(repeating: 1, count: 40_000), on: id, endStream: true)
        }
        conversation.takeOutput()

        let ids = conversation.frames.map(\.id)
        #expect(ids == [1, 3, 5, 1, 3, 5, 1, 3, 5])
        #expect(conversation.frames.allSatisfy { $0.payload.count <= 16_384 })
        #expect(conversation.frames.map(\.payload.count).reduce(0, +) == 120_000)
    }

    @Test func `trailers go behind what is queued`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 10)]) + Wire.headers(1))
        conversation.frames = []

        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 15)
        conversation.respond(1, [("grpc-status", "0")])
        conversation.receive(Wire.windowUpdate(1, 10))

        #expect(conversation.frameTexts == ["HEADERS 1", "DATA 1 10", "DATA 1 5", "HEADERS 1 END_STREAM"])
    }

    @Test func `a stream over the high mark says when it is writable again`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 1_000)]) + Wire.headers(1))
        conversation.respond(1, endStream: false)

        conversation.send(1, byteCount: 70_000)
        #expect(!conversation.connection.isWritable(1))
        conversation.receive(Wire.windowUpdate(1, 20_000))
        #expect(!conversation.events.contains("writable 1"))
        conversation.receive(Wire.windowUpdate(1, 20_000))

        #expect(conversation.events.filter { $0 == "writable 1" }.count == 1)
        #expect(conversation.connection.isWritable(1))
    }

    @Test func `fields over the peer's frame size go in CONTINUATION frames`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1))
        let value = String(repeating: "\u{1F600}", count: 10_000)

        conversation.respond(1, [(":status", "200"), ("x", value)], endStream: true)
        conversation.receive(Wire.ping())

        #expect(conversation.frames.map(\.type) == [1, 9, 9, 6])
        #expect(conversation.frames.map(\.flags) == [1, 0, 4, 1])
        #expect(conversation.frames.dropLast().allSatisfy { $0.payload.count <= 16_384 })
        var client = HTTP2Conversation(.client)
        _ = client.request()
        for frame in conversation.frames {
            client.receive(Wire.frame(frame.type, frame.flags, frame.id, frame.payload))
        }
        #expect(client.events == ["response 1 END_STREAM"])
        #expect(client.fields.last?.headers["x"] == value)
    }

    @Test func `a reset drops what is queued, and orders after it are ignored`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 10)]) + Wire.headers(1))
        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 100)
        conversation.frames = []

        conversation.connection.sendReset(1, .cancel)
        conversation.send(1, byteCount: 5)
        conversation.respond(1, [("a", "b")])
        conversation.connection.sendReset(1, .cancel)
        conversation.receive(Wire.windowUpdate(1, 1_000) + Wire.reset(1))

        #expect(conversation.frameTexts == ["RST_STREAM 1 CANCEL"])
        #expect(!conversation.connection.isWritable(1))
        #expect(conversation.connection.openStreamCount == 0)
    }

    @Test func `priorities are carried both ways`() {
        var conversation = HTTP2Conversation()

        conversation.receive(Wire.priority(3, on: 0x8000_0001, weight: 7))
        conversation.receive(Wire.frame(0x10, 0, 0, Wire.bytes(5) + Array("u=2".utf8)))
        conversation.connection.sendPriority(.tree(.init(dependency: 1, isExclusive: true, weight: 7)), on: 3)
        conversation.connection.sendPriority(.update(Array("u=2".utf8)), on: 5)
        conversation.takeOutput()

        #expect(conversation.events == ["priority 3 1 exclusive 7", "priority 5 u=2"])
        #expect(
            conversation.frames.map(\.payload) == [Wire.bytes(0x8000_0001) + [7], Wire.bytes(5) + Array("u=2".utf8)]
        )
    }

    @Test func `a GOAWAY refuses later streams, and lets earlier ones finish`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1))

        conversation.connection.sendGoAway(.noError)
        conversation.takeOutput()
        conversation.receive(Wire.headers(3, Wire.post, endStream: false) + Wire.data(3, "late"))
        conversation.respond(1)

        #expect(conversation.events == ["request 1 END_STREAM"])
        #expect(conversation.frameTexts == ["GOAWAY 1 NO_ERROR", "HEADERS 1 END_STREAM"])
        #expect(conversation.connection.isGoingAway)
        #expect(!conversation.connection.isClosed)
    }

    @Test func `settings that change are announced, alone`() {
        var conversation = HTTP2Conversation()
        var settings = HTTP2Settings.proxy
        settings.isConnectProtocolEnabled = true

        conversation.connection.updateSettings(settings)
        conversation.takeOutput()

        settings.isConnectProtocolEnabled = false  // RFC 8441 §3: never taken back.
        conversation.connection.updateSettings(settings)
        conversation.takeOutput()

        #expect(conversation.frames.map(\.payload) == [[0, 8, 0, 0, 0, 1]])
        #expect(conversation.connection.awaitsSettingsAcknowledgement)
    }

    @Test func `an upgraded request is stream 1, and complete`() {
        var conversation = HTTP2Conversation(isStarted: false)

        conversation.connection.beginUpgraded(from: HTTP2Settings(initialWindowSize: 5))
        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 8, endStream: true)
        conversation.receive(Wire.start + Wire.windowUpdate(1, 10) + Wire.headers(3))

        #expect(
            conversation.frameTexts == [
                "SETTINGS", "WINDOW_UPDATE 0 33488897", "HEADERS 1", "DATA 1 5", "SETTINGS ACK", "DATA 1 END_STREAM 3",
            ]
        )
        #expect(conversation.events == ["settings", "request 3 END_STREAM"])
    }

    @Test func `the response to an upgraded request comes on stream 1, and the next request is stream 3`() {
        var conversation = HTTP2Conversation(.client, isStarted: false)

        conversation.connection.beginUpgraded(isHead: true)
        conversation.takeOutput()
        conversation.receive(Wire.settings([]))
        conversation.receive(Wire.headers(1, [(":status", "200"), ("content-length", "5")]))
        let next = conversation.request()

        #expect(conversation.frameTexts.prefix(3) == ["SETTINGS", "WINDOW_UPDATE 0 33488897", "SETTINGS ACK"])
        #expect(conversation.events == ["settings", "response 1 END_STREAM"])
        #expect(next == 3)
    }
}
