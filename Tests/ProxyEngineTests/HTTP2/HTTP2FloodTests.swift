import NIOCore
import Testing

@testable import ProxyEngine

/// What costs a peer little and us much ends its connection, with words that say why; what real clients do does not.
@Suite struct HTTP2FloodTests {
    private typealias Wire = HTTP2Wire

    @Test(
        arguments: [
            ("rapid reset", { (index: UInt32) in Wire.headers(index * 2 + 1) + Wire.reset(index * 2 + 1) }),
            ("rapid reset", { (index: UInt32) in Wire.headers(index * 2 + 1, [("x", "y")]) }),
            (
                "rapid reset",
                { (index: UInt32) in
                    Wire.headers(index * 2 + 1, Wire.post, endStream: false) + Wire.windowUpdate(index * 2 + 1, 0)
                }
            ),
            ("SETTINGS", { (_: UInt32) in Wire.settings([]) }),
            ("SETTINGS", { (_: UInt32) in Wire.settings([], ack: true) }),
            ("PING", { (_: UInt32) in Wire.ping() }),
            ("PRIORITY".lowercased(), { (index: UInt32) in Wire.priority(index * 2 + 1) }),
            ("WINDOW_UPDATE", { (_: UInt32) in Wire.windowUpdate(0, 1) }),
            ("no use", { (_: UInt32) in Wire.frame(0xAA) }),
            ("no use", { (_: UInt32) in Wire.goAway() }),
        ] as [(String, @Sendable (UInt32) -> [UInt8])]
    )
    func `a flood ends the connection`(word: String, part: @Sendable (UInt32) -> [UInt8]) {
        var conversation = HTTP2Conversation()
        var index: UInt32 = 0

        while index < 20_000, !conversation.connection.isClosed {
            conversation.receive(part(index))
            index += 1
        }

        #expect(conversation.events.last == "connection error ENHANCE_YOUR_CALM")
        #expect(conversation.frameTexts.last?.hasSuffix("ENHANCE_YOUR_CALM") == true)
        #expect(conversation.messages.last?.contains(word) == true, "\(conversation.messages.last ?? "")")
        #expect(index >= 99)
        #expect(conversation.connection.streams.isEmpty)
    }

    @Test func `empty DATA floods end the connection`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1, Wire.post, endStream: false))

        for _ in 0..<1_000 { conversation.receive(Wire.data(1, "") + Wire.frame(0, 8, 1, [1, 0])) }

        #expect(conversation.messages.last?.contains("empty DATA") == true)
    }

    @Test func `a window opened byte by byte ends the connection`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 1)]) + Wire.headers(1))
        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 60_000)

        for _ in 0..<20_000 where !conversation.connection.isClosed { conversation.receive(Wire.windowUpdate(1, 1)) }

        #expect(conversation.messages.last?.contains("WINDOW_UPDATE") == true)
    }

    @Test func `a header block in ever more frames ends the connection`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1, endHeaders: false))

        for _ in 0..<200 { conversation.receive(Wire.frame(9, 0, 1)) }

        #expect(conversation.messages.last?.contains("CONTINUATION") == true)
    }

    @Test func `a header block of ever more bytes ends the connection`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1, endHeaders: false))
        let part = Wire.frame(9, 0, 1, Array(Wire.block([("x", String(repeating: "y", count: 16_000))])))

        for _ in 0..<40 { conversation.receive(part) }

        #expect(conversation.messages.last?.contains("CONTINUATION") == true)
        #expect(conversation.waitingByteCount == 0)
    }

    @Test func `fields that unpack to very much are refused, and the connection goes on`() {
        var conversation = HTTP2Conversation()
        let value = String(repeating: "y", count: 3_900)
        conversation.receive(
            Wire.frame(1, 5, 1, Wire.block(Wire.get) + [0x40] + Wire.block([("x", value)]).dropFirst())
        )

        conversation.receive(Wire.frame(1, 5, 3, Wire.block(Wire.get) + [UInt8](repeating: 0xBE, count: 16_000)))
        conversation.receive(Wire.headers(5))

        #expect(conversation.events == ["request 1 END_STREAM", "too large 3 END_STREAM", "request 5 END_STREAM"])
    }

    @Test func `ever more informational responses are an error of their stream`() {
        var conversation = HTTP2Conversation(.client)
        _ = conversation.request()

        for _ in 0...100 { conversation.receive(Wire.headers(1, [(":status", "102")], endStream: false)) }

        #expect(conversation.events.filter { $0 == "informational 1" }.count == 100)
        #expect(conversation.events.last == "stream error 1 PROTOCOL_ERROR")
    }

    @Test func `answers that the peer does not read do not pile up`() {
        var limits = HTTP2Limits.standard
        limits.pings.burst = 100_000
        var conversation = HTTP2Conversation(limits: limits)
        conversation.takesOutput = false

        for _ in 0..<20_000 where !conversation.connection.isClosed { conversation.receive(Wire.ping()) }

        #expect(conversation.events.last == "connection error ENHANCE_YOUR_CALM")
        #expect(conversation.messages.last?.contains("does not read") == true)
        #expect(conversation.connection.isBacklogged)
    }

    @Test func `buckets fill again with time`() {
        var conversation = HTTP2Conversation()
        var index: UInt32 = 0

        for _ in 0..<20 {
            for _ in 0..<400 {
                conversation.receive(Wire.headers(index * 2 + 1) + Wire.reset(index * 2 + 1))
                index += 1
            }
            conversation.now = conversation.now + .seconds(9)
        }

        #expect(!conversation.connection.isClosed)
    }

    @Test func `a browser that cancels a hundred images now and then is no flood`() {
        var conversation = HTTP2Conversation()
        var id: UInt32 = 1

        for _ in 0..<20 {
            for part in 0..<150 {
                conversation.receive(Wire.headers(id))
                if part < 100 { conversation.receive(Wire.reset(id)) } else { conversation.respond(id) }
                id += 2
            }
            conversation.now = conversation.now + .seconds(2)
        }

        #expect(!conversation.connection.isClosed)
    }

    @Test func `pings and window updates that go along with traffic are no flood`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1, Wire.post, endStream: false))
        conversation.respond(1, endStream: false)

        for _ in 0..<20_000 {
            conversation.receive(Wire.data(1, "x"))
            conversation.send(1, byteCount: 3)
            conversation.receive(Wire.ping() + Wire.windowUpdate(1, 3) + Wire.windowUpdate(0, 3))
        }

        #expect(!conversation.connection.isClosed, "\(conversation.messages)")
    }

    @Test func `ten thousand requests are no flood`() {
        var conversation = HTTP2Conversation()

        for index in 0..<10_000 as Range<UInt32> {
            conversation.receive(Wire.headers(index * 2 + 1))
            conversation.respond(index * 2 + 1)
            conversation.frames = []
            conversation.events = []
            conversation.fields = []
        }

        #expect(!conversation.connection.isClosed, "\(conversation.messages)")
        #expect(conversation.connection.streams.isEmpty)
    }
}
