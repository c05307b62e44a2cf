import Synchronization
import Testing

@testable import FlowKit

@Suite struct FlowIndexerTests {
    @Test func `a listing is published at the start and after changes`() async {
        let store = FlowStore()
        await follow(store) { _, listings in
            #expect(await listings.next()?.isEmpty == true)

            for _ in 0..<3 { store.record(.sample(id: store.makeID().rawValue)) }

            #expect(await listings.next { $0.count == 3 } != nil)
        }
    }

    @Test func `a filter and an order can be set from any thread`() async throws {
        let store = FlowStore()
        for status in [200, 500, 404] { store.record(.sample(id: store.makeID().rawValue, status: status)) }
        let filter = try Filter.parse("~c >=400")
        await follow(store) { indexer, listings in
            indexer.setFilter(filter)
            indexer.setOrder(SortOrder(.status))

            let listing = await listings.next { $0.filter == filter && $0.order.column == .status }

            #expect(listing.map(Array.init) == [FlowID(3), FlowID(2)])
            #expect(listing?.totalCount == 3)
        }
    }

    @Test func `a new filter stops the pass of the old one`() async throws {
        let store = FlowStore()
        for _ in 0..<5_000 { store.record(.sample(id: store.makeID().rawValue, status: 200, responseBody: "aaaa")) }
        let slow = try Filter.parse("~bs 'a+b'")
        let quick = try Filter.parse("~c 404")
        await follow(store) { indexer, listings in
            for _ in 0..<20 {
                indexer.setFilter(slow)
                indexer.setFilter(quick)
            }

            let listing = await listings.next { $0.filter == quick }

            #expect(listing?.isEmpty == true)
        }
    }

    @Test func `versions grow`() async {
        let store = FlowStore()
        await follow(store) { indexer, listings in
            var last = 0
            for column in SortColumn.allCases {
                indexer.setOrder(SortOrder(column))
                guard let listing = await listings.next(where: { $0.order.column == column }) else { break }

                #expect(listing.version > last)
                last = listing.version
            }
        }
    }

    @Test func `a new filter does not wait for the interval`() async throws {
        let store = FlowStore()
        for status in [200, 404] { store.record(.sample(id: store.makeID().rawValue, status: status)) }
        let filter = try Filter.parse("~c 404")
        await follow(store, interval: .seconds(100_000)) { indexer, listings in
            _ = await listings.next { $0.count == 2 }

            indexer.setFilter(filter)

            #expect(await listings.next { $0.filter == filter }?.count == 1)
        }
    }

    @Test func `the first screenful is published before all is judged, and begins where it is wanted`() async throws {
        let store = FlowStore()
        for id in 1...(FlowSegment.capacity + 300) { store.record(.sample(id: id, path: "/\(id)")) }
        let filter = try Filter.parse("~u /1 | ~u /2")
        await follow(store, workerCount: 1) { indexer, listings in
            _ = await listings.next { $0.progress == nil }
            indexer.setFilter(filter, near: FlowID(1))

            let part = await listings.next { $0.filter == filter }
            let whole = await listings.next { $0.filter == filter && $0.progress == nil }

            let judged = FlowListing.Progress(judgedCount: FlowSegment.capacity, totalCount: FlowSegment.capacity + 300)
            #expect(part?.progress == judged && part?.first == FlowID(1))
            #expect(part?.row(of: FlowID(20)) == 12 && part?.row(of: FlowID(3)) == nil)
            #expect(
                whole.map { $0.count }
                    == (1...16_684).count { $0.description.hasPrefix("1") || $0.description.hasPrefix("2") }
            )
        }
    }

    @Test func `progress is told to the end where too much matches to be ordered on the way`() async throws {
        let store = FlowStore()
        for id in 1...FlowSegment.capacity { store.record(.sample(id: id, path: "/\(id)")) }
        let filter = try Filter.parse("!~hq nothing")
        await follow(store, workerCount: 1) { indexer, listings in
            indexer.setOrder(SortOrder(.path))
            _ = await listings.next { $0.progress == nil && $0.order.column == .path }
            indexer.setFilter(filter)

            let late = await listings.next { $0.filter == filter && ($0.progress?.judgedCount ?? .max) > 14_000 }

            #expect(late?.progress?.totalCount == FlowSegment.capacity)
            #expect((1...10_000).contains(late?.count ?? 0))
        }
    }

    /// Runs an indexer over a store while `body` looks at what it publishes.
    private func follow(
        _ store: FlowStore,
        interval: Duration = .zero,
        workerCount: Int = 2,
        _ body: (FlowIndexer, inout Listings) async -> Void
    ) async {
        let (stream, continuation) = AsyncStream.makeStream(of: FlowListing.self)
        let indexer = FlowIndexer(
            store: store,
            interval: interval,
            workerCount: workerCount,
            context: { FilterContext() },
            publish: { continuation.yield($0) }
        )
        var listings = Listings(iterator: stream.makeAsyncIterator())
        let task = Task { await indexer.run() }
        await body(indexer, &listings)
        task.cancel()
        await task.value
    }

    private struct Listings {
        var iterator: AsyncStream<FlowListing>.Iterator

        mutating func next(where test: (FlowListing) -> Bool = { _ in true }) async -> FlowListing? {
            while let listing = await iterator.next() {
                if test(listing) { return listing }
            }
            return nil
        }
    }
}
