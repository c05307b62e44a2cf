import Testing

@testable import FlowKit

@Suite struct JSONConditionTests {
    private static let text = #"""
        {"errors":[{"code":"E41","at":3},{"code":"E42","at":7}],"ok":false,"error":null,"n":2,"limit":2,
        "user":{"id":9007199254740993,"name":"Zoë"}}
        """#

    @Test(arguments: [
        // A path alone: whether it finds anything.
        ("$.errors", true), ("$.error", true), ("$.ok", true), ("$.nothing", false), ("$..code", true),
        ("$.errors[2]", false), ("$.errors[?@.at > 5]", true), ("!$.nothing", true),
        // A comparison: any of the values found.
        (#"$.errors[*].code == "E42""#, true), ("$.errors[*].code == 'E43'", false),
        ("$.errors[*].code != 'E42'", true),
        ("$..at > 6", true), ("$..at > 7", false), ("$.errors[0].at<=3", true),
        // What finds nothing is never so.
        ("$.nothing == null", false), ("$.nothing != 1", false), ("$.error == null", true), ("$.ok == false", true),
        // Against a path.
        ("$.n == $.limit", true), ("$.errors[*].at == $.n", false), ("$.error == $.nothing", false),
        // Joined, and functions.
        ("$.ok == false && $.n == 2", true), ("$.ok == true || $.n >= 2", true), ("!($.n == 2)", false),
        ("length($.errors) == 2", true), ("count($..code) > 2", false), ("match($.user.name, 'Zo.')", true),
        ("search($.errors[0].code, '4')", true), (" $.ok ", true), ("2 == $.n", true),
        // Numbers of more digits than a double has.
        ("$.user.id == 9007199254740993", true), ("$.user.id == 9007199254740992", false),
    ])
    func `a condition holds as defined`(condition: String, expected: Bool) throws {
        let tape = try #require(JSONTape(Array(Self.text.utf8)))

        #expect(try JSONCondition(condition).holds(in: tape) == expected)
    }

    @Test(arguments: [
        "", "errors", "$.a ==", "$.a == $..b", "$.a == b", "@.a", "$.a == 1 2", "$.a && ", "1", "length($.a)",
    ])
    func `what is no condition is refused`(text: String) {
        #expect(throws: FilterError.self) { try JSONCondition(text) }
    }

    @Test(arguments: [
        ("$.errors[*].code == 'E42'", true), ("$.nothing.code", false), ("$.a || $.b", true), ("!$.a", true),
        ("$..code && $.zip", false), ("$['a b']", false), ("$['a/b']", true),
    ])
    func `names that must be there rule texts out without reading them`(condition: String, expected: Bool) throws {
        #expect(try JSONCondition(condition).canHold(in: Array(Self.text.utf8)) == expected)
        #expect(try JSONCondition(condition).canHold(in: Array(#"{"\u0061":1}"#.utf8)))
    }

    @Test(arguments: [
        (#"{"a":[1,{"b c":2}]}"#, "$.a[1]['b c']", "$['a'][1]['b c']", "$.a[1]['b c']", "$.a[*]['b c']"),
        (#"{"it's":{"é":1}}"#, "$..é", #"$['it\'s']['é']"#, #"$['it\'s'].é"#, #"$['it\'s'].é"#),
        (#"{"\u000b\n\\":0}"#, "$.*", #"$['\u000b\n\\']"#, #"$['\u000b\n\\']"#, #"$['\u000b\n\\']"#),
        ("5", "$", "$", "$", "$"),
    ])
    func `a place is written so that it reads back`(
        text: String,
        path: String,
        normalized: String,
        short: String,
        any: String
    ) throws {
        let tape = try #require(JSONTape(Array(text.utf8)))

        let value = try #require(try JSONPath(path).find(in: tape).values.first)

        #expect(value.location.normalized == normalized)
        #expect(value.location.short() == short)
        #expect(value.location.short(ofAnyElement: true) == any)
        #expect(try JSONPath(normalized).find(in: tape).values.first == value)
        #expect(try JSONPath(short).find(in: tape).values.first == value)
    }
}
