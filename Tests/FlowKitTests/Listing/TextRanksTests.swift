import TestSupport
import Testing

@testable import FlowKit

@Suite struct TextRanksTests {
    /// What paths begin with: alike for longer than what is compared at a time, or ended where that ends.
    private static let beginnings = [
        "/", "/a", "/a/b", "/api/v1/customer", "/api/v1/customers", "/api/v1/customers/1234567890/orders/1234567890",
        "/api/v1/customers/1234567890/orders/1234567890/é", "/api/v1/customers/1234567890/orders/1234567890/ü?x=%00",
    ]

    @Test(arguments: [UInt64(1), 2], ["/", "/the/same/for/all/of/them/"])
    func `paths are in the order of their bytes, however long they are alike`(seed: UInt64, prefix: String) async {
        var random = SeededRandom(seed: seed)
        let store = FlowStore()
        for id in 1...20_000 {
            let end = String(repeating: "0", count: Int.random(in: 0...20, using: &random))
            let number = Bool.random(using: &random) ? "" : String(Int.random(in: 0...300, using: &random))
            let beginning = Self.beginnings.randomElement(using: &random) ?? ""
            store.record(.sample(id: id, path: prefix + beginning + end + number))
        }
        let snapshot = store.snapshot()
        let ids = (1...20_000).map { FlowID($0) }
        var set = FlowSet()
        set.set(snapshot.units(among: nil).flatMap(\.parts).map { ($0.chunk, $0.live) })
        let paths = ids.map { Array((snapshot[$0]?.request.path ?? "").utf8) }

        for isDescending in [false, true] {
            let order = SortOrder(.path, isDescending: isDescending)
            let sorting = RowSorting(set: set, snapshot: snapshot, order: order)
            let expected = ids.indices.sorted { left, right in
                if paths[left] == paths[right] { return left < right }
                return paths[left].lexicographicallyPrecedes(paths[right]) != isDescending
            }

            #expect(await sorting.sorted(workerCount: 2) == expected.map { ids[$0] })
            #expect(sorting.sorted() == expected.map { ids[$0] })
        }
    }
}
