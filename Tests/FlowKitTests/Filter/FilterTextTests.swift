import Testing

@testable import FlowKit

@Suite struct FilterTextTests {
    @Test(arguments: ["", "a", "\"", "'", "it's \"so\"", "\\", "\\\\", "\\\"", "\\'", "a\\", #"$.a == "x\\y""#, "é\n"])
    func `a quoted text reads back as it was`(text: String) throws {
        for quoted in [FilterText.quote(text), FilterText.quote(text, in: "'"), FilterText.quoted(text)] {
            var scanner = FilterScanner(quoted)
            #expect(try scanner.argument().text == text)
            #expect(scanner.isAtEnd)
        }
    }

    @Test(arguments: [
        ("", "~q"), ("~c 200", "~c 200 & ~q"), ("~c 200 & ~m GET", "~c 200 & ~m GET & ~q"),
        ("~m GET | ~m PUT", "(~m GET | ~m PUT) & ~q"),
        ("~u a|b", "~u a|b & ~q"), ("!~s", "!~s & ~q"),
    ])
    func `a term is added to a filter with and`(filter: String, expected: String) throws {
        let text = FilterText.conjunction(of: try Filter.parse(filter), and: "~q")

        #expect(text == expected)
        #expect(throws: Never.self) { try Filter.parse(text) }
    }
}
