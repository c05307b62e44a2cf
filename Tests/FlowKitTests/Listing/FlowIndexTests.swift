import TestSupport
import Testing

@testable import FlowKit

@Suite struct FlowIndexTests {
    @Test(arguments: SortColumn.allCases, [false, true])
    func `a listing stays what a naive evaluation gives`(column: SortColumn, isDescending: Bool) throws {
        let order = SortOrder(column, isDescending: isDescending)
        for seed in UInt64(1)...4 {
            var generator = SeededRandom(seed: seed)
            let store = FlowStore(budget: seed == 4 ? 200_000 : 1 << 30)
            let text = Self.filters.randomElement(using: &generator) ?? ""
            var index = FlowIndex(filter: try Filter.parse(text), order: order)
            for _ in 0..<6 {
                change(store, count: Int.random(in: 0...250, using: &generator), using: &generator)
                index.update(to: store.snapshot())

                let listing = index.listing(version: 1)
                #expect(Array(listing) == Self.naive(store.snapshot(), index.filter, order), "\(text), seed \(seed)")
            }
            let listing = index.listing(version: 1)
            #expect(listing.enumerated().allSatisfy { listing.row(of: $0.element) == $0.offset })
        }
    }

    @Test func `a new order keeps the flows that match`() throws {
        var generator = SeededRandom(seed: 5)
        let store = FlowStore()
        change(store, count: 2_000, using: &generator)
        var index = FlowIndex(filter: try Filter.parse("~c 2xx | ~m post"))
        index.update(to: store.snapshot())

        for column in SortColumn.allCases {
            index.sort(by: SortOrder(column, isDescending: true))

            #expect(Array(index.listing(version: 1)) == Self.naive(store.snapshot(), index.filter, index.order))
        }
    }

    @Test(arguments: [false, true])
    func `paths longer than tables take have their places among the others`(isDescending: Bool) throws {
        let store = FlowStore()
        for number in 1...400 {
            var flow = Flow.sample(id: store.makeID().rawValue)
            let rest = String(repeating: "x", count: number % 3 == 0 ? 3_000 : 10)
            flow.request.target = WireText("/\(number * 7 % 50)/\(rest)")
            flow.timing.finished = flow.timing.started
            store.record(flow)
        }
        let order = SortOrder(.path, isDescending: isDescending)
        var index = FlowIndex(order: order)

        index.update(to: store.snapshot())

        #expect(store.snapshot().segments[0].chunks[0].columns.path.contains(.unlisted))
        #expect(Array(index.listing(version: 1)) == Self.naive(store.snapshot(), .all, order))
    }

    @Test func `a pass that is dropped changes nothing`() {
        let store = FlowStore()
        var index = FlowIndex()
        store.record(.sample(id: store.makeID().rawValue))
        index.update(to: store.snapshot())

        store.record(.sample(id: store.makeID().rawValue))
        var pass = index.pass(to: store.snapshot())
        index.advance(&pass, count: 1)

        #expect(index.listing(version: 1).count == 1)
        index.update(to: store.snapshot())
        #expect(index.listing(version: 1).count == 2)
    }

    @Test func `a flow is listed when it becomes what the filter asks for, and leaves when it no longer is`() throws {
        let store = FlowStore()
        var pending = FlowIndex(filter: try Filter.parse("~q"))
        var failed = FlowIndex(filter: try Filter.parse("~c 5xx"))
        store.record(.sample(id: store.makeID().rawValue))
        pending.update(to: store.snapshot())
        failed.update(to: store.snapshot())
        #expect(pending.listing(version: 1).count == 1 && failed.listing(version: 1).isEmpty)

        store.record(.sample(id: 1, status: 500))
        pending.update(to: store.snapshot())
        failed.update(to: store.snapshot())

        #expect(pending.listing(version: 2).isEmpty && failed.listing(version: 2).count == 1)
    }

    @Test func `each of many terms has answers of its own`() throws {
        let store = FlowStore()
        for number in 1...40 { store.record(.sample(id: number, host: "h\(number).test", status: 200)) }
        let terms = (1...30).map { "!~d h\($0).test" }

        var index = FlowIndex(filter: try Filter.parse((["!~a"] + terms).joined(separator: " & ")))
        index.update(to: store.snapshot())

        #expect(Array(index.listing(version: 1)).map(\.rawValue) == Array(31...40))
    }

    @Test func `flows leave a listing of the last minutes as time goes by`() throws {
        let store = FlowStore()
        store.record(.sample(id: store.makeID().rawValue))
        var index = FlowIndex(filter: try Filter.parse("~time -5m"))
        index.update(to: store.snapshot(), context: FilterContext(now: Timestamp(nanoseconds: 0)))
        #expect(index.listing(version: 1).count == 1)

        var pass = index.pass(to: store.snapshot(), rejudgesAll: true)
        index.advance(&pass, count: 9, context: FilterContext(now: Timestamp(nanoseconds: 0) + .seconds(600)))
        index.finish(pass)

        #expect(index.listing(version: 2).isEmpty)
    }

    @Test func `a published listing does not change`() {
        let store = FlowStore()
        var index = FlowIndex(order: SortOrder(.time, isDescending: true))
        for _ in 0..<1_500 { store.record(.sample(id: store.makeID().rawValue)) }
        index.update(to: store.snapshot())
        let listing = index.listing(version: 1)
        let before = Array(listing)

        store.remove(before.prefix(700))
        for _ in 0..<900 { store.record(.sample(id: store.makeID().rawValue)) }
        index.update(to: store.snapshot())

        #expect(Array(listing) == before && listing.totalCount == 1_500)
        #expect(listing.flow(at: 0)?.id == before.first && listing.flow(at: 1_500) == nil)
        #expect(index.listing(version: 2).count == 1_700)
    }

    // MARK: - Making it up

    private static let filters = [
        "", "~c 2xx", "~q", "!~q", "~m post | ~d b.test", "~size >50", "~dur <40ms & ~u /1", "~replay", "~marked",
    ]

    private static func naive(_ snapshot: FlowSnapshot, _ filter: Filter, _ order: SortOrder) -> [FlowID] {
        var flows: [Flow] = []
        snapshot.forEach { if filter.matches($0) { flows.append($0) } }
        let sorted = flows.sorted { lhs, rhs in
            let (left, right) = (order.column.key(of: lhs), order.column.key(of: rhs))
            if left == right { return lhs.id < rhs.id }
            return order.isDescending ? left > right : left < right
        }
        return sorted.map(\.id)
    }

    /// New flows, progress of old ones, deletions, restorations and marks.
    private func change(_ store: FlowStore, count: Int, using generator: inout SeededRandom) {
        var removed: [Flow] = []
        let ids = store.snapshot().ids
        for _ in 0..<count {
            let some = ids.randomElement(using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5: store.record(random(id: store.makeID(), using: &generator))
            case 5..<8: if let some { store.record(random(id: some, using: &generator)) }
            case 8: if let some { removed += store.remove([some]) }
            default: if let some { store.mark([some], isMarked: Bool.random(using: &generator)) }
            }
        }
        store.restore(removed.filter { $0.id.rawValue % 3 == 0 })
    }

    private func random(id: FlowID, using generator: inout SeededRandom) -> Flow {
        let isAnswered = Int.random(in: 0..<3, using: &generator) > 0
        return .sample(
            id: id.rawValue,
            method: ["GET", "POST", "PUT"].randomElement(using: &generator) ?? "",
            host: ["a.test", "b.test", "c.test"].randomElement(using: &generator) ?? "",
            path: "/\(Int.random(in: 0..<30, using: &generator))",
            status: isAnswered ? [200, 204, 404, 500].randomElement(using: &generator) : nil,
            responseHeaders: [("Content-Type", Bool.random(using: &generator) ? "text/html" : "image/png")],
            responseBody: String(repeating: "x", count: Int.random(in: 0..<100, using: &generator)),
            started: Timestamp(nanoseconds: Int64.random(in: 0..<50, using: &generator)),
            milliseconds: isAnswered ? Int.random(in: 0..<80, using: &generator) : nil,
            source: Int.random(in: 0..<5, using: &generator) == 0 ? .replay(of: nil) : .client
        )
    }
}
