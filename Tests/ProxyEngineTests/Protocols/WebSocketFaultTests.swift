import FlowKit
import Testing

@testable import ProxyEngine

/// What breaks the protocol passes all the same; the record says what and where.
@Suite struct WebSocketFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var sender = StreamMessage.Sender.server
        var words: String
        /// What is recorded of it.
        var expected: [String]
        var testDescription: String { words }
    }

    static let faults = [
        Fault(bytes: frame(1, "a"), sender: .client, words: "is not masked", expected: [#"client text "a" 3"#]),
        Fault(bytes: frame(1, "a", mask: exampleMask), words: "is masked", expected: [#"server text "a" 7"#]),
        Fault(
            bytes: frame(1, Array("a".utf8), lengthBytes: 2),
            words: "writes its length longer",
            expected: [#"server text "a" 5"#]
        ),
        Fault(
            bytes: frame(1, Array("a".utf8), lengthBytes: 8),
            words: "writes its length longer",
            expected: [#"server text "a" 11"#]
        ),
        Fault(bytes: frame(1, [0x61], reserved: 0x40), words: "reserved bits", expected: [#"server text "a" 3"#]),
        Fault(bytes: frame(1, [0x61], reserved: 0x20), words: "reserved bits", expected: [#"server text "a" 3"#]),
        Fault(bytes: frame(9, [0x61], reserved: 0x10), words: "reserved bits", expected: [#"server ping "a" 3"#]),
        Fault(bytes: frame(9, "a", isFinal: false), words: "fragment of a control", expected: [#"server ping "a" 3"#]),
        Fault(
            bytes: frame(0xA, [UInt8](repeating: 0x61, count: 126)),
            words: "control frame of more than 125",
            expected: [#"server pong "\#(String(repeating: "a", count: 126))" 130"#]
        ),
        Fault(bytes: frame(0, "a"), words: "continues a message that was never", expected: [#"server binary "a" 3"#]),
        Fault(
            bytes: frame(1, "a", isFinal: false) + frame(1, "b"),
            words: "begins a message before",
            expected: [#"server text "a" 3 cut"#, #"server text "b" 3"#]
        ),
        Fault(bytes: frame(1, [0xFF]), words: "ends a text that is not UTF-8", expected: [#"server text "ÿ" 3"#]),
        Fault(
            bytes: frame(1, [0x61, 0xE2, 0x82]),
            words: "ends a text that is not UTF-8",
            expected: ["server text \"aâ\u{82}\" 5"]
        ),
        Fault(bytes: frame(8, [0x03]), words: "closes with half a code", expected: [#"server close - "" 3"#]),
        Fault(
            bytes: frame(8, [0x03, 0xED]),
            words: "closes with the code 1005",
            expected: [#"server close 1005 "" 4"#]
        ),
        Fault(bytes: frame(8, [0xFF, 0xFF]), words: "the code 65535", expected: [#"server close 65535 "" 4"#]),
        Fault(
            bytes: frame(8, [0x03, 0xE8, 0xFF]),
            words: "a reason that is not",
            expected: [#"server close 1000 "ÿ" 5"#]
        ),
        Fault(
            bytes: frame(8, [0x03, 0xE8]) + frame(1, "b"),
            words: "carries data after the close",
            expected: [#"server close 1000 "" 4"#, #"server text "b" 3"#]
        ),
        Fault(bytes: [0x83, 0x01, 0x61], words: "has the reserved opcode 3", expected: []),
        Fault(bytes: [0x8F, 0x00], words: "has the reserved opcode 15", expected: []),
        Fault(
            bytes: frame(1, "a", isFinal: false) + [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0],
            words: "longer than 2^63",
            expected: [#"server text "a" 3 cut"#]
        ),
    ]

    @Test(arguments: faults)
    func `a breach is told with its place, and the bytes pass`(fault: Fault) {
        let good = frame(1, "good", mask: fault.sender == .client ? exampleMask : nil)
        var conversation = WebSocketConversation()
        conversation.say(good, from: fault.sender)

        #expect(conversation.say(fault.bytes, from: fault.sender) == fault.bytes)

        #expect(Array(conversation.summary.dropFirst()) == fault.expected)
        #expect(conversation.violation?.contains(fault.words) == true)
        #expect(conversation.violation?.contains(fault.sender == .client ? "the client's" : "the server's") == true)
        for split in 0..<fault.bytes.count {
            var again = WebSocketConversation()
            again.say(good + fault.bytes[..<split], from: fault.sender)
            again.say(Array(fault.bytes[split...]), from: fault.sender)
            #expect(again.summary == conversation.summary)
            #expect(again.violation == conversation.violation)
        }
    }

    @Test func `the place is where the frame begins`() {
        var conversation = WebSocketConversation()

        conversation.say(frame(1, "0123456789") + frame(1, [0xFF]), from: .server)

        #expect(conversation.violation == "the server's frame at byte 12 ends a text that is not UTF-8")
        #expect(conversation.messages.map(\.note) == [nil, conversation.violation])
    }

    @Test func `the first breach is the stream's, and good messages after it are recorded`() {
        var conversation = WebSocketConversation()

        conversation.say(frame(1, [0xFF]) + frame(8, [0]) + frame(9, "ok"), from: .server)
        conversation.say(frame(1, "fine", mask: exampleMask), from: .client)

        #expect(conversation.violation?.contains("UTF-8") == true)
        #expect(conversation.summary.suffix(2) == [#"server ping "ok" 4"#, #"client text "fine" 10"#])
    }

    @Test func `where frames cannot be told apart only that direction's record ends`() {
        var conversation = WebSocketConversation()

        conversation.say([0x8B, 0x00] + frame(1, "lost"), from: .server)
        conversation.say(frame(1, "kept", mask: exampleMask), from: .client)
        let passed = conversation.say([1, 2, 3], from: .server)

        #expect(conversation.summary == [#"client text "kept" 10"#])
        #expect(conversation.violation?.hasSuffix("from there on is not recorded") == true)
        #expect(passed == [1, 2, 3])
    }

    @Test func `an extension that is not known is no breach`() {
        var conversation = WebSocketConversation(extensions: "x-secret; level=2")

        conversation.say(frame(1, [0xFF], reserved: 0x40) + frame(1, "plain"), from: .server)

        #expect(conversation.violation == nil)
        #expect(conversation.messages.first?.note?.contains("x-secret") == true)
        #expect(conversation.summary.last == #"server text "plain" 7"#)
    }

    @Test(
        arguments: [
            ([0xF0, 0x9F, 0x98, 0x80], true), ([0xED, 0xA0, 0x80], false), ([0xC0, 0x80], false),
            ([0xE0, 0x9F, 0xBF], false),
            ([0xF4, 0x90, 0x80, 0x80], false), ([0xF4, 0x8F, 0xBF, 0xBF], true), ([0xF8], false), ([0x80], false),
            ([0xC3, 0x41], false), ([0xEE, 0x80, 0x80], true), ([0xF0, 0x80, 0x80, 0x80], false), ([], true),
        ] as [([UInt8], Bool)]
    )
    func `text is UTF-8 or not as the standard library says, in any pieces`(bytes: [UInt8], isText: Bool) {
        for ascii in [0, 7, 8, 9] {
            let text = [UInt8](repeating: 0x41, count: ascii) + bytes + [UInt8](repeating: 0x42, count: ascii)
            #expect((String(validating: text, as: UTF8.self) != nil) == isText)
            for split in 0...text.count {
                var validator = UTF8Validator()
                text[..<split].withUnsafeBytes { validator.check($0) }
                text[split...].withUnsafeBytes { validator.check($0) }
                #expect(validator.isComplete == isText)
            }
        }
    }
}
