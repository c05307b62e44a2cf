import FlowKit
import Synchronization
import Testing

@Suite struct FlowStoreTests {
    @Test func `a snapshot does not change after it was taken`() {
        let store = FlowStore()
        let id = store.makeID()
        store.record(flow(id))

        let before = store.snapshot()
        store.record(flow(id, status: 200))

        #expect(before[id]?.response == nil)
        #expect(store.snapshot()[id]?.response?.status == 200)
    }

    @Test func `changes are told since a version, removals too`() {
        let store = FlowStore()
        let ids = (0..<600).map { _ in store.makeID() }
        for id in ids { store.record(flow(id)) }
        let version = store.snapshot().version

        store.record(flow(ids[3], status: 200))
        store.remove([ids[599]])

        var changed: [FlowID: Bool] = [:]
        store.snapshot().forEachChange(since: version) { changed[$0] = $1 != nil }
        #expect(changed == [ids[3]: true, ids[599]: false])
    }

    @Test func `the oldest unmarked flows go first when the budget is exceeded`() {
        let one = flow(FlowID(1), bodyBytes: 1000).footprint
        let store = FlowStore(budget: one * 3)
        let ids = (0..<5).map { _ in store.makeID() }

        store.record(flow(ids[0], bodyBytes: 1000))
        store.mark([ids[0]], isMarked: true)
        for id in ids.dropFirst() { store.record(flow(id, bodyBytes: 1000)) }

        let snapshot = store.snapshot()
        #expect(snapshot.ids == [ids[0], ids[3], ids[4]])
        #expect(snapshot.totals.evictedCount == 2)
        #expect(snapshot.totals.byteCount <= one * 3)
    }

    @Test func `marked flows go when nothing else is left`() {
        let one = flow(FlowID(1), bodyBytes: 1000).footprint
        let store = FlowStore(budget: one * 2)
        let ids = (0..<4).map { _ in store.makeID() }

        for id in ids {
            store.record(flow(id, bodyBytes: 1000))
            store.mark([id], isMarked: true)
        }

        #expect(store.snapshot().ids == [ids[2], ids[3]])
    }

    @Test func `numbers that were never recorded are passed over when flows are dropped`() {
        let one = flow(FlowID(1), bodyBytes: 1000).footprint
        let store = FlowStore(budget: one * 3)
        let ids = (0..<20_010).map { _ in store.makeID() }

        store.record(flow(ids[0], bodyBytes: 1000))
        store.mark([ids[0]], isMarked: true)
        for id in ids[20_000...] { store.record(flow(id, bodyBytes: 1000)) }

        #expect(store.snapshot().ids == [ids[0], ids[20_008], ids[20_009]])
    }

    @Test func `a late report does not bring a deleted flow back, a restore does`() {
        let store = FlowStore()
        let id = store.makeID()
        store.record(flow(id))

        let before = store.snapshot()
        store.remove([id])
        #expect(!store.record(flow(id, status: 200)))
        #expect(store.snapshot()[id] == nil)

        store.restore([id].compactMap { before[$0] })
        #expect(store.snapshot()[id] != nil)
        #expect(store.record(flow(id, status: 200)))
    }

    @Test func `the recorder's updates keep the user's mark`() {
        let store = FlowStore()
        let id = store.makeID()
        store.record(flow(id))

        store.mark([id], isMarked: true)
        store.record(flow(id, status: 200))

        #expect(store.snapshot()[id]?.isMarked == true)
        #expect(store.snapshot()[id]?.response?.status == 200)
    }

    @Test func `an observer is woken once until it looks again`() {
        let store = FlowStore()
        let wakes = Counter()
        let observation = store.observe { wakes.add() }

        store.record(flow(store.makeID()))
        store.record(flow(store.makeID()))
        #expect(wakes.value == 1)

        _ = observation.snapshot()
        store.record(flow(store.makeID()))
        #expect(wakes.value == 2)
    }

    @Test func `every finished flow is told once, dropped and deleted ones too`() {
        let one = flow(FlowID(1), bodyBytes: 1000).footprint
        let store = FlowStore(budget: one)
        let finished = Mutex<[FlowID]>([])
        store.onFinish(readsBodies: false) { flow in finished.withLock { $0.append(flow.id) } }
        let ids = (0..<3).map { _ in store.makeID() }

        for id in ids { store.record(flow(id, bodyBytes: 1000)) }
        store.remove([ids[2]])
        #expect(finished.withLock { $0 }.isEmpty)

        for id in ids { store.record(flow(id, status: 200, bodyBytes: 1000, isFinished: true)) }
        #expect(finished.withLock { $0 } == ids)
    }

    @Test func `a flow reported again after its end is told once`() {
        let store = FlowStore()
        let finished = Counter()
        store.onFinish(readsBodies: false) { _ in finished.add() }
        let id = store.makeID()

        store.record(flow(id, isFinished: true))
        store.mark([id], isMarked: true)
        store.record(flow(id, status: 200, isFinished: true))

        #expect(finished.value == 1)
    }

    @Test func `a flow recorded late is dropped in its turn`() {
        let store = FlowStore(budget: 10_000)
        let ids = (0..<50).map { _ in store.makeID() }
        for id in ids.dropFirst() { store.record(flow(id, bodyBytes: 1_000)) }

        store.record(flow(ids[0], bodyBytes: 1_000))
        store.record(flow(store.makeID(), bodyBytes: 1_000))

        #expect(store.snapshot()[ids[0]] == nil)
    }

    @Test func `long targets count towards the budget`() {
        let id = FlowID(1)
        var long = flow(id)
        long.request.target = WireText(String(repeating: "x", count: 60_000))

        #expect(long.footprint - flow(id).footprint >= 59_000)
    }

    private func flow(_ id: FlowID, status: Int? = nil, bodyBytes: Int = 0, isFinished: Bool = false) -> Flow {
        let origin = Origin(scheme: .http, host: "h")
        var request = Request(method: "GET", target: "/", origin: origin)
        if bodyBytes > 0 { request.body = Body([UInt8](repeating: 0, count: bodyBytes)) }
        var flow = Flow(id: id, request: request, started: Timestamp(nanoseconds: 0))
        flow.response = status.map { Response(status: $0) }
        if isFinished { flow.timing.finished = flow.timing.started }
        return flow
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
}
