import NIOCore
import Testing

@testable import ProxyEngine

/// What a peer owes the other in time, and until when it may go by what it was told before.
@Suite struct HTTP2TimeTests {
    private typealias Wire = HTTP2Wire

    @Test func `a header block that does not end in time ends the connection`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.headers(1, endHeaders: false))

        conversation.now = conversation.now + HTTP2Limits.standard.blockTime
        conversation.receive(Wire.continuation(1, [("a", "b")], endHeaders: false))
        #expect(conversation.events.isEmpty)
        conversation.now = conversation.now + .seconds(1)
        conversation.receive(Wire.continuation(1, [("a", "b")], endHeaders: false))

        #expect(conversation.events == ["connection error ENHANCE_YOUR_CALM"])
    }

    @Test func `6_5_3 SETTINGS that are never acknowledged end the connection`() {
        var conversation = HTTP2Conversation(isStarted: false)
        conversation.receive(Wire.start)

        conversation.now = conversation.now + HTTP2Limits.standard.settingsTime
        conversation.receive(Wire.ping())
        #expect(conversation.events == ["settings"])
        conversation.now = conversation.now + .seconds(1)
        conversation.receive(Wire.ping())

        #expect(conversation.events == ["settings", "connection error SETTINGS_TIMEOUT"])
    }

    @Test func `an acknowledgement that came late, but before it was missed, is one`() {
        var conversation = HTTP2Conversation(isStarted: false)
        conversation.receive(Wire.start)

        conversation.now = conversation.now + .hours(1)
        conversation.receive(Wire.settings([], ack: true) + Wire.ping())

        #expect(conversation.events == ["settings"])
    }

    @Test func `6_5_3 a lower limit of streams holds once the peer has seen it`() {
        var conversation = HTTP2Conversation()
        var lower = conversation.connection.settings
        lower.maxConcurrentStreams = 1
        conversation.connection.updateSettings(lower)

        conversation.receive(Wire.headers(1) + Wire.headers(3))
        conversation.receive(Wire.settings([], ack: true) + Wire.headers(5))

        #expect(
            conversation.events == ["request 1 END_STREAM", "request 3 END_STREAM", "stream error 5 REFUSED_STREAM"]
        )
    }

    @Test func `8_1 a reset for a request that is not wanted leaves after the response`() {
        var conversation = HTTP2Conversation()
        conversation.receive(Wire.settings([(4, 10)]) + Wire.headers(1, Wire.post, endStream: false))
        conversation.frames = []

        conversation.respond(1, endStream: false)
        conversation.send(1, byteCount: 15, endStream: true)
        conversation.connection.sendResetAfterEnd(1, .noError)
        conversation.takeOutput()
        conversation.receive(Wire.windowUpdate(1, 10) + Wire.data(1, "more"))

        #expect(
            conversation.frameTexts.starts(with: ["HEADERS 1", "DATA 1 10", "DATA 1 END_STREAM 5"])
        )
        #expect(conversation.frameTexts.last == "RST_STREAM 1 NO_ERROR")
        #expect(conversation.connection.openStreamCount == 0)
    }
}
