import Testing

@testable import FlowKit

@Suite struct FilterTermsTests {
    @Test(arguments: FilterTerms.builtIn.map(\.name))
    func `a term's example parses and uses it`(name: String) throws {
        let term = try #require(FilterTerms.named(name))

        let filter = try Filter.parse(term.example)

        #expect(filter.uses.map(\.term.name).contains(name))
        #expect(!term.help.isEmpty && !term.help.hasSuffix("."))
    }

    @Test(arguments: FilterTerms.builtIn.map(\.name))
    func `a value that is offered can be used`(name: String) throws {
        let term = try #require(FilterTerms.named(name))

        for value in term.argument?.values ?? [] {
            #expect(throws: Never.self) { try Filter.parse("\(name) \(value)") }
        }
    }

    @Test func `names are unique`() {
        #expect(Set(FilterTerms.builtIn.map(\.name)).count == FilterTerms.builtIn.count)
    }

    @Test(arguments: [
        "all", "http", "tcp", "udp", "dns", "websocket", "q", "s", "e", "a", "marked", "marker", "comment", "meta",
        "replay", "replayq", "replays", "b", "bq", "bs", "t", "tq", "ts", "h", "hq", "hs", "m", "d", "u", "src", "dst",
        "c",
    ])
    func `every operator of mitmproxy is there`(name: String) {
        #expect(FilterTerms.named("~" + name) != nil)
    }
}
