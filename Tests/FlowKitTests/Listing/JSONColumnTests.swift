import Synchronization
import Testing

@testable import FlowKit

@Suite struct JSONColumnTests {
    private func flow(_ id: Int, _ body: String?, isFinished: Bool = true) -> Flow {
        .sample(
            id: id,
            status: 200,
            responseHeaders: [("Content-Type", "application/json")],
            responseBody: body,
            milliseconds: isFinished ? 5 : nil
        )
    }

    @Test(
        arguments: [
            (#"{"a":{"n":17.50}}"#, .number("17.50")), (#"{"a":{"n":"x\ny"}}"#, .text("x\ny")),
            (#"{"a":{"n":null}}"#, .text("null")),
            (#"{"a":{"n":[1, 2]}}"#, .text("[1, 2]")), (#"{"a":{"n":true}}"#, .text("true")), (#"{"a":{}}"#, .nothing),
            ("not JSON", .nothing), (nil, .nothing), (#"{"a":{"n":1},"a":{"n":2}}"#, .number("1")),
            (#"{"a":{"n":1,"#, .number("1")),
        ] as [(String?, JSONColumn.Value)]
    )
    func `a flow has the first value that is found`(body: String?, expected: JSONColumn.Value) throws {
        let column = JSONColumn(try JSONPath("$.a.n"), of: .response)

        #expect(column.title == "n")
        #expect(column.value(of: flow(1, body)) == expected)
    }

    @Test func `a body that still comes has no value, and one that ended keeps what it had`() throws {
        let column = JSONColumn(try JSONPath("$.n"), of: .response)

        #expect(column.value(of: flow(1, #"{"n":1"#, isFinished: false)) == .unknown)
        #expect(column.value(of: flow(1, #"{"n":12}"#)) == .number("12"))
        #expect(column.value(of: flow(1, nil)) == .number("12"), "the store may have dropped the body")
    }

    @Test func `a long text is cut`() throws {
        let column = JSONColumn(try JSONPath("$"), of: .response)
        let long = String(repeating: "é", count: 100_000)

        guard case .text(let text) = column.value(of: flow(1, "[\"\(long)\"]")) else {
            Issue.record("no text")
            return
        }
        #expect(text.utf8.count < 256)
    }

    @Test(arguments: [false, true])
    func `flows are ordered by value: none first, then numbers, then texts`(isDescending: Bool) throws {
        let column = JSONColumn(try JSONPath("$.n"), of: .response)
        let bodies = ["\"b\"", "10", "-3.5", nil, "9", "1e3", "\"a\"", "-0", "-1e300", "0"]
        var index = FlowIndex(order: SortOrder(.json(column), isDescending: isDescending))
        let store = FlowStore(budget: 1 << 30)
        for (number, body) in bodies.enumerated() {
            store.record(flow(number + 1, body.map { "{\"n\":\($0)}" }, isFinished: body != nil))
        }

        index.update(to: store.snapshot())
        store.record(flow(4, "{\"n\":5}"))
        index.update(to: store.snapshot())

        let listing = index.listing(version: 1)
        let ascending = [9, 3, 8, 10, 4, 5, 2, 6, 7, 1]
        let expected = isDescending ? [1, 7, 6, 2, 5, 4, 8, 10, 3, 9] : ascending
        #expect(listing.map(\.rawValue) == expected)
        #expect(listing.indices.allSatisfy { listing.row(of: listing[$0]) == $0 })
    }

    @Test(arguments: [Duration.zero, .seconds(1)])
    func `the indexer orders by a value of bodies, however often it takes a new snapshot`(hold: Duration) async throws {
        let store = FlowStore(budget: 1 << 30)
        for id in 1...100 { store.record(flow(id, "{\"n\":\((id * 37) % 101)}")) }
        let (listings, publish) = AsyncStream.makeStream(of: FlowListing.self, bufferingPolicy: .unbounded)
        let indexer = FlowIndexer(
            store: store,
            interval: .zero,
            longestHold: hold,
            context: { FilterContext() },
            publish: { publish.yield($0) }
        )
        let column = JSONColumn(try JSONPath("$.n"), of: .response)
        let running = Task { await indexer.run() }
        defer { running.cancel() }

        indexer.setOrder(SortOrder(.json(column)))

        for await listing in listings where listing.order.column == .json(column) && listing.count == 100 {
            #expect(listing.map { ($0.rawValue * 37) % 101 } == Array(1...100))
            return
        }
    }

    @Test func `long texts that there is no room for are cut, and always the same`() {
        let values = JSONColumnValues(textByteLimit: 100)
        let text = String(repeating: "é", count: 40)

        #expect(values.keep(.text(text), for: FlowID(1)) == .text(text))
        let cut = values.keep(.text(text), for: FlowID(2))
        #expect(cut != .text(text) && values[FlowID(2)] == cut)
        #expect(values.keep(.text(text), for: FlowID(2)) == cut && values[FlowID(1)] == .text(text))
    }

    @Test func `what is kept is bounded`() {
        let values = JSONColumnValues()
        for id in stride(from: 1, through: 3_000 * 1024, by: 1024) {
            _ = values.keep(.number("\(id)"), for: FlowID(id))
        }

        #expect(values.keep(.nothing, for: FlowID(2_999 * 1024 + 1)) == .number("\(1 + 2_999 * 1024)"))
        #expect(values[FlowID(1)] == nil)
        #expect(values[FlowID(1 + 2_999 * 1024)] == .number("\(1 + 2_999 * 1024)"))
    }
}
