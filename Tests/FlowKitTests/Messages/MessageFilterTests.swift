import FlowKit
import Testing

@Suite struct MessageFilterTests {
    private static let messages: [MessageList.Item] = [
        item(.client, "text", "Hello price"), item(.server, "text", "PRICE 17"), item(.server, "ping", ""),
        item(.client, "pong", ""), item(.client, "binary", "\u{0}price"), item(.server, "close", "bye"),
        item(.server, "text", "ping me", isInjected: true),
    ]

    @Test(arguments: [
        ("", [0, 1, 2, 3, 4, 5, 6]), ("   ", [0, 1, 2, 3, 4, 5, 6]), (">", [0, 3, 4]), ("<", [1, 2, 5, 6]),
        ("!>", [1, 2, 5, 6]), ("> <", [0, 1, 2, 3, 4, 5, 6]), ("→ text", [0]), ("text", [0, 1, 6]),
        ("TEXT", [0, 1, 6]), ("ping pong", [2, 3]), ("!ping !pong", [0, 1, 4, 5, 6]), ("price", [0, 1, 4]),
        ("price 17", [1]), ("price !hello", [1, 4]), ("\"price 17\"", [1]), ("\"ping\"", [6]), ("'ping me'", [6]),
        ("!\"ping\"", [0, 1, 2, 3, 4, 5]), ("injected", [6]), ("!injected <", [1, 2, 5]), ("> text price", [0]),
        ("\"unclosed", []), ("!", []), ("\"\"", [0, 1, 2, 3, 4, 5, 6]), ("nothing", []),
    ])
    func `words choose messages by direction, type and text`(text: String, expected: [Int]) {
        let filter = MessageFilter(text)

        #expect(Self.messages.indices.filter { filter.matches(Self.messages[$0]) } == expected)
        #expect(filter.text == text)
    }

    @Test(arguments: [("", true), ("  ", true), ("\"\"", true), (">", false), ("!ping", false), ("x", false)])
    func `a filter knows that it says nothing`(text: String, matchesAll: Bool) {
        #expect(MessageFilter(text).matchesAll == matchesAll)
    }

    @Test(arguments: [("price", [0, 1, 4]), ("PRICE", [1]), ("Hello", [0]), ("hello", [0]), ("ping pong", [])])
    func `a search takes all its text as it is, and a capital makes case count`(text: String, expected: [Int]) {
        let filter = MessageFilter(payloadText: text)

        #expect(Self.messages.indices.filter { filter.matches(Self.messages[$0]) } == expected)
    }

    @Test func `text is found in payloads of several chunks and beside bytes that are no text`() {
        var message = Self.messages[0]
        message.payload = Body(chunks: [[0xFF, 0x70], Array("rice".utf8), [0xC3]])

        #expect(MessageFilter("price").matches(message))
        #expect(!MessageFilter("prices").matches(message))
    }

    @Test(arguments: [
        ("~json '$.n > 1'", [1]), ("!~json $.n <", [2]), ("~json $.n", [0, 1]), ("~json $.n > ~json '$.n != 2'", [0]),
        ("~json '$.n > 1' n", [1]), ("\"~json\"", []), ("~jsons", []),
    ])
    func `a condition asks the JSON of each message`(text: String, expected: [Int]) {
        let messages = [
            Self.item(.client, "text", "{\"n\":1}"), Self.item(.client, "text", "{\"n\":2}"),
            Self.item(.server, "text", "hi"),
        ]

        let filter = MessageFilter(text)

        #expect(filter.error == nil)
        #expect(messages.indices.filter { filter.matches(messages[$0]) } == expected)
    }

    @Test(arguments: [
        ("é ~json '$.n =='", 16..<16), ("~json", 5..<5), ("> !~json $.[ text", 11..<12),
        ("~json errors ~json $.", 6..<12),
    ])
    func `a condition that cannot be read is an error with its place`(text: String, range: Range<Int>) {
        let filter = MessageFilter(text)

        #expect(filter.error?.range == range)
        #expect(!filter.matchesAll && Self.messages.allSatisfy { !filter.matches($0) })
    }

    private static func item(
        _ sender: StreamMessage.Sender,
        _ type: String,
        _ text: String,
        isInjected: Bool = false
    ) -> MessageList.Item {
        .init(sender: sender, type: type, payload: Body(text), wireByteCount: 0, isInjected: isInjected)
    }
}
