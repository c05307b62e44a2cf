import FlowKit
import Testing

@Suite struct JSONViewTests {
    @Test func `tokens are shown as they were sent, one member a line`() {
        let shown = rendering(
            of: #"{"a":1.10,"a":[1E3,-0,{}],"é":"\u00e9\/","n":[ ],"t":[true,null,{"x":[[]]}]}"#,
            type: "application/json"
        )

        #expect(
            shown.text == [
                #"{"#,
                #"  "a": 1.10,"#,
                #"  "a": ["#,
                #"    1E3,"#,
                #"    -0,"#,
                #"    {}"#,
                #"  ],"#,
                #"  "é": "\u00e9\/","#,
                #"  "n": [],"#,
                #"  "t": ["#,
                #"    true,"#,
                #"    null,"#,
                #"    {"#,
                #"      "x": ["#,
                #"        []"#,
                #"      ]"#,
                #"    }"#,
                #"  ]"#,
                #"}"#,
            ]
        )
        #expect(shown.viewName == "json")
        #expect(shown.notes.isEmpty && !shown.hasMore)
        #expect(shown.spans(.name) == [#""a""#, #""a""#, #""é""#, #""n""#, #""t""#, #""x""#])
        #expect(shown.spans(.number) == ["1.10", "1E3", "-0"])
        #expect(shown.spans(.literal) == ["true", "null"])
    }

    @Test func `brackets on different lines can be folded`() {
        let shown = rendering(of: #"{"a":[1,2,3],"b":{},"c":{"d":1}}"#, type: "application/json")

        #expect(
            shown.folds.map { [$0.firstLine, $0.lastLine, $0.childCount] } == [[0, 10, 3], [1, 5, 3], [7, 9, 1]]
        )
    }

    @Test func `values that follow each other are shown one after the other`() {
        #expect(lines(of: "{\"a\":1}[]\n2\n", type: "application/json") == ["{", "  \"a\": 1", "}", "[]", "2"])
    }

    @Test func `what is not JSON is shown as text with the place of the error`() {
        let shown = rendering(of: "{\"a\": 1,\n \"b\": x}", type: "application/json")

        #expect(shown.viewName == "text")
        #expect(shown.text == ["{\"a\": 1,", " \"b\": x}"])
        #expect(shown.notes == ["not valid JSON at line 2, column 7: expected a value, found \"x\""])
    }

    @Test func `JSON that stops early is shown up to there`() {
        let shown = rendering(of: #"{"a": [1, 2"#, type: "application/json")

        #expect(shown.text == ["{", "  \"a\": [", "    1,", "    2"])
        #expect(
            shown.notes == ["the JSON is not complete: line 1, column 12: the text ends where a comma or ] should be"]
        )
    }

    @Test(arguments: [nil, "text/plain", "text/html; charset=utf-8", "application/octet-stream"])
    func `JSON under another name is recognised, and a wrong guess says nothing`(type: String?) {
        #expect(rendering(of: " {\"a\": 1}", type: type).viewName == "json")
        #expect(rendering(of: "[not json]", type: type).viewName != "json")
        #expect(rendering(of: "[not json]", type: type).notes.isEmpty)
    }

    @Test(arguments: ["application/vnd.api+json; charset=utf-8", "application/problem+json", "text/json"])
    func `types built on JSON are JSON`(type: String) {
        #expect(rendering(of: "1", type: type).viewName == "json")
    }

    @Test func `JSON in UTF-16 and behind a script guard is read`() {
        let wide: [UInt8] = [0xFF, 0xFE] + "[1]".utf8.flatMap { [$0, 0] }

        #expect(rendering(of: wide, type: "application/json").text == ["[", "  1", "]"])
        #expect(lines(of: ")]}'\n[1]", type: "application/json") == [")]}'", "[", "  1", "]"])
    }

    @Test func `a million open brackets make bounded output`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)

        let shown = rendering(of: bytes, type: "application/json")

        #expect(shown.hasMore)
        #expect(shown.lines.count <= 10_000)
        #expect((shown.lines.last?.text.utf8.count ?? 0) < 200)
    }

    @Test func `a GraphQL query is shown as text below its JSON`() {
        let query = #"{"query":"query A {\n  b(c: \"d\")\n}","variables":{}}"#

        let one = rendering(of: query, type: "application/json")
        let batch = rendering(of: "[\(query),\(query)]", type: "application/json")

        #expect(one.viewName == "graphql")
        #expect(one.text.suffix(5) == ["", "query", "query A {", "  b(c: \"d\")", "}"])
        #expect(one.text.prefix(4) == ["{", #"  "query": "query A {\n  b(c: \"d\")\n}","#, #"  "variables": {}"#, "}"])
        #expect(batch.viewName == "graphql")
        #expect(batch.text.count { $0 == "query A {" } == 2)
    }

    @Test(arguments: [#"{"query":"one line"}"#, #"{"query":{"a":"b\n"}}"#, #"[{"query":1}]"#, #"{"x":"\"query\"\n"}"#])
    func `JSON that only mentions a query is JSON`(text: String) {
        #expect(rendering(of: text, type: "application/json").viewName == "json")
        #expect(rendering(of: text, type: "application/json").notes.isEmpty)
    }

    @Test func `a broken GraphQL request is told once`() {
        let shown = rendering(of: #"{"query": x"#, type: "application/json")

        #expect(shown.viewName == "text")
        #expect(shown.notes.count == 1)
    }
}
