import Testing

@testable import FlowKit

/// Filters judged by columns, a change at a time, beside asking every flow.
@Suite struct FilterPropertyTests {
    /// In several segments and chunks, at their ends.
    private static let places = [1, 250, FlowSegment.capacity - 3, FlowSegment.capacity * 3 + 120]

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `an index lists what a naive evaluation does, while flows come and go`(seed: UInt64) throws {
        var traffic = RandomTraffic(seed: seed)
        // One in three has a budget that drops the oldest.
        let store = FlowStore(budget: seed % 3 == 0 ? 60_000 : 1 << 30)
        let context = FilterContext(now: Timestamp(nanoseconds: 2_000_000_000), utcOffset: 3_600)
        var index = FlowIndex()
        var removed: [Flow] = []
        var text = ""
        for step in 0..<1_000 {
            if step % 4 == 0 { change(store, &removed, &traffic) }
            text = traffic.chance(3) ? Self.longer(text, &traffic) : traffic.filter()
            guard let filter = try? Filter.parse(text) else {
                text = ""
                continue
            }
            index.setFilter(filter)
            if traffic.chance(10) {
                index.sort(by: SortOrder(traffic.pick(SortColumn.allCases), isDescending: traffic.chance(2)))
            }
            let snapshot = store.snapshot()
            var pass = index.pass(
                to: snapshot,
                rejudgesAll: filter.readsClock,
                near: traffic.chance(2) ? FlowID(300) : nil
            )
            index.advance(&pass, count: .max, context: context)
            index.finish(pass)

            let expected = snapshot.ids.filter { id in
                snapshot[id].map { filter.matches($0, context: context) } ?? false
            }
            let listing = index.listing(version: step)
            #expect(listing.sorted() == expected, "\(text), step \(step)")
            #expect(
                listing.enumerated().allSatisfy { listing.row(of: $0.element) == $0.offset },
                "\(text), step \(step)"
            )
        }
    }

    /// What somebody might type next.
    private static func longer(_ text: String, _ traffic: inout RandomTraffic) -> String {
        traffic.chance(2)
            ? "(\(text)) & \(traffic.filter(depth: 1))" : text + traffic.pick(["t", "/", "e", " ~q", " users"])
    }

    private func change(_ store: FlowStore, _ removed: inout [Flow], _ traffic: inout RandomTraffic) {
        for _ in 0..<traffic.pick([1, 2, 12]) {
            let id = FlowID(traffic.pick(Self.places) + Int.random(in: 0..<16, using: &traffic.random))
            switch Int.random(in: 0..<12, using: &traffic.random) {
            case 0..<8: store.record(traffic.flow(id))
            case 8: store.mark([id], isMarked: traffic.chance(2))
            case 9, 10: removed += store.remove([id])
            default:
                store.restore(removed)
                removed = []
            }
        }
    }
}
