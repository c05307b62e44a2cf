import Testing

@testable import FlowKit

@Suite struct FilterCompletionTests {
    @Test(arguments: [
        ("~b", ["~b", "~bq", "~bs", "~blocked"], 0..<2), ("~d x & !~rep", ["~replay", "~replayq", "~replays"], 8..<12),
        ("(~pro", ["~process", "~proto"], 1..<5), ("~from ", ["client", "file", "replay"], 6..<6),
        ("~from r", ["replay"], 6..<7),
        ("~c 4", ["4xx"], 3..<4), ("~d foo", [], 0..<0), ("\"~", [], 0..<0), ("foo", [], 0..<0), ("~zz", [], 0..<0),
        ("~d '~b' & ~tl", ["~tls"], 10..<13), ("~u ", [], 0..<0),
    ])
    func `the word at the cursor is completed`(text: String, expected: [String], range: Range<Int>) {
        let suggestions = FilterCompletion.suggestions(for: text, cursor: text.utf8.count)

        #expect(suggestions.map(\.text).sorted() == expected.sorted())
        #expect(suggestions.allSatisfy { $0.range == range && !$0.help.isEmpty })
    }

    @Test func `an empty place offers every term`() {
        #expect(FilterCompletion.suggestions(for: "", cursor: 0).count == FilterTerms.builtIn.count)
        #expect(FilterCompletion.suggestions(for: "~q & ", cursor: 5).count == FilterTerms.builtIn.count)
    }

    @Test func `free text is completed from what the caller knows`() {
        let suggestions = FilterCompletion.suggestions(for: "~q ~d a", cursor: 7) { term in
            term.name == "~d" ? [.init("a.test", help: "2 flows"), .init("b.test"), .init("ads.test")] : []
        }

        #expect(suggestions.map(\.text) == ["a.test", "ads.test"])
        #expect(suggestions.map(\.help) == ["2 flows", FilterTerms.named("~d")?.help])
    }

    @Test(arguments: [-1, 0, 3, 4, 99])
    func `a cursor anywhere is fine`(cursor: Int) {
        _ = FilterCompletion.suggestions(for: "~d é \"", cursor: cursor)
    }
}
