import TestSupport
import Testing

@testable import FlowKit

@Suite struct MovedPassTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a pass that goes over to newer snapshots finds what one of the last would`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = FlowStore()
        func answer(_ id: FlowID) throws -> Flow {
            try .answer(id.rawValue, Bool.random(using: &random) ? "deadlock" : "nothing")
        }
        for _ in 0..<900 { store.record(try answer(store.makeID())) }
        let filter = try Filter.parse("~bs deadlock")
        var index = FlowIndex(filter: filter)
        var pass = index.pass(to: store.snapshot())

        for _ in 0..<Int.random(in: 1...5, using: &random) {
            index.advance(&pass, count: Int.random(in: 0...400, using: &random))
            let last = store.makeID()
            store.record(try answer(last))
            store.remove((0..<60).map { _ in FlowID(Int.random(in: 1...last.rawValue, using: &random)) })
            for _ in 0..<40 {
                store.record(try answer(FlowID(Int.random(in: 1...last.rawValue, using: &random))))
            }
            pass.move(to: store.snapshot())
        }
        index.advance(&pass, count: .max)
        index.finish(pass)

        let snapshot = store.snapshot()
        #expect(
            Array(index.listing(version: 1)) == snapshot.ids.filter { snapshot[$0].map { filter.matches($0) } ?? false }
        )
        #expect(pass.judgedCount == pass.totalCount)
    }

    @Test func `what is dropped while a pass goes on is free once it has moved`() throws {
        let store = FlowStore(try (1...600).map { try .answer($0, "a deadlock") })
        var index = FlowIndex()
        index.update(to: store.snapshot())
        index.setFilter(try Filter.parse("~bs deadlock"))
        var pass = index.pass(to: store.snapshot())
        weak let chunk = pass.snapshot.segments[0].chunks[0]
        index.advance(&pass, count: 1)
        store.remove((1...600).map { FlowID($0) })
        #expect(chunk != nil)

        pass.move(to: store.snapshot())

        #expect(chunk == nil)
        #expect(pass.isDone && pass.matches.isEmpty)
    }

    @Test func `an order by a value of bodies begins anew, and knows what the filter found`() throws {
        let store = FlowStore(try (1...30).map { try .answer($0, #"{"n":\#(99 - $0)}"#, type: "application/json") })
        let column = JSONColumn(try JSONPath("$.n"), of: .response)
        var index = FlowIndex(filter: try Filter.parse("~bs n"))
        index.update(to: store.snapshot())

        index.beginAnew()
        index.sort(by: SortOrder(.json(column)))
        var pass = index.pass(to: store.snapshot())

        #expect(pass.isDone && pass.isFromScratch && pass.matches.count == 30)
        store.remove([FlowID(7)])
        pass.move(to: store.snapshot())
        index.advance(&pass, count: .max)
        index.finish(pass)
        #expect(index.listing(version: 1).map(\.rawValue) == (1...30).reversed().filter { $0 != 7 })
    }

    @Test func `values are read of what is there, and no longer than is wanted`() async throws {
        let store = FlowStore(try (1...50).map { try .answer($0, #"{"n":\#($0)}"#, type: "application/json") })
        let column = JSONColumn(try JSONPath("$.n"), of: .response)
        let reading = JSONColumnReading(column, of: (1...60).map { FlowID($0) }, in: store)
        store.remove([FlowID(3)])

        #expect(await !reading.run(workerCount: 2, for: .seconds(600)) { false })
        #expect(column.knownValue(of: FlowID(1)) == nil)
        #expect(await !reading.run(workerCount: 2, for: .zero) { true })
        #expect(column.knownValue(of: FlowID(1)) == .number("1") && column.knownValue(of: FlowID(50)) == nil)
        while await !reading.run(workerCount: 2, for: .zero, while: { true }) {}
        #expect(column.knownValue(of: FlowID(50)) == .number("50") && column.knownValue(of: FlowID(3)) == nil)
    }

    @Test func `the indexer's listing is true of a store that changes while it moves from snapshot to snapshot`()
        async throws
    {
        let store = FlowStore(try (1...3_000).map { try .answer($0, $0 % 3 == 0 ? "a deadlock" : "nothing") })
        let (listings, publish) = AsyncStream.makeStream(of: FlowListing.self, bufferingPolicy: .unbounded)
        let indexer = FlowIndexer(
            store: store,
            interval: .zero,
            longestHold: .zero,
            context: { FilterContext() },
            publish: { publish.yield($0) }
        )
        let filter = try Filter.parse("~bs deadlock")
        let running = Task { await indexer.run() }
        defer { running.cancel() }

        indexer.setFilter(filter)
        for id in stride(from: 3, to: 3_000, by: 6) { store.remove([FlowID(id)]) }
        for id in stride(from: 1, to: 3_000, by: 30) { store.record(try .answer(id, "a deadlock")) }

        let snapshot = store.snapshot()
        let expected = snapshot.ids.filter { snapshot[$0].map { filter.matches($0) } ?? false }
        for await listing in listings
        where listing.filter == filter && listing.progress == nil && listing.snapshot.version == snapshot.version {
            #expect(Array(listing) == expected)
            return
        }
    }
}
