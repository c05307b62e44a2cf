import FlowKit
import Testing

@Suite struct MessageFormTests {
    private static let list: MessageList = {
        var log = MessageLog()
        let start = Timestamp(nanoseconds: 1_767_264_127_000_000_000)
        let messages: [(StreamMessage.Sender, StreamMessage.Kind, [UInt8])] = [
            (.client, .text, Array(#"{"a":[1,2]}"#.utf8)), (.server, .text, Array("two\nlines".utf8)),
            (.server, .binary, [0, 0xFF]), (.client, .close(code: 1000), Array("bye".utf8)), (.client, .ping, []),
        ]
        for (sender, kind, payload) in messages {
            let message = StreamMessage(
                sender: sender,
                kind: kind,
                time: start,
                payload: Body(payload),
                wireByteCount: payload.count + 6
            )
            log.append(message, limit: .max)
        }
        return MessageList(log)
    }()

    @Test(arguments: [
        ("payload", 0, #"{"a":[1,2]}"#), ("hex", 2, "00ff"), ("json", 0, "{\n  \"a\": [\n    1,\n    2\n  ]\n}"),
        ("text", 1, "2026-01-01T10:42:07.000000Z < text       two\\nlines\n"),
        ("text", 2, "2026-01-01T10:42:07.000000Z < binary     \\0\\xff\n"),
        ("text", 3, "2026-01-01T10:42:07.000000Z > close 1000 bye\n"),
    ])
    func `a message leaves in each form`(keyword: String, number: Int, expected: String) throws {
        let form = try #require(MessageForms.named(keyword))

        #expect(String(decoding: form.bytes(of: [number], in: Self.list), as: UTF8.self) == expected)
    }

    @Test func `JSON lines say all that is known, bytes as base64`() throws {
        let form = try #require(MessageForms.named("jsonl"))

        let lines = form.bytes(of: Self.list.numbers, in: Self.list).split(separator: 0x0A).map { Array($0) }

        #expect(lines.count == 5)
        let first = try JSONValue.parse(lines[0])
        #expect(first["number"] == .number("1"))
        #expect(first["sender"] == .string("client"))
        #expect(first["text"] == .string(#"{"a":[1,2]}"#))
        #expect(try JSONValue.parse(lines[2])["base64"] == .string("AP8="))
        #expect(try JSONValue.parse(lines[3])["code"] == .number("1000"))
    }

    @Test(arguments: [
        ("json", 1, "it is not JSON"), ("json", 2, "it is not JSON"), ("payload", 4, "the message is empty"),
        ("hex", 4, "the message is empty"),
    ])
    func `what cannot be had says why`(keyword: String, number: Int, reason: String) {
        #expect(MessageForms.named(keyword)?.obstacle(Self.list[number]) == reason)
    }

    @Test func `keywords and letters are unique`() {
        #expect(Set(MessageForms.builtIn.map(\.keyword)).count == MessageForms.builtIn.count)
        #expect(Set(MessageForms.builtIn.map(\.letter)).count == MessageForms.builtIn.count)
    }

    @Test func `messages that were dropped meanwhile are passed over`() throws {
        let form = try #require(MessageForms.named("payload"))

        #expect(form.bytes(of: [-1, 0, 99], in: Self.list) == Array(#"{"a":[1,2]}"#.utf8))
    }
}
