import FlowKit
import Testing

@testable import ProxyEngine

/// permessage-deflate (RFC 7692).
@Suite struct WebSocketDeflateTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var expected: [String]
        var testDescription: String { name }
    }

    /// §7.2.3.
    static let examples = [
        Example(
            name: "one block",
            bytes: [0xC1, 0x07, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
            expected: [#"server text "Hello" 9 compressed"#]
        ),
        Example(
            name: "fragments",
            bytes: [0x41, 0x03, 0xF2, 0x48, 0xCD, 0x80, 0x04, 0xC9, 0xC9, 0x07, 0x00],
            expected: [#"server text "Hello" 11 compressed in 2"#]
        ),
        Example(
            name: "window shared between messages",
            bytes: [0xC1, 0x07, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0xC1, 0x05, 0xF2, 0x00, 0x11, 0x00, 0x00],
            expected: [#"server text "Hello" 9 compressed"#, #"server text "Hello" 7 compressed"#]
        ),
        Example(
            name: "no compression",
            bytes: [0xC1, 0x0B, 0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            expected: [#"server text "Hello" 13 compressed"#]
        ),
        Example(
            name: "a last block inside, and the window kept",
            bytes: [
                0xC1, 0x08, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00, 0xC1, 0x05, 0xF2, 0x00, 0x11, 0x00, 0x00,
            ],
            expected: [#"server text "Hello" 10 compressed"#, #"server text "Hello" 7 compressed"#]
        ),
        Example(
            name: "two blocks",
            bytes: [
                0xC1, 0x0D, 0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00,
            ],
            expected: [#"server text "Hello" 15 compressed"#]
        ),
        Example(
            name: "some messages compressed, some not, pings between",
            bytes: frame(1, "plain") + [0x41, 0x03, 0xF2, 0x48, 0xCD] + frame(9, "?") + [
                0x80, 0x04, 0xC9, 0xC9, 0x07, 0x00,
            ],
            expected: [
                #"server text "plain" 7"#, #"server ping "?" 3"#, #"server text "Hello" 11 compressed in 2"#,
            ]
        ),
        Example(name: "empty", bytes: [0xC1, 0x01, 0x00], expected: [#"server text "" 3 compressed"#]),
    ]

    @Test(arguments: examples)
    func `compressed messages are shown as they were before`(example: Example) {
        for split in 0...example.bytes.count {
            var conversation = WebSocketConversation(extensions: "permessage-deflate")
            conversation.say(Array(example.bytes[..<split]), from: .server)
            conversation.say(Array(example.bytes[split...]), from: .server)
            #expect(conversation.summary == example.expected)
            #expect(conversation.violation == nil)
        }
    }

    @Test(arguments: [
        ("permessage-deflate", 15, 15, false, false),
        ("permessage-deflate; server_no_context_takeover", 15, 15, false, true),
        ("permessage-deflate;client_no_context_takeover ; server_max_window_bits=10", 15, 10, true, false),
        ("Permessage-Deflate; client_max_window_bits=\"9\"", 9, 15, false, false),
        ("x-other, permessage-deflate; client_max_window_bits=8", 8, 15, false, false),
        ("permessage-deflate; server_max_window_bits=99; client_max_window_bits=x", 15, 15, false, false),
    ])
    func `what was agreed on is read from the response`(
        value: String,
        clientBits: Int,
        serverBits: Int,
        clientAlone: Bool,
        serverAlone: Bool
    ) {
        let extensions = WebSocketExtensions(response: [("Sec-WebSocket-Extensions", value)])

        #expect(extensions.client == .init(windowBits: clientBits, hasNoContextTakeover: clientAlone))
        #expect(extensions.server == .init(windowBits: serverBits, hasNoContextTakeover: serverAlone))
    }

    /// Made by zlib 1.2.13 from three messages that refer back to each other.
    private static let chain: [[UInt8]] = [
        [
            0xAA, 0x56, 0xCA, 0x4C, 0x51, 0xB2, 0x32, 0xD4, 0x51, 0xCA, 0x4B, 0xCC, 0x4D, 0x55, 0xB2, 0x52, 0x4A, 0xCB,
            0x2C,
            0x2A, 0x2E, 0x51, 0xAA, 0x05, 0x00,
        ],
        [0xAA, 0x06, 0x0B, 0x1B, 0xC1, 0x85, 0x8B, 0x53, 0x93, 0xF3, 0xF3, 0x52, 0x94, 0x6A, 0x01, 0x00],
        [0x82, 0x88, 0x1B, 0xA3, 0x2B, 0x07, 0x00],
    ]

    private static let texts = [#"{"id":1,"name":"first"}"#, #"{"id":2,"name":"second"}"#, #"{"id":3,"name":"first"}"#]

    @Test func `each direction has a window of its own`() {
        var conversation = WebSocketConversation(extensions: "permessage-deflate")

        for message in Self.chain {
            conversation.say(frame(1, message, reserved: 0x40), from: .server)
            conversation.say(frame(1, message, reserved: 0x40, mask: exampleMask), from: .client)
        }

        #expect(conversation.messages.map { WireText.decode($0.payload.bytes) } == Self.texts.flatMap { [$0, $0] })
        #expect(conversation.violation == nil)
    }

    @Test func `without context takeover each message stands alone`() {
        let extensions = "permessage-deflate; server_no_context_takeover; server_max_window_bits=9"
        var conversation = WebSocketConversation(extensions: extensions)

        conversation.say(
            frame(1, Self.chain[0], reserved: 0x40) + frame(1, Self.chain[0], reserved: 0x40),
            from: .server
        )
        #expect(conversation.violation == nil)
        conversation.say(frame(1, Self.chain[1], reserved: 0x40), from: .server)

        #expect(
            conversation.messages.prefix(2).map { WireText.decode($0.payload.bytes) } == [Self.texts[0], Self.texts[0]]
        )
        #expect(conversation.violation?.contains("is not deflate data") == true)
    }

    @Test func `after damage what was sent is shown as it is`() {
        var conversation = WebSocketConversation(extensions: "permessage-deflate")

        conversation.say(frame(1, Self.chain[0], reserved: 0x40), from: .server)
        conversation.say(frame(2, [0xFF, 0xFF, 0xFF], reserved: 0x40), from: .server)
        conversation.say(frame(1, Self.chain[0], reserved: 0x40) + frame(1, "plain"), from: .server)

        #expect(conversation.violation?.contains("frame at byte 27 is not deflate data") == true)
        #expect(conversation.messages[1].payload.isTruncated)
        #expect(conversation.messages[2].payload.bytes == Self.chain[0])
        #expect(conversation.messages[2].note?.hasPrefix("still compressed") == true)
        #expect(conversation.summary[3] == #"server text "plain" 7"#)
    }

    @Test func `RSV1 belongs on the first frame of a message only`() {
        for bytes in [
            [0x41, 0x03, 0xF2, 0x48, 0xCD] + frame(0, [0xC9, 0xC9, 0x07, 0x00], reserved: 0x40),
            frame(9, [0x00], reserved: 0x40),
        ] {
            var conversation = WebSocketConversation(extensions: "permessage-deflate")
            conversation.say(bytes, from: .server)
            #expect(conversation.violation?.contains("reserved bits") == true)
        }
    }

    @Test func `a message that blows up is kept to the limit, and a stream of them is given up`() throws {
        let zeros = [UInt8](repeating: 0, count: 16 << 20)
        // Without the zlib format around it; its last block is followed by an empty one (RFC 7692 §7.2.3.4).
        let deflated = try ContentCoding.encode(zeros, with: ["deflate"]).dropFirst(2).dropLast(4) + [0]
        let message = frame(2, Array(deflated), reserved: 0x40)
        var conversation = WebSocketConversation(extensions: "permessage-deflate", bodyLimit: 1000)

        for _ in 0..<12 { #expect(conversation.say(message, from: .server) == message) }

        let messages = conversation.messages
        #expect(messages.count == 12)
        #expect(messages.allSatisfy { $0.payload.capturedByteCount <= 1000 })
        #expect(messages[0].payload.byteCount == 16 << 20)
        #expect(messages[0].note == nil)
        #expect(messages.contains { $0.note?.contains("more than is worth the work") == true })
        #expect(messages.last?.note?.hasPrefix("still compressed") == true)
        #expect(conversation.violation == nil)
    }
}
