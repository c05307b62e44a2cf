import TestSupport
import Testing

@testable import FlowKit

@Suite struct BodyMessagesTests {
    private static func flow(_ type: String, _ bytes: [UInt8], request: [UInt8] = [], isOpen: Bool = false) -> Flow {
        var flow = Flow.sample(
            method: "POST",
            path: "/shop.v1.Carts/AddItem",
            requestHeaders: Headers([
                ("Content-Type", request.isEmpty ? "text/plain" : type), ("grpc-encoding", "gzip"),
            ]),
            status: 200,
            responseHeaders: Headers([("Content-Type", type), ("grpc-encoding", "gzip")]),
            milliseconds: isOpen ? nil : 5
        )
        flow.request.body = request.isEmpty ? nil : Body(request)
        flow.response?.body = Body(bytes)
        return flow
    }

    private static func frame(_ payload: [UInt8], flags: UInt8 = 0) -> [UInt8] {
        [flags, 0, 0, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)] + payload
    }

    /// Direction, type, detail and payload of each.
    private func lines(_ list: MessageList) -> [String] {
        list.numbers.map { number in
            let item = list[number]
            let text = String(decoding: item.payload.bytes, as: UTF8.self)
            return "\(item.sender == .client ? ">" : "<") \(item.typeText): \(text)"
        }
    }

    private func messages(of flow: Flow, after earlier: MessageList = MessageList([])) throws -> MessageList {
        try #require(MessageSources.source(of: flow)).messages(of: flow, after: earlier)
    }

    private static let events =
        "event: price\r\nid: 7\r\ndata: {\"a\":1,\r\ndata: \"b\":2}\r\n\r\n: ping\n\ndata: x\n\nretry: 9\n\ndata: cut"

    @Test func `events have their name, id and data`() throws {
        let list = try messages(of: Self.flow("text/event-stream; charset=utf-8", Array(Self.events.utf8)))

        #expect(
            lines(list) == [
                "< price 7: {\"a\":1,\n\"b\":2}", "< comment: : ping", "< message: x", "< comment: retry: 9",
                "< message: cut",
            ]
        )
        #expect(list.numbers.map { list[$0].note != nil } == [false, false, false, false, true])
        #expect(list[0].wireByteCount == 48 && !list.hasTimes && !list.isCut)
    }

    @Test func `rows are listed for either side`() throws {
        let rows = "{\"a\":1}\n\n[2]\nnot JSON\n"
        let flow = Self.flow("application/x-ndjson", Array(rows.utf8), request: Array("{}\n".utf8))

        let list = try messages(of: flow)

        #expect(lines(list) == ["> row: {}", "< row: {\"a\":1}", "< row: [2]", "< row: not JSON"])
        #expect(list[0].contentType == "application/json")
    }

    @Test func `messages of gRPC are listed without their compression`() throws {
        let packed = try ContentCoding.encode(Array(repeating: 0x41, count: 1000), with: ["gzip"])
        let trailers = Self.frame(Array("grpc-status: 0\r\n".utf8), flags: 0x80)
        let bytes = Self.frame(packed, flags: 1) + Self.frame([]) + trailers

        let list = try messages(of: Self.flow("application/grpc-web+proto", bytes, request: Self.frame([8, 1])))

        #expect(list.numbers.map { list[$0].type } == ["message", "message", "message", "trailers"])
        #expect(list.numbers.map { list[$0].sender } == [.client, .server, .server, .server])
        #expect(list.numbers.map { list[$0].payload.byteCount } == [2, 1000, 0, 16])
        #expect(list.numbers.map { list[$0].isCompressed } == [false, true, false, false])
        #expect(list[1].wireByteCount == packed.count + 5)
        #expect(list[0].contentType == "application/x-protobuf")
    }

    @Test func `a message of gRPC reads by the names of its descriptors`() throws {
        let flow = Self.flow("application/grpc", [], request: Self.frame(ShopSchema.item))

        let content = Content(of: try messages(of: flow)[0], in: flow, schema: ShopSchema.schema)

        let lines = ContentViews.render(content).text
        #expect(lines.starts(with: ["message shop.v1.Item", "name: \"pen\"", "count: -2"]), "\(lines)")
    }

    private static let bodies: [(String, [UInt8])] = [
        ("text/event-stream", Array(events.utf8)),
        ("application/jsonl", Array("{\"a\":1}\n[2]\r\n\"x\"".utf8)),
        ("application/grpc", [frame([1, 2]), frame([]), frame([3], flags: 0x80), [0, 0]].flatMap(\.self)),
    ]

    @Test(arguments: bodies)
    func `however a body comes, the messages are the same and keep their numbers`(type: String, bytes: [UInt8]) throws {
        let whole = lines(try messages(of: Self.flow(type, bytes)))

        for first in 0...bytes.count {
            var list = try messages(of: Self.flow(type, Array(bytes[..<first]), isOpen: true))
            let earlier = lines(list)
            list = try messages(
                of: Self.flow(type, Array(bytes[..<((first + bytes.count) / 2)]), isOpen: true),
                after: list
            )
            list = try messages(of: Self.flow(type, bytes, isOpen: true), after: list)
            list = try messages(of: Self.flow(type, bytes), after: list)
            #expect(lines(list) == whole && whole.starts(with: earlier))
        }
    }

    @Test func `a body that the store dropped takes no message back`() throws {
        let list = try messages(of: Self.flow("application/x-ndjson", Array("1\n2\n3\n".utf8), isOpen: true))

        #expect(lines(try messages(of: Self.flow("application/x-ndjson", []), after: list)).count == 3)
    }

    @Test func `so many are listed, and no more`() throws {
        let bytes = Array(String(repeating: "1\n", count: 150_000).utf8)

        var list = try messages(of: Self.flow("application/x-ndjson", bytes, isOpen: true))
        list = try messages(of: Self.flow("application/x-ndjson", bytes), after: list)

        #expect(list.numbers == 0..<100_000 && list.isCut)
    }

    private static let pieces: [[UInt8]] =
        ["data: ", "event: \u{1B}[2J\u{9B}", "\n", "\r\n", "id: \u{7}", "AAAAAAE="].map { Array($0.utf8) } + [
            [0, 0, 0, 0, 2, 1, 2], [1, 0, 0, 0, 9], [0x80, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF],
        ]

    @Test(arguments: ["text/event-stream", "application/x-ndjson", "application/grpc", "application/grpc-web-text"])
    func `any bytes are listed, with words that are harmless`(type: String) throws {
        var random = SeededRandom(seed: 42)
        for _ in 0..<300 {
            let bytes = (0..<12).flatMap { _ in Self.pieces.randomElement(using: &random) ?? [] }
            let list = try messages(of: Self.flow(type, bytes, request: bytes))
            for number in list.numbers {
                let scalars = list[number].typeText.unicodeScalars
                #expect(!scalars.contains { $0.properties.generalCategory == .control })
            }
        }
    }

    @Test(arguments: ["application/json", "text/plain", "application/grpcx", ""])
    func `what is declared as no sequence has no messages`(type: String) {
        #expect(MessageSources.source(of: Self.flow(type, Array("{}\n{}\n".utf8))) == nil)
    }

    @Test(arguments: [
        ("price", [0]), ("7", [0]), ("comment", [1, 3]), ("!comment", [0, 2, 4]), ("\"price\"", []), ("x", [2]),
        ("PRICE", [0]), ("~json $.b", [0]), (">", []), ("!message !comment", [0]),
    ])
    func `a filter finds events by name, id and data`(text: String, expected: [Int]) throws {
        let flow = Self.flow("text/event-stream", Array(Self.events.utf8))
        let list = try messages(of: flow)
        let filter = MessageFilter(text, types: try #require(MessageSources.source(of: flow)).types)

        #expect(list.numbers.filter { filter.matches(list[$0]) } == expected)
    }
}
