import Testing

@testable import FlowKit

@Suite struct JSONTapeTests {
    private func found(_ path: String, in text: [UInt8]) throws -> [String]? {
        guard let tape = JSONTape(text) else { return nil }
        return try JSONPath(path).find(in: tape).values.map { String(decoding: $0.source, as: UTF8.self) }
    }

    @Test(
        arguments: [
            ("", nil), ("  ", nil), ("{\"a\":1,}", nil), ("{'a':1}", nil), ("<p>", nil), ("[1 2]", nil),
            ("{\"a\":1}}", nil),
            ("{\"a\":\"\u{1}\"}", nil), ("[01]", nil),
            ("{\"a\":1,\"b\":[2", ["1"]),
            ("{\"a\":1,\"b\":[2,", ["1"]),
            ("{\"a\":12", []), ("{\"a\":\"x", []), ("{\"a\":", []), ("{\"a", []), ("{\"a\":tr", []),
            ("{\"b\":1,\"a\":[1,{\"c\":2}", ["[1,{\"c\":2}"]),
            ("\u{FEFF}{\"a\":1}", ["1"]),
        ] as [(String, [String]?)]
    )
    func `a text that ends early counts as far as it goes, and what is not JSON not at all`(
        text: String,
        expected: [String]?
    ) throws {
        #expect(try found("$.a", in: Array(text.utf8)) == expected)
    }

    @Test func `a text cut anywhere gives a part of what is in all of it, and never more`() throws {
        let text = Array(#"{"a":[1,22,{"b":"x\"y"}],"c":{"a":null,"d":[true]},"a":-1.5e3}"#.utf8)
        let whole = Set(try #require(try found("$..*", in: text)))

        for count in 0...text.count {
            let part = try found("$..a[?@ == 22]", in: Array(text[..<count])) ?? []
            #expect(part.isEmpty || part == ["22"])
            let scalars = (try found("$..*", in: Array(text[..<count])) ?? []).filter {
                $0.first != "[" && $0.first != "{"
            }
            #expect(whole.isSuperset(of: scalars))
        }
    }

    @Test func `a million brackets cost neither stack nor time`() throws {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        let tape = try #require(JSONTape(deep))

        #expect(tape.isCut)
        #expect(try JSONPath("$..[?@ == 1]").find(in: tape).count == 0)
        #expect(try JSONPath("$[0][0][0]").find(in: tape).count == 1)
        #expect(try !JSONCondition("$ == $[0]").holds(in: tape))
    }

    @Test func `a query that would run away is cut, and says so`() throws {
        let text = "[" + (0..<2_000).map { "{\"a\":\($0)}" }.joined(separator: ",") + "]"
        let tape = try #require(JSONTape(Array(text.utf8)))

        for path in ["$..*..*..*..*", "$[?$[?$[?@.a == 1]]]", "$[?count($..*) == count($..a)]", "$[*,*,*,*][*,*,*,*]"] {
            let finding = try JSONPath(path).find(in: tape, limit: 1, stepLimit: 10_000)
            #expect(finding.isCut && finding.values.count <= 1, "\(path)")
        }
        #expect(try !JSONPath("$..a").find(in: tape).isCut)
    }

    @Test func `a condition that was cut does not hold, turned round or not`() throws {
        let tape = try #require(JSONTape(Array("[1,2,3,4,5,6,7,8]".utf8)))

        #expect(try !JSONCondition("!$[?@ == 9]").holds(in: tape, stepLimit: 4))
        #expect(try JSONCondition("!$[?@ == 9]").holds(in: tape, stepLimit: 40))
        #expect(try !JSONCondition("$[*] == 8").holds(in: tape, stepLimit: 4))
    }

    @Test func `bytes that are not UTF-8 do no harm, and are found as they show`() throws {
        let text: [UInt8] = Array(#"{"a":""#.utf8) + [0xFF, 0xC0] + Array(#"","b":1}"#.utf8)
        let tape = try #require(JSONTape(text))

        #expect(try JSONPath("$.b").find(in: tape).count == 1)
        #expect(try JSONCondition("$.a == '\u{FFFD}\u{FFFD}'").holds(in: tape))
        #expect(try JSONCondition("length($.a) > 0").holds(in: tape))
        #expect(try !JSONCondition("match($.a, 'x')").holds(in: tape))
    }

    @Test func `more values than the limit are not looked at`() throws {
        let tape = try #require(JSONTape(Array("[1,2,3,4,5]".utf8), nodeLimit: 4))

        #expect(tape.isCut && tape.childCount(of: 0) == 3)
    }

    @Test(arguments: [
        ("1e999999999999999999999", "1e999999999999999999998", 0), ("1e99", "9e98", 1), ("-1", "1", -1),
        ("0", "-0.0e5", 0),
        ("0.1", "1e-1", 0), ("123456789012345678901234567890", "123456789012345678901234567891", -1),
        ("-2", "-3", 1), ("1.10", "1.1", 0), ("1e-5", "0.00002", -1), ("100", "1e2", 0),
    ])
    func `numbers compare by value, however they are written`(left: String, right: String, order: Int) {
        #expect(JSONNumber.order(left.utf8, right.utf8) == order)
        #expect(JSONNumber.order(right.utf8, left.utf8) == -order)
    }
}
