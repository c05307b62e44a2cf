import FlowKit
import TestSupport
import Testing

extension ShopSchema {
    static func rendering(of bytes: [UInt8], as type: String, schema: ProtobufSchema = schema) -> ContentRendering {
        rendering(of: bytes, contentType: "application/x-protobuf; messageType=\(type)", schema: schema)
    }

    static func rendering(
        of bytes: [UInt8],
        contentType: String,
        path: String = "/",
        side: MessageSide = .response,
        schema: ProtobufSchema = schema
    ) -> ContentRendering {
        let origin = Origin(scheme: .http, host: "h")
        var request = Request(method: "POST", target: WireText(path), origin: origin)
        request.headers = [("Content-Type", contentType)]
        request.body = Body(bytes)
        var flow = Flow(id: FlowID(1), request: request, started: Timestamp(nanoseconds: 0))
        flow.response = Response(status: 200, headers: request.headers, body: Body(bytes))
        flow.timing.finished = Timestamp(nanoseconds: 1)
        guard let content = Content(of: flow, side, schema: schema) else { preconditionFailure("it has a body") }
        return ContentViews.render(content)
    }
}

@Suite struct ProtobufSchemaTests {
    @Test func `a message of a known type reads by names and types`() {
        let shown = ShopSchema.rendering(of: ShopSchema.item, as: "shop.v1.Item")

        #expect(
            shown.text == [
                "message shop.v1.Item", "name: \"pen\"", "count: -2", "delta: -3", "price: 1.5", "weight: 0.25",
                "code: 7",
                "offset: -8", "gift: true", "photo: ffd800  3 bytes", "size: LARGE (2)", "numbers: [1, -1, 300]",
                "sizes: [SMALL (1), 7  not in Size]", "parts[\"nib\"]: {  (shop.v1.Item)", "  name: \"nib\"", "}",
                "labels[4]: \"four\"", "email: \"a@b\"  of oneof contact", "stock: 0", "made: 2026-01-01T10:42:07.5Z",
                "ttl: -1.5s", "note: \"n\"", "extra: {", "  \"a\": [", "    1,", "    null,", "    true", "  ],",
                "  \"b\": {",
                "    \"c\": \"d\"", "  }", "}", "thing: {  (any type.googleapis.com/shop.v1.Item.Inner)", "  id: 9",
                "}",
                "mask: \"a.b,c\"", "children: {  (shop.v1.Item)", "  name: \"kid\"", "}",
                "inner: {  (shop.v1.Item.Inner)",
                "  id: 5", "}", "small: -7", "plain: 4000000000", "big: -9223372036854775808", "wide: 1", "narrow: -1",
                "doubles: [1.0, 2.5]", "tags: \"x\"", "tags: \"y\\n\"", "maybe: 0",
            ]
        )
        #expect(shown.folds.count == 7)
    }

    @Test func `groups, extensions and packed lists of proto2 are read`() {
        #expect(
            ShopSchema.rendering(of: ShopSchema.base, as: "old.Base").text == [
                "message old.Base", "pair: {  (old.Base.Pair)", "  a: 3", "}", "n: [1, 2]", "s: \"t\"",
                "[old.extra]: \"e\"",
            ]
        )
    }

    @Test func `a gRPC call's messages have the types of its method`() {
        let item = StreamSample.frame(0, ProtobufBytes.field(1, "pen"))
        let cart = StreamSample.frame(0, ProtobufBytes.field(1, ProtobufBytes.field(1, "pen")))

        let request = ShopSchema.rendering(
            of: item,
            contentType: "application/grpc",
            path: "/shop.v1.Carts/AddItem",
            side: .request
        )
        let response = ShopSchema.rendering(
            of: cart,
            contentType: "application/grpc+proto",
            path: "/shop.v1.Carts/Watch"
        )

        #expect(
            request.text == [
                "AddItem of shop.v1.Carts: shop.v1.Item → shop.v1.Cart", "1  message  5 bytes",
                "  message shop.v1.Item",
                "  name: \"pen\"",
            ]
        )
        #expect(
            response.text == [
                "Watch of shop.v1.Carts: shop.v1.Item.Inner → stream shop.v1.Cart", "1  message  7 bytes",
                "  message shop.v1.Cart", "  items: {  (shop.v1.Item)", "    name: \"pen\"", "  }",
            ]
        )
    }

    @Test func `what a type does not have, or has otherwise, is shown by its readings`() {
        let bytes =
            ProtobufBytes.field(99, 150) + ProtobufBytes.field(1, 5) + ProtobufBytes.field(2, "abc")
            + ProtobufBytes.field(1, [0xFF]) + ProtobufBytes.field(11, [0x80])

        #expect(
            ShopSchema.rendering(of: bytes, as: "shop.v1.Item").text.dropFirst() == [
                "99: 150  (zigzag 75)  not in shop.v1.Item",
                "name: 5  (zigzag -3)  not the string that field 1 is declared as",
                "count: \"abc\"  (or packed 97, 98, 99)  not the int32 that field 2 is declared as",
                "name: ff  (1 byte)  not the string that field 1 is declared as",
                "numbers: 80  (1 byte)  not the int32 that field 11 is declared as",
            ]
        )
    }

    @Test func `an unknown type is told`() {
        let lines = ShopSchema.rendering(of: [0x08, 1], as: "shop.v9.Nothing").text

        #expect(lines == ["message shop.v9.Nothing  not described by --proto-descriptors", "1: 1  (true, zigzag -1)"])
    }

    private static let wellKnown: [(field: Int, bytes: [UInt8], line: String)] = [
        (18, [], "made: 1970-01-01T00:00:00Z"), (18, ProtobufBytes.field(2, 1), "made: 1970-01-01T00:00:00.000000001Z"),
        (18, ProtobufBytes.field(1, UInt64(bitPattern: -62_135_596_800)), "made: 0001-01-01T00:00:00Z"),
        (18, ProtobufBytes.field(1, 253_402_300_799), "made: 9999-12-31T23:59:59Z"), (19, [], "ttl: 0s"),
        (18, ProtobufBytes.field(1, UInt64.max >> 1), "made: {  (google.protobuf.Timestamp, which is not described)"),
        (18, ProtobufBytes.field(1, 1 << 63), "made: {  (google.protobuf.Timestamp, which is not described)"),
        (18, ProtobufBytes.field(2, 1 << 31), "made: {  (google.protobuf.Timestamp, which is not described)"),
        (19, ProtobufBytes.field(1, 90), "ttl: 90s"), (20, [], "note: \"\""), (21, [], "extra: {}"),
        (33, [], "maybe: 0"),
        (33, ProtobufBytes.field(1, 12), "maybe: 12"),
        (22, ProtobufBytes.field(1, "x/y") + ProtobufBytes.field(2, [0x08, 1]), "thing: {  (any x/y)"),
    ]

    @Test(arguments: wellKnown)
    func `well-known types read as what they mean`(field: Int, bytes: [UInt8], line: String) {
        let shown = ShopSchema.rendering(of: ProtobufBytes.field(field, bytes), as: "shop.v1.Item")

        #expect(shown.text.dropFirst().first == line)
    }

    // MARK: - Descriptor sets

    @Test func `a set says how much it describes`() {
        #expect(ShopSchema.schema.messageCount == 7 && ShopSchema.schema.methodCount == 2)
        #expect(ProtobufSchema().isEmpty && !ShopSchema.schema.isEmpty)
    }

    private static let noSets: [(bytes: [UInt8], message: String)] = [
        ([], "it describes no types"), (Array("syntax = \"proto3\";\n".utf8), "field 13 has the unknown wire type 7"),
        ([0x10, 0x01], "a descriptor set has no field 2"), (ProtobufBytes.field(1, ""), "it describes no types"),
        (ProtobufBytes.field(1, ProtobufBytes.field(2, [0xFF])), "a name is not UTF-8"),
    ]

    @Test(arguments: noSets)
    func `what is no descriptor set is refused with the reason`(bytes: [UInt8], message: String) {
        var schema = ShopSchema.schema

        let error = #expect(throws: ProtobufError.self) { try schema.add(descriptorSet: bytes) }

        #expect(error?.message == message)
        #expect(schema == ShopSchema.schema)
        #expect(error?.offset == (message.contains("wire type") ? 12 : error?.offset))
    }

    @Test func `types that hold themselves are read as deep as the message goes`() throws {
        let field =
            ProtobufBytes.field(1, "next") + ProtobufBytes.field(3, 1) + ProtobufBytes.field(5, 11)
            + ProtobufBytes.field(6, ".Node")
        let type = ProtobufBytes.field(1, "Node") + ProtobufBytes.field(2, field)
        var schema = ProtobufSchema()
        try schema.add(descriptorSet: ProtobufBytes.field(1, ProtobufBytes.field(4, type)))
        var bytes: [UInt8] = []
        for _ in 0..<300 { bytes = ProtobufBytes.field(1, bytes) }

        let lines = ShopSchema.rendering(of: bytes, as: "Node", schema: schema).text

        #expect(lines[1...2] == ["next: {  (Node)", "  next: {  (Node)"])
        #expect(lines.contains { $0.hasSuffix("nested too deeply") })
        #expect(lines.count == 1 + 100 + 1 + 100)
    }

    @Test func `descriptors nested without end, and a million of them, are refused`() {
        var type = ProtobufBytes.field(1, "T")
        for _ in 0..<200 { type = ProtobufBytes.field(3, type) }
        let deep = ProtobufBytes.field(1, ProtobufBytes.field(4, type))
        let many = ProtobufBytes.field(
            1,
            [UInt8](repeating: 0, count: 2_000_002).enumerated().map {
                $0.offset % 2 == 0 ? 0x22 : 0x00
            }
        )

        for (bytes, message) in [
            (deep, "types are nested too deeply"), (many, "it describes more than 1000000 things"),
        ] {
            var schema = ProtobufSchema()
            let error = #expect(throws: ProtobufError.self) { try schema.add(descriptorSet: bytes) }
            #expect(error?.message == message)
        }
    }

    @Test func `damaged descriptor sets are refused or read, and never trap`() {
        var random = SeededRandom(seed: 11)
        for round in 0..<400 {
            var bytes = ShopSchema.descriptorSet
            if round % 4 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))) }
            for _ in 0..<3 where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var schema = ProtobufSchema()
            // Refusal is as good as reading here.
            try? schema.add(descriptorSet: bytes)
            let shown = ShopSchema.rendering(of: ShopSchema.item, as: "shop.v1.Item", schema: schema)
            #expect(!shown.viewName.isEmpty)
        }
    }
}
