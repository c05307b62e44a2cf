import Testing

@testable import FlowKit

/// The tables of examples in RFC 9535, with what the paths find as it is written.
@Suite struct JSONPathExamplesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let path: String
        let found: [String]
        let locations: [String]?
        let document: String

        var testDescription: String { path }
    }

    private static func table(_ document: String, _ rows: [(String, [String])]) -> [Example] {
        rows.map { Example(path: $0.0, found: $0.1, locations: nil, document: document) }
    }

    private static func table(_ document: String, _ rows: [(String, [String], [String])]) -> [Example] {
        rows.map { Example(path: $0.0, found: $0.1, locations: $0.2, document: document) }
    }

    @Test(
        arguments: bookstore + names + wildcards + indices + slices + filters + functions + descendants + nulls + others
    )
    func `a path finds what RFC 9535 says`(example: Example) throws {
        let tape = try #require(JSONTape(Array(example.document.utf8)))

        let finding = try JSONPath(example.path).find(in: tape)

        #expect(finding.values.map { String(decoding: $0.source, as: UTF8.self) } == example.found)
        #expect(example.locations == nil || finding.values.map(\.location.normalized) == example.locations)
        #expect(finding.count == example.found.count && !finding.isCut)
    }

    /// §1.5
    static let bookstore = table(
        #"""
        {"store":{"book":[{"category":"reference","author":"Nigel Rees","price":8.95},{"category":"fiction","author":"Evelyn Waugh","price":12.99},{"category":"fiction","author":"Herman Melville","isbn":"0-553-21311-3","price":8.99},{"category":"fiction","author":"J. R. R. Tolkien","isbn":"0-395-19395-8","price":22.99}],"bicycle":{"color":"red","price":399}}}
        """#,
        [
            (
                "$.store.book[*].author",
                [#""Nigel Rees""#, #""Evelyn Waugh""#, #""Herman Melville""#, #""J. R. R. Tolkien""#]
            ),
            ("$..author", [#""Nigel Rees""#, #""Evelyn Waugh""#, #""Herman Melville""#, #""J. R. R. Tolkien""#]),
            ("$.store..price", ["8.95", "12.99", "8.99", "22.99", "399"]),
            ("$..book[2].author", [#""Herman Melville""#]),
            ("$..book[2].publisher", []),
            ("$..book[-1].price", ["22.99"]),
            ("$..book[0,1].price", ["8.95", "12.99"]),
            ("$..book[:2].price", ["8.95", "12.99"]),
            ("$..book[?@.isbn].price", ["8.99", "22.99"]),
            ("$..book[?@.price<10].price", ["8.95", "8.99"]),
            ("$.store.bicycle.*", [#""red""#, "399"]),
        ]
    )

    /// §2.2.3 and §2.3.1.3
    static let names =
        table(#"{"k":"v"}"#, [("$", [#"{"k":"v"}"#], ["$"])])
        + table(
            #"{"o":{"j j":{"k.k":3}},"'":{"@":2}}"#,
            [
                ("$.o['j j']", [#"{"k.k":3}"#], ["$['o']['j j']"]),
                ("$.o['j j']['k.k']", ["3"], ["$['o']['j j']['k.k']"]),
                (#"$.o["j j"]["k.k"]"#, ["3"], ["$['o']['j j']['k.k']"]),
                (#"$["'"]["@"]"#, ["2"], [#"$['\'']['@']"#]),
            ]
        )

    /// §2.3.2.3
    static let wildcards = table(
        #"{"o":{"j":1,"k":2},"a":[5,3]}"#,
        [
            ("$[*]", [#"{"j":1,"k":2}"#, "[5,3]"], ["$['o']", "$['a']"]),
            ("$.o[*]", ["1", "2"], ["$['o']['j']", "$['o']['k']"]),
            ("$.o[*, *]", ["1", "2", "1", "2"], ["$['o']['j']", "$['o']['k']", "$['o']['j']", "$['o']['k']"]),
            ("$.a[*]", ["5", "3"], ["$['a'][0]", "$['a'][1]"]),
        ]
    )

    /// §2.3.3.3
    static let indices = table(
        #"["a","b"]"#,
        [
            ("$[1]", [#""b""#], ["$[1]"]), ("$[-2]", [#""a""#], ["$[0]"]), ("$[2]", [], []), ("$[-3]", [], []),
            ("$[9007199254740991]", [], []),
        ]
    )

    /// §2.3.4.3
    static let slices = table(
        #"["a","b","c","d","e","f","g"]"#,
        [
            ("$[1:3]", [#""b""#, #""c""#], ["$[1]", "$[2]"]),
            ("$[5:]", [#""f""#, #""g""#], ["$[5]", "$[6]"]),
            ("$[1:5:2]", [#""b""#, #""d""#], ["$[1]", "$[3]"]),
            ("$[5:1:-2]", [#""f""#, #""d""#], ["$[5]", "$[3]"]),
            (
                "$[::-1]", [#""g""#, #""f""#, #""e""#, #""d""#, #""c""#, #""b""#, #""a""#],
                ["$[6]", "$[5]", "$[4]", "$[3]", "$[2]", "$[1]", "$[0]"]
            ),
            ("$[::0]", [], []),
            ("$[-2:]", [#""f""#, #""g""#], ["$[5]", "$[6]"]),
            ("$[-9007199254740991:9007199254740991:9007199254740991]", [#""a""#], ["$[0]"]),
        ]
    )

    /// §2.3.5.3
    static let filters = table(
        #"{"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],"o":{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}},"e":"f"}"#,
        [
            ("$.a[?@.b == 'kilo']", [#"{"b":"kilo"}"#]),
            ("$.a[?(@.b == 'kilo')]", [#"{"b":"kilo"}"#]),
            ("$.a[?@>3.5]", ["5", "4", "6"]),
            ("$.a[?@.b]", [#"{"b":"j"}"#, #"{"b":"k"}"#, #"{"b":{}}"#, #"{"b":"kilo"}"#]),
            (
                "$[?@.*]",
                [
                    #"[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]"#,
                    #"{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}}"#,
                ]
            ),
            ("$[?@[?@.b]]", [#"[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]"#]),
            ("$.o[?@<3, ?@<3]", ["1", "2", "1", "2"]),
            (#"$.a[?@<2 || @.b == "k"]"#, ["1", #"{"b":"k"}"#]),
            (#"$.a[?match(@.b, "[jk]")]"#, [#"{"b":"j"}"#, #"{"b":"k"}"#]),
            (#"$.a[?search(@.b, "[jk]")]"#, [#"{"b":"j"}"#, #"{"b":"k"}"#, #"{"b":"kilo"}"#]),
            ("$.o[?@>1 && @<4]", ["2", "3"]),
            ("$.o[?@.u || @.x]", [#"{"u":6}"#]),
            ("$.a[?@.b == $.x]", ["3", "5", "1", "2", "4", "6"]),
            (
                "$.a[?@ == @]",
                ["3", "5", "1", "2", "4", "6", #"{"b":"j"}"#, #"{"b":"k"}"#, #"{"b":{}}"#, #"{"b":"kilo"}"#]
            ),
        ]
    )

    /// §2.4.4 to §2.4.8
    static let functions = table(
        #"{"list":[{"n":"José","tags":["x","y"],"zip":"12345"},{"n":"Zoë","tags":[],"zip":"1234"}],"color":"red"}"#,
        [
            ("$.list[?length(@.n) == 4].zip", [#""12345""#]),
            ("$.list[?length(@.tags) < 1].zip", [#""1234""#]),
            ("$.list[?length(@) == 3].n", [#""José""#, #""Zoë""#]),
            ("$.list[?length(@.nothing) == 1]", []),
            ("$.list[?count(@.*) == 3].n", [#""José""#, #""Zoë""#]),
            ("$.list[?count(@.tags[*]) > 1].n", [#""José""#]),
            ("$.list[?match(@.zip, '[0-9]{5}')].n", [#""José""#]),
            ("$.list[?match(@.n, 'Jos.')].zip", [#""12345""#]),
            (#"$.list[?match(@.n, '\\p{Lu}\\P{Lu}+')].zip"#, [#""12345""#, #""1234""#]),
            ("$.list[?search(@.zip, '34$')].n", [#""Zoë""#]),
            ("$.list[?value($..color) == 'red'].n", [#""José""#, #""Zoë""#]),
            ("$.list[?value($..zip) == '1234'].n", []),
        ]
    )

    /// §2.5.1.3 and §2.5.2.3
    static let descendants =
        table(
            #"["a","b","c","d","e","f","g"]"#,
            [
                ("$[0, 3]", [#""a""#, #""d""#], ["$[0]", "$[3]"]),
                ("$[0:2, 5]", [#""a""#, #""b""#, #""f""#], ["$[0]", "$[1]", "$[5]"]),
                ("$[0, 0]", [#""a""#, #""a""#], ["$[0]", "$[0]"]),
            ]
        )
        + table(
            #"{"o":{"j":1,"k":2},"a":[5,3,[{"j":4},{"k":6}]]}"#,
            [
                ("$..j", ["1", "4"], ["$['o']['j']", "$['a'][2][0]['j']"]),
                ("$..[0]", ["5", #"{"j":4}"#], ["$['a'][0]", "$['a'][2][0]"]),
                (
                    "$..o",
                    [#"{"j":1,"k":2}"#], ["$['o']"]
                ),
                (
                    "$.o..[*, *]", ["1", "2", "1", "2"],
                    ["$['o']['j']", "$['o']['k']", "$['o']['j']", "$['o']['k']"]
                ),
                (
                    "$.a..[0, 1]", ["5", "3", #"{"j":4}"#, #"{"k":6}"#],
                    ["$['a'][0]", "$['a'][1]", "$['a'][2][0]", "$['a'][2][1]"]
                ),
            ]
        )

    /// §2.6.1
    static let nulls = table(
        #"{"a":null,"b":[null],"c":[{}],"null":1}"#,
        [
            ("$.a", ["null"]), ("$.a[0]", []), ("$.a.d", []), ("$.b[0]", ["null"]), ("$.b[*]", ["null"]),
            ("$.b[?@]", ["null"]), ("$.b[?@==null]", ["null"]), ("$.c[?@.d==null]", []), ("$.null", ["1"]),
        ]
    )

    /// Numbers, order and duplicates beyond what the RFC demands.
    static let others =
        table(
            #"[1e2,100,100.0,1E+2,12345678901234567890,12345678901234567891,-0,0.0,1e-400,"100"]"#,
            [
                ("$[?@ == 100]", ["1e2", "100", "100.0", "1E+2"]),
                ("$[?@ == 12345678901234567891]", ["12345678901234567891"]),
                ("$[?@ > 12345678901234567890]", ["12345678901234567891"]),
                ("$[?@ == 0]", ["-0", "0.0"]),
                ("$[?@ > 0 && @ < 1]", ["1e-400"]),
            ]
        )
        + table(
            #"{"a":1,"b":2,"a":3}"#,
            [("$.a", ["1", "3"]), ("$[?$.a == 3]", ["1", "2", "3"]), ("$.*", ["1", "2", "3"])]
        )
        + table(#"{"\u0061b":1,"c\/d":2}"#, [("$.ab", ["1"]), ("$['c/d']", ["2"])])
        + table(
            #"[{"a":1,"b":[2]},{"b":[2],"a":1.0},{"a":1},{"a":1,"b":[2,3]}]"#,
            [("$[?@ == $[0]].a", ["1", "1.0"])]
        )
}
