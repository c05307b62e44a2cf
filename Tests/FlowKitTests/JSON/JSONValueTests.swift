import FlowKit
import Testing

@Suite struct JSONValueTests {
    @Test func `order, duplicates and the spelling of numbers are kept`() throws {
        let value = try JSONValue.parse(#"{"b":1.10,"a":[1E3,{"x":null}],"b":"last","c":true}"#)

        #expect(value.members?.map(\.key) == ["b", "a", "b", "c"])
        #expect(value.members?.first?.value == .number("1.10"))
        #expect(value["b"]?.string == "last")
        #expect(value["a"]?[0] == .number("1E3"))
        #expect(value["a"]?[0]?.int == 1000)
        #expect(value["a"]?[1]?["x"]?.isNull == true)
        #expect(value["a"]?[2] == nil)
        #expect(value["c"]?.bool == true)
        #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"b":1.10,"a":[1E3,{"x":null}],"b":"last","c":true}"#)
    }

    @Test(arguments: [
        (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"), (#""\u00e9\uD83D\uDE00""#, "é😀"),
        (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\u0000""#, "\u{0}"), ("\"\u{7F}日本\"", "\u{7F}日本"),
    ])
    func `strings are unescaped, and halves of surrogate pairs replaced`(text: String, expected: String) throws {
        #expect(try JSONValue.parse(text).string == expected)
    }

    @Test func `bytes that are not UTF-8 are replaced, not refused`() throws {
        #expect(try JSONValue.parse([0x22, 0x61, 0xFF, 0x62, 0x22]).string == "a\u{FFFD}b")
    }

    @Test func `nesting beyond the limit is refused with its place`() throws {
        let text = String(repeating: "[", count: 513) + String(repeating: "]", count: 513)

        let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }

        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 512)
        _ = try JSONValue.parse(text, depthLimit: 513)
    }

    @Test(arguments: [("200", 200), ("2e2", 200), ("200.0", 200), ("1.5", nil), ("1e99", nil), ("-0", 0)])
    func `whole numbers are read however they are written`(text: String, expected: Int?) throws {
        #expect(try JSONValue.parse(text).int == expected)
    }

    @Test func `a wide array is built in linear time`() throws {
        let text = "[" + String(repeating: "1,", count: 200_000) + "1]"

        #expect(try JSONValue.parse(text).elements?.count == 200_001)
    }
}

@Suite struct JSONWriterTests {
    @Test func `commas, names and nulls are put in`() {
        var writer = JSONWriter()
        writer.object {
            $0.member("status", 200)
            $0.member("error", String?.none)
            $0.member("ms", 1.5)
            $0.key("headers")
            $0.array { inner in
                inner.array {
                    $0.string("a")
                    $0.string("b")
                }
                inner.array { _ in }
                inner.null()
            }
            $0.member("ok", true)
            $0.member("rest", ["a": [1, "b", nil]])
        }

        #expect(
            text(writer)
                == #"{"status":200,"error":null,"ms":1.5,"headers":[["a","b"],[],null],"ok":true,"rest":{"a":[1,"b",null]}}"#
        )
    }

    @Test func `lines follow each other without commas`() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.object { $0.member("n", number) }
            writer.newline()
        }

        #expect(text(writer) == "{\"n\":1}\n{\"n\":2}\n")
    }

    @Test(arguments: [
        ("plain é日", #""plain é日""#), ("\"\\/", #""\"\\/""#), ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
        ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
    ])
    func `strings are escaped as RFC 8259 asks`(string: String, expected: String) throws {
        var writer = JSONWriter()
        writer.string(string)

        #expect(text(writer) == expected)
        #expect(try JSONValue.parse(writer.bytes).string == string)
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func `what is no JSON number is null`(value: Double) {
        var writer = JSONWriter()
        writer.number(value)

        #expect(text(writer) == "null")
    }

    @Test(arguments: [0.1, 1e300, Double.leastNonzeroMagnitude, -0.0, 1e16, 123_456_789.125])
    func `numbers come back as they were`(value: Double) throws {
        var writer = JSONWriter()
        writer.number(value)

        #expect(try JSONValue.parse(writer.bytes).double == value)
    }

    private func text(_ writer: JSONWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }
}
