import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

@Suite struct HPACKEncoderTests {
    @Test func `a field sent before takes one byte`() {
        var encoder = HPACKEncoder()
        let fields = HTTP2Fields("x-a: 1\naccept: */*\ncookie: a=b")

        let first = encoder.encode(fields)
        let second = encoder.encode(fields)

        #expect(first.count > 10)
        #expect(second == [0xC0, 0xBF, 0xBE])
    }

    @Test func `a name sent before is named by its index`() {
        var encoder = HPACKEncoder()
        _ = encoder.encode(HTTP2Fields("x-long-name: 1"))

        #expect(encoder.encode(HTTP2Fields("x-long-name: 22")) == [UInt8](hex: "7e 02 3232"))
    }

    @Test func `the fixed fields are found by name and value`() throws {
        let standard = HPACKStaticTable.standard
        for (place, entry) in standard.entries.enumerated() {
            var encoder = HPACKEncoder()
            let fields = HTTP2Fields(headers: Headers(lines: standard.bytes[entry.line]))

            #expect(encoder.encode(fields) == [UInt8(0x80 | place + 1)])
        }
        #expect(standard.entries.count == 61)
    }

    @Test(arguments: [
        ":path: /a", "authorization: Bearer x", "content-length: 17", "date: Mon", "etag: \"x\"", "location: /b",
        "set-cookie: a=b", "proxy-authorization: Basic x",
    ])
    func `what seldom comes again stays out of the table`(line: String) throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()

        let block = encoder.encode(HTTP2Fields(line))

        #expect(block[0] & 0xF0 == 0)
        #expect(try decoder.decode(block).text == line)
        #expect(decoder.table.count == 0)
    }

    @Test func `a field near the size of the table stays out of it`() throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        let small = HTTP2Fields("x: 1")

        _ = try decoder.decode(encoder.encode(small))
        _ = try decoder.decode(encoder.encode(HTTP2Fields("y: \(String(repeating: "v", count: 3040))")))

        #expect(encoder.encode(small) == [0xBE])
        #expect(decoder.table.text == "x: 1")
    }

    @Test(arguments: [[0, 2, 4], [4, 0, 2, 2, -1, 9]])
    func `a field never to be indexed is not, and says so`(marks: [Int]) throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        let text = ":method: GET\nx-key: 1\naccept: a\nx-key: 2\nx-key: 2"

        for _ in 0..<2 {
            let decoded = try decoder.decode(encoder.encode(HTTP2Fields(text, neverIndexed: marks)))
            #expect(decoded == HTTP2Fields(text, neverIndexed: [0, 2, 4]))
        }
        #expect(decoder.table.text == "x-key: 2\nx-key: 1")
    }

    @Test(arguments: [
        ([0], "20"), ([0, 4096], "20 3fe11f"), ([1024], "3fe107"), ([1024, 2048], "3fe107 3fe10f"),
        ([2048, 100, 1024], "3f45 3fe107"), ([4096], ""), ([65536], ""), ([0, 65536], "20 3fe11f"), ([-1], "20"),
    ])
    func `the smallest and the last table size are told`(limits: [Int], start: String) throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        _ = try decoder.decode(encoder.encode(HTTP2Fields("x: 1")))

        for limit in limits { encoder.setTableLimit(limit) }
        let block = encoder.encode(HTTP2Fields("x: 1"))

        #expect(Array(block.prefix([UInt8](hex: start).count)) == [UInt8](hex: start))
        #expect(try decoder.decode(block).text == "x: 1")
        #expect(try decoder.decode(encoder.encode(HTTP2Fields(":method: GET"))).text == ":method: GET")
        #expect(encoder.encode(HTTP2Fields(":method: GET")) == [0x82])
    }

    @Test func `a table size is told once, and raised again`() {
        var encoder = HPACKEncoder()
        encoder.setTableLimit(0)

        #expect(encoder.encode(HTTP2Fields("x: 1")) == [UInt8](hex: "20 00 0178 0131"))
        #expect(encoder.encode(HTTP2Fields("x: 1")) == [UInt8](hex: "00 0178 0131"))
        encoder.setTableLimit(100)
        #expect(encoder.encode(HTTP2Fields("x: 1")) == [UInt8](hex: "3f45 40 0178 0131"))
        #expect(encoder.encode(HTTP2Fields("x: 1")) == [0xBE])
    }

    @Test func `a peer's larger table is used in part, and it is told`() {
        var encoder = HPACKEncoder(tableLimit: 10_000)

        #expect(encoder.encode(HTTP2Fields(":method: GET")) == [UInt8](hex: "3fe11f 82"))
    }

    @Test(arguments: [
        ("a:b\r\n", "a: b"), ("a:   b \t \r\n", "a: b"), ("a:\r\nb: 1", "a: \nb: 1"), ("a\r\n", "a: "),
        ("a: b\n", "a: b"),
        ("\r\na: 1\r\n\r\n", "a: 1"), (":a:b:c\r\n", ":a: b:c"), ("", ""), ("a", "a: "), ("a\n\n\nb\n", "a: \nb: "),
    ])
    func `lines are read as headers read them`(lines: String, fields: String) throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        let part = HTTP2Fields(headers: Headers(lines: Array(lines.utf8)))

        #expect(try decoder.decode(encoder.encode(part)).text == fields)
    }

    @Test func `a string is Huffman-coded only when that is shorter`() {
        var encoder = HPACKEncoder()

        #expect(encoder.encode(HTTP2Fields("etag: aaaaaaaa", neverIndexed: [0])) == [UInt8](hex: "1f13 85 18c6318c63"))
        #expect(encoder.encode(HTTP2Fields("etag: ~~", neverIndexed: [0])) == [UInt8](hex: "1f13 02 7e7e"))
        #expect(encoder.encode(HTTP2Fields("etag: X", neverIndexed: [0])) == [UInt8](hex: "1f13 01 58"))
    }

    @Test func `a block goes behind what the buffer holds`() {
        var buffer = ByteBuffer(string: "head")
        var encoder = HPACKEncoder()

        encoder.encode(HTTP2Fields(":method: GET"), into: &buffer)

        #expect(Array(buffer.readableBytesView) == Array("head".utf8) + [0x82])
    }

    @Test func `bytes that are no text stay as they are`() throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        let line: [UInt8] =
            Array("x-".utf8) + [0xFF, 0x80] + Array(": ".utf8) + [0xE9, 0x20, 0x01, 0xC3] + [0x0D, 0x0A]
        let fields = HTTP2Fields(headers: Headers(lines: line))

        for _ in 0..<2 { #expect(try decoder.decode(encoder.encode(fields)).headers.bytes == line) }
    }
}
