import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct HPACKHostileTests {
    @Test(arguments: [
        ("80", "byte 0 of the header block: index 0"),
        ("82be", "byte 1 of the header block: index 62 is past the table's 61 fields"),
        ("7e0161", "byte 0 of the header block: index 62 is past the table's 61 fields"),
        ("82ff", "ends after 2 bytes, inside an integer"),
        ("ff80808080", "ends after 5 bytes, inside an integer"),
        ("ff808080808000", "byte 0 of the header block: the integer is too large"),
        ("ffffffffffffffffffffffffffffffff", "byte 0 of the header block: the integer is too large"),
        ("ffffffffff7f", "index 34359738494 is past"),
        ("40", "ends after 1 bytes, inside a field"),
        ("000161", "ends after 3 bytes, inside a field"),
        ("8200056162", "byte 2 of the header block: a string of 5 bytes runs past the block's end at 5"),
        ("0001617fffffffff7f", "byte 3 of the header block: a string of 34359738494 bytes runs past"),
        ("00016184ffffffff", "byte 3 of the header block: the Huffman code"),  // the end-of-string symbol
        ("000161851fffffffff", "the Huffman code"),  // the same, behind a letter
        ("000161821fff", "the Huffman code"),  // 11 bits of padding
        ("00016181ff", "the Huffman code"),  // 8 bits of padding and nothing else
        ("0001618118", "the Huffman code"),  // padded with zeros
        ("008118016a", "byte 1 of the header block: the Huffman code"),
        ("3fe21f", "table size 4097 is over the limit of 4096"),
        ("8220", "byte 1 of the header block: a change of the table's size behind a field"),
        ("202020", "byte 2 of the header block: a third change of the table's size"),
    ])
    func `what is not HPACK ends the connection, and is named`(block: String, what: String) {
        var decoder = HPACKDecoder()

        let fault = decoder.fault([UInt8](hex: block))

        #expect(fault?.kind == .compression)
        #expect(fault?.message.contains(what) == true, "\(fault?.message ?? "no fault")")
    }

    @Test func `the fields before a fault are kept for the record`() {
        var decoder = HPACKDecoder()

        let fault = decoder.fault([UInt8](hex: "82 87 1001 6101 62 00 0561"))

        #expect(fault?.kind == .compression)
        #expect(fault?.fields == HTTP2Fields(":method: GET\n:scheme: https\na: b", neverIndexed: [2]))
    }

    @Test(arguments: [
        (name: "", value: "a", what: "its name is empty"),
        ("a\r", "b", "its name has a line break or a NUL"),
        ("a\nb", "c", "its name has a line break or a NUL"),
        ("\u{0}", "b", "its name has a line break or a NUL"),
        ("a:", "b", "its name has a colon"),
        (":a:b", "c", "its name has a colon"),
        ("a", "b\r\nc: d", "its value has a line break or a NUL"),
        ("a", "\n", "its value has a line break or a NUL"),
        ("a", "b\u{0}", "its value has a line break or a NUL"),
        ("a", " b", "its value begins or ends with white space"),
        ("a", "b\t", "its value begins or ends with white space"),
        ("a", " ", "its value begins or ends with white space"),
    ])
    func `a field that is no line refuses its stream only`(name: String, value: String, what: String) throws {
        var decoder = HPACKDecoder()
        let field = literal(name, value)

        let fault = decoder.fault([0x82] + field + literal("later", "1"))
        let repeated = decoder.fault([0xBF])

        #expect(fault?.kind == .malformed)
        #expect(fault?.message == "field 2 cannot be relayed: \(what)")
        #expect(fault?.fields.text == ":method: GET\nlater: 1")
        #expect(repeated?.message == "field 1 cannot be relayed: \(what)")
        #expect(try decoder.decode([0xBE]).text == "later: 1")
    }

    @Test func `what is no line takes its share of the table`() throws {
        var decoder = HPACKDecoder(tableLimit: 70, fieldsLimit: 1000)

        _ = decoder.fault(literal("a", "b\n"))
        #expect(decoder.table.size == 35)
        _ = try decoder.decode(literal("c", "d"))
        #expect(decoder.table.size == 69)
        _ = try decoder.decode(literal("e", "f"))

        #expect(decoder.table.text == "e: f\nc: d")
    }

    @Test func `broken code behind a malformed field still ends the connection`() {
        var decoder = HPACKDecoder()

        #expect(decoder.fault(literal("a", "\n") + [0x80])?.kind == .compression)
    }

    @Test func `a list over its limit refuses its stream only`() throws {
        // The limit is what one literal and two pseudo-fields count for: 33 + 42 + 42.
        var decoder = HPACKDecoder(tableLimit: 4096, fieldsLimit: 117)
        #expect(decoder.fault(literal("a", "") + [0x82, 0x82])?.kind == nil)

        let fault = decoder.fault(literal("b", "") + [0x82, 0x82, 0x82] + literal("c", "d"))

        #expect(fault?.kind == .tooLarge)
        #expect(fault?.message.contains("117 bytes") == true)
        #expect(fault?.fields.text == "b: \n:method: GET\n:method: GET")
        #expect(try decoder.decode([0xBE, 0xBF]).text == "c: d\nb: ")
    }

    @Test func `a block that repeats one large field is read without keeping it`() throws {
        var decoder = HPACKDecoder(tableLimit: 4096, fieldsLimit: 16384)
        let bomb = literal("a", String(repeating: "b", count: 4000)) + [UInt8](repeating: 0xBE, count: 100_000)

        let fault = decoder.fault(bomb)

        #expect(fault?.kind == .tooLarge)
        #expect(fault.map { $0.fields.headers.bytes.count <= 16384 } == true)
        #expect(try decoder.decode([0xBE]).headers.bytes.count == 4005)
    }

    @Test func `a lowered limit must be answered at the start of the next block`() throws {
        let lower = [UInt8](hex: "3fe107")  // 1,024
        for (block, isTaken) in [
            ([0x82], false), (lower, true), (lower + [0x82], true), ([0x20, 0x82], true),
            ([UInt8](hex: "3fe207"), false), ([0x20] + lower, true), ([0x20] + [UInt8](hex: "3fe207"), false),
        ] {
            var decoder = HPACKDecoder()
            decoder.setTableLimit(1024)

            #expect((decoder.fault(block)?.kind == nil) == isTaken, "\(block)")
        }
    }

    @Test func `of two changes of the limit the smaller must be answered too`() {
        let back = [UInt8](hex: "3fe11f")  // 4,096
        for (block, isTaken) in [(back, false), ([0x20], true), ([0x20] + back, true), ([0x21] + back, false)] {
            var decoder = HPACKDecoder()
            decoder.setTableLimit(0)
            decoder.setTableLimit(4096)

            #expect((decoder.fault(block + [0x82])?.kind == nil) == isTaken, "\(block)")
        }
    }

    @Test(arguments: [4096, 8192])
    func `a raised limit need not be used`(limit: Int) throws {
        var decoder = HPACKDecoder(tableLimit: limit, fieldsLimit: 1000)
        decoder.setTableLimit(8192)

        #expect(try decoder.decode([0x82]).text == ":method: GET")
        #expect(decoder.table.limit == 4096)
        #expect(try decoder.decode(hex: "3fe13f 82").text == ":method: GET")
        #expect(decoder.table.limit == 8192)
    }

    /// With incremental indexing, as plain strings.
    private func literal(_ name: String, _ value: String) -> [UInt8] {
        var bytes: [UInt8] = [0x40]
        for text in [name, value] {
            let count = text.utf8.count
            bytes +=
                count < 127 ? [UInt8(count)] : [0x7F, UInt8((count - 127) % 128 + 128), UInt8((count - 127) / 128)]
            bytes += text.utf8
        }
        return bytes
    }
}
