import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct WebSocketTapTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var sender: StreamMessage.Sender = .server
        var expected: [String]
        var testDescription: String { name }
    }

    /// RFC 6455 §5.7.
    static let examples = [
        Example(
            name: "unmasked text",
            bytes: [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F],
            expected: [#"server text "Hello" 7"#]
        ),
        Example(
            name: "masked text",
            bytes: [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58],
            sender: .client,
            expected: [#"client text "Hello" 11"#]
        ),
        Example(
            name: "fragments",
            bytes: [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F],
            expected: [#"server text "Hello" 9 in 2"#]
        ),
        Example(
            name: "ping and its pong",
            bytes: [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x8A, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F],
            expected: [#"server ping "Hello" 7"#, #"server pong "Hello" 7"#]
        ),
        Example(
            name: "a control frame between fragments",
            bytes: frame(1, "Hel", isFinal: false) + frame(9, "?") + frame(0, "", isFinal: false) + frame(0, "lo"),
            expected: [#"server ping "?" 3"#, #"server text "Hello" 11 in 3"#]
        ),
        Example(
            name: "close with code and reason",
            bytes: frame(8, [0x03, 0xE8] + "bye".utf8),
            expected: [#"server close 1000 "bye" 7"#]
        ),
        Example(name: "close without a code", bytes: [0x88, 0x00], expected: [#"server close - "" 2"#]),
        Example(name: "empty text", bytes: [0x81, 0x00], expected: [#"server text "" 2"#]),
        Example(
            name: "characters across fragments",
            bytes: frame(1, [0xE2, 0x82], isFinal: false) + frame(0, [0xAC, 0xF0, 0x9F], isFinal: false)
                + frame(0, [0x98, 0x80]),
            expected: [#"server text "€😀" 13 in 3"#]
        ),
    ]

    @Test(arguments: examples)
    func `frames become messages, and their bytes pass unchanged`(example: Example) {
        var conversation = WebSocketConversation()

        #expect(conversation.say(example.bytes, from: example.sender) == example.bytes)

        #expect(conversation.summary == example.expected)
        #expect(conversation.violation == nil)
    }

    @Test(arguments: examples)
    func `it is the same wherever the bytes are split`(example: Example) {
        for split in 0...example.bytes.count {
            var conversation = WebSocketConversation()
            conversation.say(Array(example.bytes[..<split]), from: example.sender)
            conversation.say(Array(example.bytes[split...]), from: example.sender)
            #expect(conversation.summary == example.expected)
        }
        var conversation = WebSocketConversation()
        for byte in example.bytes { #expect(conversation.say([byte], from: example.sender) == [byte]) }
        #expect(conversation.summary == example.expected)
        #expect(conversation.violation == nil)
    }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 1 << 20])
    func `payloads of all lengths come whole, masked and not`(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for (sender, mask) in [(StreamMessage.Sender.client, exampleMask), (.server, nil)] {
            for piece in [1_000, 16_384, 65_537] {
                let bytes = frame(2, payload, mask: mask) + frame(2, [9], mask: mask)
                var conversation = WebSocketConversation()
                var rest = bytes[...]
                while !rest.isEmpty {
                    conversation.say(Array(rest.prefix(piece)), from: sender)
                    rest = rest.dropFirst(piece)
                }
                #expect(conversation.messages.map(\.payload.bytes) == [payload, [9]])
                #expect(conversation.violation == nil)
            }
        }
    }

    @Test func `what is beyond the limit is counted and not kept`() {
        var conversation = WebSocketConversation(bodyLimit: 10)

        conversation.say(frame(1, "0123456789abcdef"), from: .server)

        #expect(conversation.messages.first?.payload.bytes == Array("0123456789".utf8))
        #expect(conversation.messages.first?.payload.byteCount == 16)
        #expect(conversation.messages.first?.payload.isTruncated == true)
    }

    @Test func `a message has the time of its last byte, and both ends' messages their order`() {
        var conversation = WebSocketConversation()

        conversation.say([0x81, 0x01], from: .server)  // at 1 s
        conversation.say(frame(1, "c", mask: exampleMask), from: .client)
        conversation.say(Array("s".utf8), from: .server)

        #expect(conversation.summary == [#"client text "c" 7"#, #"server text "s" 3"#])
        #expect(conversation.messages.map(\.time.nanoseconds) == [2_000_000_000, 3_000_000_000])
    }

    @Test func `what the end cuts off is told`() {
        var conversation = WebSocketConversation()
        conversation.say(frame(1, "first ", isFinal: false) + frame(0, "second").dropLast(2), from: .server)

        conversation.end(.server)
        conversation.end(.server)

        #expect(conversation.summary == [#"server text "first seco" 14 in 2 cut"#])
        #expect(conversation.messages.first?.note?.contains("ended in the middle") == true)
        #expect(conversation.violation == nil)
    }
}
