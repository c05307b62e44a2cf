import Testing

@testable import ProxyEngine

/// The examples of RFC 7541 appendix C.
@Suite struct HPACKExampleTests {
    struct Example: Sendable {
        let block: String
        let fields: String
        let table: String
        let tableSize: Int
        var neverIndexed: [Int] = []
    }

    static let requests = [
        Example(
            block: "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
            fields: ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com",
            table: ":authority: www.example.com",
            tableSize: 57
        ),
        Example(
            block: "8286 84be 5808 6e6f 2d63 6163 6865",
            fields: ":method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\ncache-control: no-cache",
            table: "cache-control: no-cache\n:authority: www.example.com",
            tableSize: 110
        ),
        Example(
            block: "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
            fields: ":method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\n"
                + "custom-key: custom-value",
            table: "custom-key: custom-value\ncache-control: no-cache\n:authority: www.example.com",
            tableSize: 164
        ),
    ]
    static let codedRequestBlocks = [
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ]

    static let firstDate = "Mon, 21 Oct 2013 20:13:21 GMT"
    static let cookie = "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"
    static let responses = [
        Example(
            block: """
                4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32
                3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d
                """,
            fields: ":status: 302\ncache-control: private\ndate: \(firstDate)\nlocation: https://www.example.com",
            table: "location: https://www.example.com\ndate: \(firstDate)\ncache-control: private\n:status: 302",
            tableSize: 222
        ),
        Example(
            block: "4803 3330 37c1 c0bf",
            fields: ":status: 307\ncache-control: private\ndate: \(firstDate)\nlocation: https://www.example.com",
            table: ":status: 307\nlocation: https://www.example.com\ndate: \(firstDate)\ncache-control: private",
            tableSize: 222
        ),
        Example(
            block: """
                88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970
                7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61
                6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31
                """,
            fields: ":status: 200\ncache-control: private\ndate: Mon, 21 Oct 2013 20:13:22 GMT\n"
                + "location: https://www.example.com\ncontent-encoding: gzip\nset-cookie: \(cookie)",
            table: "set-cookie: \(cookie)\ncontent-encoding: gzip\ndate: Mon, 21 Oct 2013 20:13:22 GMT",
            tableSize: 215
        ),
    ]
    static let codedResponseBlocks = [
        """
        4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718
        63c7 8f0b 97c8 e9ae 82ae 43d3
        """,
        "4883 640e ffc1 c0bf",
        """
        88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7
        b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07
        """,
    ]

    @Test(arguments: [
        Example(
            block: "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
            fields: "custom-key: custom-header",
            table: "custom-key: custom-header",
            tableSize: 55
        ),
        Example(block: "040c 2f73 616d 706c 652f 7061 7468", fields: ":path: /sample/path", table: "", tableSize: 0),
        Example(
            block: "1008 7061 7373 776f 7264 0673 6563 7265 74",
            fields: "password: secret",
            table: "",
            tableSize: 0,
            neverIndexed: [0]
        ),
        Example(block: "82", fields: ":method: GET", table: "", tableSize: 0),
    ])
    func `each form of a field is decoded (C.2)`(example: Example) throws {
        var decoder = HPACKDecoder()

        try expect(example, example.block, from: &decoder)
    }

    @Test func `integers are decoded and encoded (C.1)`() throws {
        for (block, prefixBits, value) in [("0a", 5, 10), ("1f9a0a", 5, 1337), ("2a", 8, 42)] {
            let bytes = [UInt8](hex: block)
            try bytes.withUnsafeBytes { bytes throws in
                var reader = HPACKReader(bytes)
                #expect(try reader.integer(prefixBits: prefixBits) == value)
                #expect(reader.next == nil)
            }
            var written = [UInt8](repeating: 0, count: bytes.count)
            written.withUnsafeMutableBytes { output in
                var writer = HPACKWriter(output)
                writer.integer(value, flags: 0, prefixBits: prefixBits)
                #expect(writer.position == output.count)
            }
            #expect(written == bytes)
        }
    }

    @Test(arguments: [requests.map(\.block), codedRequestBlocks])
    func `requests are decoded one after another (C.3, C.4)`(blocks: [String]) throws {
        var decoder = HPACKDecoder()

        for (example, block) in zip(Self.requests, blocks) { try expect(example, block, from: &decoder) }
    }

    @Test(arguments: [responses.map(\.block), codedResponseBlocks])
    func `responses are decoded, and evict (C.5, C.6)`(blocks: [String]) throws {
        var decoder = HPACKDecoder(tableLimit: 256, fieldsLimit: 65536)

        for (example, block) in zip(Self.responses, blocks) { try expect(example, block, from: &decoder) }
    }

    @Test func `requests are encoded as the example does (C.4)`() {
        var encoder = HPACKEncoder()

        for (example, block) in zip(Self.requests, Self.codedRequestBlocks) {
            #expect(encoder.encode(HTTP2Fields(example.fields)) == [UInt8](hex: block))
        }
    }

    private func expect(_ example: Example, _ block: String, from decoder: inout HPACKDecoder) throws {
        let fields = try decoder.decode(hex: block)

        #expect(fields == HTTP2Fields(example.fields, neverIndexed: example.neverIndexed))
        #expect(decoder.table.text == example.table)
        #expect(decoder.table.size == example.tableSize)
    }
}
