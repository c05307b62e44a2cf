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

    @Test(arguments: ["~b zebra", "~bs 'zeb[r]a'", "~json '$.zebra'", "~jsons '$.zebra == 1'"])
    func `a body that was not captured whole, or is no longer kept, is noted`(text: String) throws {
        let whole = Flow.sample(status: 200, responseBody: #"{"lion":1}"#)
        var (cut, dropped, image) = (whole, whole, whole)
        cut.response?.body?.byteCount += 1
        cut.response?.body?.isTruncated = true
        dropped.response?.body = Body(.dropped(limit: 5), byteCount: 10, isTruncated: false)
        image.response?.headers.append("Content-Type", "image/png")
        image.response?.body = dropped.response?.body

        #expect(try notes(text, whole) == false)
        #expect(try notes(text, cut))
        #expect(try notes(text, dropped))
        #expect(try notes("~json '$.zebra'", image) == false, "it is no JSON, kept or not")
        #expect(try notes("~json '$.lion'", whole) == false, "it is found")
    }

    @Test func `JSON that goes on beyond the limit is noted`() throws {
        let bytes = Array("{\"zebra\":".utf8) + [UInt8](repeating: 0x20, count: JSONTexts.byteLimit)
        let flow = try Flow.answer(1, bytes, coding: "zstd", type: "application/json")

        #expect(try notes("~json '$.zebra'", flow))
        #expect(try notes("~jsonq '$.zebra'", flow) == false)
    }

    private func notes(_ text: String, _ flow: Flow) throws -> Bool {
        let shortfall = FilterShortfall()
        var context = FilterContext()
        context.shortfall = shortfall
        _ = try Filter.parse(text).matches(flow, context: context)
        return shortfall.take()
    }
}
