import Testing

@testable import FlowKit

@Suite struct FlowListingScanTests {
    private static let orders = [
        SortOrder.standard, SortOrder(.time, isDescending: true), SortOrder(.path),
        SortOrder(.status, isDescending: true),
    ]

    @Test(arguments: orders)
    func `rows are gone through in their order, down and up, from anywhere`(order: SortOrder) throws {
        let listing = try listing(order)
        let ids = Array(listing)
        #expect(ids.count == 1_400)

        for row in [nil, 0, 1, 511, 512, 700, 1_399] {
            var (down, up): ([FlowID], [FlowID]) = ([], [])
            listing.forEachRow(.next, from: row) { id, place in
                #expect(place.status == (id.rawValue % 5 == 0 ? 500 : 200))
                down.append(id)
                return true
            }
            listing.forEachRow(.previous, from: row) { id, _ in
                up.append(id)
                return true
            }
            #expect(down == Array(ids.dropFirst(row.map { $0 + 1 } ?? 0)))
            #expect(up == ids.prefix(row ?? ids.count).reversed())
        }
    }

    @Test(arguments: orders)
    func `the nearest row that passes is found`(order: SortOrder) throws {
        let listing = try listing(order)
        let rows = listing.indices.filter { listing[$0].rawValue % 5 == 0 }
        let test = { (_: FlowID, place: FlowListing.Place) in place.status == 500 }

        for start in [0, 600, 1_399] {
            #expect(listing.row(.next, from: start, where: test) == rows.first { $0 > start })
            #expect(listing.row(.previous, from: start, where: test) == rows.last { $0 < start })
        }
        #expect(listing.row(.next, from: nil) { _, _ in false } == nil)
        #expect(FlowListing.empty.row(.next, from: nil) { _, _ in true } == nil)
    }

    /// Flows in two segments, of which a filter hides every second.
    private func listing(_ order: SortOrder) throws -> FlowListing {
        let store = FlowStore()
        for id in (FlowSegment.capacity - 1_399)...(FlowSegment.capacity + 1_400) {
            let path = "/\(id % 2 == 0 ? "even" : "odd")/\(id &* 7_919 % 1_000)"
            store.record(.sample(id: id, path: path, status: id % 5 == 0 ? 500 : 200))
        }
        var index = FlowIndex(filter: try Filter.parse("~u /even/"), order: order)
        index.update(to: store.snapshot())
        return index.listing(version: 1)
    }
}
