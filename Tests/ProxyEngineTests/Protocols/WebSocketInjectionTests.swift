import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct WebSocketInjectionTests {
    private let hello = OutgoingMessage(.text, Array("hello".utf8))

    @Test func `towards the client a message goes out at once, in one plain frame`() throws {
        var conversation = WebSocketConversation(extensions: "permessage-deflate")

        #expect(try conversation.inject(hello, toward: .client) == frame(1, "hello"))

        #expect(conversation.summary == [#"server text "hello" 7 injected"#])
    }

    @Test(arguments: [0, 5, 125, 126, 65_535, 65_536])
    func `towards the server it is masked, each time anew`(count: Int) throws {
        let message = OutgoingMessage(.binary, (0..<count).map { UInt8(truncatingIfNeeded: $0) })
        var conversation = WebSocketConversation()
        var server = WebSocketConversation()

        let frames = try (0..<3).map { _ in try conversation.inject(message, toward: .server) }
        for frame in frames { server.say(frame, from: .client) }

        #expect(server.messages.map(\.payload.bytes) == [message.payload, message.payload, message.payload])
        #expect(server.violation == nil)
        #expect(Set(frames.map { $0.prefix(14) }).count == 3 || count == 0)
    }

    @Test(
        arguments: [
            (OutgoingMessage(.ping, [1]), [0x89, 1, 1]), (OutgoingMessage(.pong), [0x8A, 0]),
            (OutgoingMessage(.close(code: nil)), [0x88, 0]),
            (OutgoingMessage(.close(code: 1001), [0x61]), [0x88, 3, 0x03, 0xE9, 0x61]),
        ] as [(OutgoingMessage, [UInt8])]
    )
    func `control frames are written as RFC 6455 has them`(message: OutgoingMessage, bytes: [UInt8]) throws {
        var conversation = WebSocketConversation()

        #expect(try conversation.inject(message, toward: .client) == bytes)

        #expect(conversation.messages.first?.kind == message.kind)
        #expect(conversation.messages.first?.payload.bytes == message.payload)
    }

    @Test func `nothing is written into a frame, nor a message into a fragmented one`() throws {
        let fragments = frame(1, "one ", isFinal: false) + frame(0, "two ", isFinal: false) + frame(0, "three")
        let whole = frame(1, "one two three")
        let ping = OutgoingMessage(.ping, [7])
        for (bytes, pieces) in [(fragments, 3), (whole, 1)] {
            for split in 1..<bytes.count {
                var conversation = WebSocketConversation()
                var client = WebSocketConversation()
                var passed = conversation.say(Array(bytes[..<split]), from: .server)
                passed += try conversation.inject(ping, toward: .client)
                passed += try conversation.inject(hello, toward: .client)
                passed += conversation.say(Array(bytes[split...]), from: .server)

                client.say(passed, from: .server)
                #expect(client.violation == nil)
                let size = bytes.count
                let message = #"server text "one two three" \#(size)"# + (pieces == 1 ? "" : " in \(pieces)")
                #expect(client.summary.contains(message))
                #expect(client.summary.last == #"server text "hello" 7"#)
                #expect(client.messages.count == 3)
                let order = conversation.messages.map(\.payload)
                #expect(order == client.messages.map(\.payload))
                #expect(conversation.messages.map(\.isInjected).filter { $0 }.count == 2)
            }
        }
    }

    @Test func `a ping goes between fragments, a message after the last`() throws {
        var conversation = WebSocketConversation()
        let first = conversation.say(frame(1, "a", isFinal: false), from: .server)

        #expect(try conversation.inject(OutgoingMessage(.ping), toward: .client) == [0x89, 0])
        #expect(try conversation.inject(hello, toward: .client) == [])
        // The other direction is not held up.
        #expect(try !conversation.inject(hello, toward: .server).isEmpty)
        let rest = conversation.say(frame(0, "b") + frame(1, "next"), from: .server)

        #expect(first == frame(1, "a", isFinal: false))
        #expect(rest == frame(0, "b") + frame(1, "hello") + frame(1, "next"))
    }

    @Test func `after a close nothing follows`() throws {
        var closed = WebSocketConversation()
        closed.say(frame(8, [0x03, 0xE8]), from: .server)
        var closing = WebSocketConversation()
        _ = try closing.inject(OutgoingMessage(.close(code: 1000)), toward: .client)
        for conversation in [closed, closing] {
            var conversation = conversation
            let error = #expect(throws: EngineError.self) { try conversation.inject(hello, toward: .client) }
            #expect(error?.description.contains("being closed") == true)
            #expect(try !conversation.inject(hello, toward: .server).isEmpty)
        }
    }

    @Test func `what cannot be followed takes no message`() {
        var broken = WebSocketConversation()
        broken.say([0x83, 0x00], from: .server)
        var ended = WebSocketConversation()
        ended.end(.server)
        for conversation in [broken, ended] {
            var conversation = conversation
            let error = #expect(throws: EngineError.self) { try conversation.inject(hello, toward: .client) }
            #expect(error?.description.contains("cannot be followed") == true)
        }
    }

    @Test func `what waits has a limit`() throws {
        var conversation = WebSocketConversation()
        conversation.say([0x82, 0x05], from: .server)
        let large = OutgoingMessage(.binary, [UInt8](repeating: 0, count: 40 << 20))

        _ = try conversation.inject(large, toward: .client)

        #expect(throws: EngineError.self) { try conversation.inject(large, toward: .client) }
    }
}
