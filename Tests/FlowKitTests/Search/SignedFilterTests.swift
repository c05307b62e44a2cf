import Testing

@testable import FlowKit

/// Filters that ask signatures before they make a flow.
@Suite struct SignedFilterTests {
    @Test(arguments: 0..<4)
    func `signatures change nothing about what a filter matches`(seed: UInt64) throws {
        let codings: [String?] = [nil, "gzip", "br", "zstd"]
        let store = FlowStore(
            try (1...60).map { id in
                let text = jsonText(byteCount: (id * 37) % 900, seed: seed * 100 + UInt64(id))
                return try Flow.answer(id, text, coding: codings[id % 4])
            }
        )
        let signatures = BodySignatures()
        signatures.update(from: store.snapshot())
        for text in [
            "~b deadlock", "~bs E42", "~b (deadlock|zebra)", "!~b größe", "~bq deadlock", "~b 'k.*ret'",
            "~json $.items[0].E42", "~jsons '$..user == \"deadlock\"'", "!~jsons $..timeout", "~jsonq $.items",
        ] {
            let filter = try Filter.parse(text)
            #expect(store.matches(filter, signatures) == store.matches(filter), "\(text)")
        }
    }

    @Test func `a value of JSON is found whatever signatures know`() throws {
        let text = #"{"code":"E42"}"#
        let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        var packed = try Flow.answer(5, text, type: "application/grpc+json")
        packed.response?.headers.append("grpc-encoding", "gzip")
        let message = try ContentCoding.encode(Array(text.utf8), with: ["gzip"])
        packed.response?.body = Body([1, 0, 0, 0, UInt8(message.count)] + message)
        let store = FlowStore([
            try .answer(1, text), try .answer(2, #"{"code":"\u004542"}"#, coding: "gzip"),
            try .answer(3, #"{"c\u006Fde":"E42"}"#), try .answer(4, wide, type: "application/json; charset=utf-16le"),
            packed, .socket(6, ["ping", text]), try .answer(7, "{\"code\":\"E41\"}"), try .answer(8, "{}"),
        ])
        let signatures = BodySignatures()
        signatures.update(from: store.snapshot())

        for condition in [#"$.code == "E42""#, #"$..* == "E42""#] {
            #expect(store.matches(try .parse("~jsons '\(condition)'"), signatures) == (1...6).map { FlowID($0) })
        }
        #expect(store.matches(try .parse("~jsons $.code"), signatures) == (1...7).map { FlowID($0) })
    }
}

extension FlowStore {
    fileprivate func matches(_ filter: Filter, _ signatures: BodySignatures? = nil) -> [FlowID] {
        var index = FlowIndex(filter: filter)
        index.update(to: snapshot(), context: FilterContext(signatures: signatures))
        return Array(index.listing(version: 1))
    }
}
