import Synchronization
import Testing

@testable import FlowKit

@Suite struct EndpointIndexerTests {
    @Test func `tables come while they are wanted, for what is listed`() async throws {
        let store = FlowStore()
        for id in 1...5_000 { store.record(.sample(id: id, path: "/x/\(id)", status: 200, milliseconds: 1)) }
        let (tables, continuation) = AsyncStream.makeStream(of: EndpointTable.self)
        let indexer = EndpointIndexer(interval: .milliseconds(1)) { continuation.yield($0) }
        let running = Task { await indexer.run() }
        indexer.follow(store.listing(1))

        var query = EndpointQuery()
        indexer.count(by: query)
        let first = try #require(await tables.first { $0.progress == 1 })
        #expect(first.rows.map(\.name.path) == ["/x/{id}"] && first.rows[0].count == 5_000)

        query.grouping = .host
        indexer.count(by: query)
        let second = try #require(await tables.first { $0.grouping == .host && $0.progress == 1 })
        #expect(second.rows.map(\.name.host) == ["api.example.com"])

        store.record(.sample(id: 5_001, host: "b.test"))
        indexer.follow(store.listing(2))
        let third = try #require(await tables.first { $0.rows.count == 2 })
        #expect(third.rows.map(\.count) == [5_000, 1])
        running.cancel()
    }
}
