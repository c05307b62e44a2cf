import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// Flow control of what we receive, and streams that end before the peer knows.
@Suite struct HTTP2ReceivingTests {
    private typealias Wire = HTTP2Wire
    private static let open = Wire.headers(1, Wire.post, endStream: false)

    private static var small: HTTP2Limits {
        var limits = HTTP2Limits.standard
        limits.connectionWindow = 100_000
        limits.streamWindow = 40_000
        return limits
    }

    private static var smallSettings: HTTP2Settings {
        var settings = HTTP2Settings.proxy
        settings.initialWindowSize = 20_000
        return settings
    }

    @Test func `what is not passed on closes the stream's window`() {
        var conversation = HTTP2Conversation(settings: Self.smallSettings, limits: Self.small)
        conversation.consumes = false

        conversation.receive(Self.open + Wire.data(1, byteCount: 16_000) + Wire.data(1, byteCount: 4_000))
        #expect(conversation.frameTexts.isEmpty)
        conversation.receive(Wire.data(1, byteCount: 1))

        #expect(conversation.frameTexts == ["RST_STREAM 1 FLOW_CONTROL_ERROR"])
    }

    @Test func `what is not passed on closes the connection's window`() {
        var settings = Self.smallSettings
        settings.initialWindowSize = 1 << 20
        var conversation = HTTP2Conversation(settings: settings, limits: Self.small)
        conversation.consumes = false

        conversation.receive(Self.open + Wire.headers(3, Wire.post, endStream: false))
        for id in [1, 3, 1, 3, 1, 3] as [UInt32] { conversation.receive(Wire.data(id, byteCount: 16_000)) }
        #expect(!conversation.connection.isClosed)
        conversation.receive(Wire.data(1, byteCount: 5_000))

        #expect(conversation.frameTexts == ["GOAWAY 3 FLOW_CONTROL_ERROR"])
    }

    @Test func `what is passed on opens the windows in steps, further while it goes well`() {
        var conversation = HTTP2Conversation(settings: Self.smallSettings, limits: Self.small)
        conversation.receive(Self.open)

        for _ in 0..<30 { conversation.receive(Wire.data(1, byteCount: 2_500)) }

        let updates = conversation.frames.filter { $0.type == 8 }
        let given = updates.filter { $0.id == 1 }.reduce(0) { $0 + Int($1.word(at: 0)) }
        #expect(given <= 75_000 + 20_000)
        #expect(given >= 75_000 - 10_000)
        #expect(updates.filter { $0.id == 0 }.count == 3)
        #expect(conversation.frames.count == updates.count)
    }

    @Test func `padding counts, and is given back without being asked for`() {
        var conversation = HTTP2Conversation(settings: Self.smallSettings, limits: Self.small)
        conversation.receive(Self.open)

        for _ in 0..<1_000 {
            conversation.receive(Wire.frame(0, 8, 1, [200, 0x61] + [UInt8](repeating: 0, count: 200)))
        }

        #expect(!conversation.connection.isClosed)
        #expect(conversation.events.filter { $0 == "data 1 1" }.count == 1_000)
    }

    @Test func `content of a stream that ended well still counts until it is passed on`() {
        var settings = Self.smallSettings
        settings.initialWindowSize = 1 << 20
        var conversation = HTTP2Conversation(.client, settings: settings, limits: Self.small)
        conversation.consumes = false
        _ = conversation.request()
        conversation.receive(Wire.headers(1, [(":status", "200")], endStream: false))
        for part in 1...6 { conversation.receive(Wire.data(1, byteCount: 16_000, endStream: part == 6)) }
        conversation.frames = []

        #expect(conversation.connection.openStreamCount == 0)
        conversation.connection.consumed(96_000, on: 1)
        conversation.connection.consumed(96_000, on: 1)
        conversation.takeOutput()

        #expect(conversation.frameTexts == ["WINDOW_UPDATE 0 96000"])
        #expect(conversation.connection.streams.isEmpty)
    }

    @Test func `content of a stream that is reset is given back at once`() {
        var settings = Self.smallSettings
        settings.initialWindowSize = 1 << 20
        var conversation = HTTP2Conversation(settings: settings, limits: Self.small)
        conversation.consumes = false
        conversation.receive(Self.open)
        for _ in 0..<5 { conversation.receive(Wire.data(1, byteCount: 16_000)) }

        conversation.connection.sendReset(1, .cancel)
        conversation.receive(Wire.data(1, byteCount: 16_000) + Wire.headers(1, [("a", "b")]))
        conversation.receive(Wire.windowUpdate(1, 5_000) + Wire.reset(1) + Wire.ping())

        #expect(conversation.frameTexts == ["WINDOW_UPDATE 0 80000", "RST_STREAM 1 CANCEL", "PING ACK"])
        #expect(conversation.events.filter { $0.hasPrefix("data") }.count == 5)
        #expect(conversation.events.last == "data 1 16000")
    }

    @Test func `frames on a stream that the peer has reset are complained about once`() {
        var conversation = HTTP2Conversation()

        conversation.receive(Self.open + Wire.reset(1) + Wire.data(1, "a") + Wire.data(1, "b") + Wire.headers(1))

        #expect(conversation.frameTexts == ["RST_STREAM 1 STREAM_CLOSED"])
        #expect(conversation.events == ["request 1", "reset 1 CANCEL", "stream error 1 STREAM_CLOSED"])
    }

    @Test func `many small pieces are sent as few frames`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Self.open)
        conversation.respond(1, endStream: false)
        conversation.takesOutput = false

        for _ in 0..<300 { conversation.connection.sendData(ByteBuffer(string: "piece"), on: 1, endStream: false) }
        conversation.connection.sendData(ByteBuffer(repeating: 1, count: 2_000), on: 1, endStream: true)
        conversation.takeOutput()

        #expect(conversation.frameTexts == ["HEADERS 1", "DATA 1 END_STREAM 3500"])
        #expect(conversation.frames.last?.payload.prefix(10).elementsEqual("piecepiece".utf8) == true)
    }

    @Test func `fields of a stream that was reset still count for the compression's table`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Self.open)
        conversation.connection.sendReset(1, .cancel)

        conversation.receive(Wire.frame(1, 5, 1, [0x40, 1, 0x61, 1, 0x62]))
        conversation.receive(Wire.frame(1, 5, 3, Wire.block(Wire.get) + [0xBE]))

        #expect(conversation.events.last == "request 3 END_STREAM")
        #expect(conversation.fields.last?.headers["a"] == "b")
    }

    @Test func `bytes are understood the same however they are split`() {
        let bytes =
            Wire.start + Self.open + Wire.data(1, "hello") + Wire.frame(0, 9, 1, [2, 0x61, 0, 0])
            + Wire.headers(3, endHeaders: false) + Wire.continuation(3, [("x", "y")]) + Wire.priority(5)
            + Wire.ping() + Wire.settings([(4, 5)]) + Wire.reset(3) + Wire.frame(0xEE, 0, 9, [1, 2, 3])
            + Wire.headers(5, Wire.get, endStream: true) + Wire.windowUpdate(0, 10_000) + Wire.goAway()
        var whole = HTTP2Conversation(isStarted: false)
        whole.receive(bytes)

        for split in 1..<bytes.count {
            var conversation = HTTP2Conversation(isStarted: false)
            conversation.receive(Array(bytes[..<split]))
            conversation.receive(Array(bytes[split...]))
            #expect(conversation.events == whole.events, "split at \(split)")
            #expect(conversation.frameTexts == whole.frameTexts, "split at \(split)")
        }
        var byByte = HTTP2Conversation(isStarted: false)
        for byte in bytes { byByte.receive([byte]) }
        #expect(byByte.events == whole.events)
        #expect(whole.events.contains("data 1 END_STREAM 1"))
        #expect(whole.events.last == "go away 0 NO_ERROR")
    }
}
