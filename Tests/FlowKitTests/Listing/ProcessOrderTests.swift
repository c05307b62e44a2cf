import TestSupport
import Testing

@testable import FlowKit

/// Flows ordered by a name that becomes known in place, after they were recorded.
@Suite struct ProcessOrderTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `rows stay ordered and findable while processes are found and flows come and go`(seed: UInt64) {
        var clients = Clients(seed: seed)
        let order = SortOrder(.process, isDescending: seed % 2 == 0)
        // One in three has a budget that drops the oldest.
        let store = FlowStore(budget: seed % 3 == 0 ? 200_000 : 1 << 30)
        var index = FlowIndex(order: order)
        var before = FlowListing.empty
        for step in 0..<40 {
            clients.change(store)
            let untold = clients.find()
            // The listing may be made before the flows are touched.
            index.update(to: store.snapshot())
            let early = index.listing(version: 2 * step)
            expectFindable(before)
            expectFindable(early)
            #expect(early.sorted() == store.snapshot().ids)

            store.touch(untold)
            index.update(to: store.snapshot())

            let listing = index.listing(version: 2 * step + 1)
            #expect(Array(listing) == Self.naive(store.snapshot(), order), "seed \(seed), step \(step)")
            expectFindable(listing)
            expectFindable(early)
            before = listing
            if step % 20 == 10 {
                index.sort(by: .standard)
                index.sort(by: order)
                #expect(Array(index.listing(version: 0)) == Array(listing))
            }
        }
    }

    @Test(arguments: [(false, [4, 6, 2, 1, 5, 3]), (true, [3, 1, 5, 2, 4, 6])])
    func `names are ordered by their bytes, what has none before them`(isDescending: Bool, expected: [Int]) {
        let states: [ClientProcess.State?] = [
            .found(.init(id: 9, name: "curl")), .found(.init(id: 5, name: "Safari")),
            .found(.init(id: 1, name: "curl-x")), .pending, .found(.init(id: 7, name: "curl")), nil,
        ]
        let store = FlowStore(
            states.enumerated().map { number, state in
                .client(number + 1, of: .client(number, state.map { ClientProcess($0) }), isFinished: true)
            }
        )
        var index = FlowIndex(order: SortOrder(.process, isDescending: isDescending))

        index.update(to: store.snapshot())

        #expect(index.listing(version: 1).map(\.rawValue) == expected)
    }

    @Test func `a process that is found before its flow is recorded is known from the start`() {
        let process = ClientProcess()
        let flow = Flow.client(2, of: .client(1, process), isFinished: true)
        process.note(flow.id)
        let store = FlowStore([.client(1, of: .client(2, ClientProcess(.found(.init(id: 1, name: "node")))))])
        store.touch(process.resolve(.found(.init(id: 7, name: "curl"))))
        store.record(flow)
        var index = FlowIndex(order: SortOrder(.process))

        index.update(to: store.snapshot())

        #expect(Array(index.listing(version: 1)) == [FlowID(2), FlowID(1)])
    }

    private func expectFindable(_ listing: FlowListing) {
        #expect(listing.enumerated().allSatisfy { listing.row(of: $0.element) == $0.offset })
    }

    private static func naive(_ snapshot: FlowSnapshot, _ order: SortOrder) -> [FlowID] {
        var flows: [(key: SortKey, id: FlowID)] = []
        snapshot.forEach { flows.append((order.column.key(of: $0), $0.id)) }
        return flows.sorted { lhs, rhs in
            if lhs.key == rhs.key { return lhs.id < rhs.id }
            return order.isDescending ? lhs.key > rhs.key : lhs.key < rhs.key
        }
        .map(\.id)
    }
}

/// Clients of a proxy, some of whose processes are still looked up.
private struct Clients {
    /// In several segments and chunks, at their ends.
    private static let places = [1, 250, FlowSegment.capacity - 30, FlowSegment.capacity * 2 + 100]

    private var random: SeededRandom
    private var connections: [Connection] = []
    private var removed: [Flow] = []

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    /// New flows, progress of old ones, deletions, restorations and marks.
    mutating func change(_ store: FlowStore) {
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let id = FlowID((Self.places.randomElement(using: &random) ?? 1) + Int.random(in: 0..<60, using: &random))
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<8:
                let client = client()
                client?.process?.note(id)
                store.record(.client(id.rawValue, of: client, isFinished: chance(2)))
            case 8: store.mark([id], isMarked: chance(2))
            case 9, 10: removed += store.remove([id])
            default:
                store.restore(removed)
                removed = []
            }
        }
    }

    private mutating func client() -> Connection? {
        if chance(8) { return nil }
        if chance(5) || connections.isEmpty {
            connections.append(.client(connections.count, chance(9) ? nil : ClientProcess()))
        }
        return connections.suffix(20).randomElement(using: &random)
    }

    /// Ends some lookups.
    ///
    /// - Returns: the flows to touch.
    mutating func find() -> Set<FlowID> {
        var flows: Set<FlowID> = []
        for connection in connections where chance(6) {
            let names = ["curl", "Safari", "node", "naïve", ""]
            let owner = ClientProcess.Owner(id: connection.id, name: names.randomElement(using: &random) ?? "")
            flows.formUnion(connection.process?.resolve(chance(5) ? .unknown("gone") : .found(owner)) ?? [])
        }
        return flows
    }
}

extension Connection {
    fileprivate static func client(_ id: Int, _ process: ClientProcess?) -> Connection {
        Connection(
            id: id,
            remoteAddress: "127.0.0.1:\(id)",
            localAddress: "127.0.0.1:1",
            opened: Timestamp(nanoseconds: 0),
            process: process
        )
    }
}

extension Flow {
    fileprivate static func client(_ id: Int, of client: Connection?, isFinished: Bool = false) -> Flow {
        var flow = Flow.sample(id: id, status: 200, milliseconds: isFinished ? 5 : nil)
        flow.client = client
        return flow
    }
}
