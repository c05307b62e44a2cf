import Testing

@testable import FlowKit

@Suite struct FilterShortfallTests {
    @Test func `a body that is searched in part only is noted`() throws {
        let long = String(repeating: "ab", count: FilterTerms.patternByteLimit / 2) + "cd"
        let flow = Flow.sample(status: 200, responseBody: long)

        #expect(try notes("~bs 'b[yz]'", flow))
        #expect(try notes("~bs '^ab'", flow) == false, "it is found")
        #expect(try notes("~bs '(a|b|ab)*d$'", .sample(status: 200, responseBody: String(long.suffix(90)))) == false)
    }

    @Test func `a listing counts such flows, also when the filter is made narrower`() throws {
        let store = FlowStore()
        let long = String(repeating: "ab", count: FilterTerms.patternByteLimit / 2) + "cd"
        store.record(.sample(id: 1, status: 200, responseBody: long))
        store.record(.sample(id: 2, status: 200, responseBody: "by"))
        var index = FlowIndex(filter: try Filter.parse("~bs 'b[yz]'"))
        index.update(to: store.snapshot())
        let first = index.listing(version: 1)

        index.setFilter(try Filter.parse("~bs 'b[yz]' ~s"))
        index.update(to: store.snapshot())

        #expect(first.partlySearchedCount == 1 && Array(first) == [FlowID(2)])
        #expect(index.listing(version: 2).partlySearchedCount == 1)
    }

    private func notes(_ text: String, _ flow: Flow) throws -> Bool {
        let shortfall = FilterShortfall()
        var context = FilterContext()
        context.shortfall = shortfall
        _ = try Filter.parse(text).matches(flow, context: context)
        return shortfall.take()
    }
}
