import FlowKit
import TestSupport
import Testing

/// The store beside a dictionary that does the same in the simplest way.
@Suite struct FlowStoreModelTests {
    private struct Twin {
        let store = FlowStore()
        var flows: [FlowID: Flow] = [:]
        var gone: Set<FlowID> = []
        var undo: [Flow] = []

        mutating func record(_ flow: Flow) {
            let isKept = store.record(flow)
            #expect(isKept == !gone.contains(flow.id))
            guard isKept else { return }
            var flow = flow
            flow.isMarked = flow.isMarked || flows[flow.id]?.isMarked == true
            flows[flow.id] = flow
        }

        mutating func remove(_ ids: [FlowID]) {
            let before = store.snapshot().reduced(to: ids)
            store.remove(ids)
            #expect(before.ids == Set(ids).filter { flows[$0] != nil }.sorted())
            undo = before.ids.compactMap { before[$0] }
            #expect(undo.map { $0.response?.status } == before.ids.map { flows[$0]?.response?.status })
            for flow in undo {
                gone.insert(flow.id)
                flows[flow.id] = nil
            }
        }

        mutating func restore() {
            store.restore(undo)
            for flow in undo where flows[flow.id] == nil {
                flows[flow.id] = flow
                gone.remove(flow.id)
            }
        }
    }

    /// Ids of several segments and chunks, their ends among them.
    private static let ids: [FlowID] = [0, 1, 300, FlowSegment.capacity - 2, FlowSegment.capacity * 2 + 255]
        .flatMap { start in (1...4).map { FlowID(start + $0) } }

    @Test(arguments: 1...8)
    func `it holds what was recorded, and tells what changed`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var twin = Twin()
        var last = FlowSnapshot.empty
        var seen: [FlowID: Int?] = [:]
        for step in 1...600 {
            let id = Self.ids[Int.random(in: 0..<Self.ids.count, using: &random)]
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<7: twin.record(Self.flow(id, status: step, isFinished: .random(using: &random)))
            case 7:
                twin.store.mark([id], isMarked: step % 3 > 0)
                twin.flows[id]?.isMarked = step % 3 > 0
            case 8: twin.remove([id])
            case 9: twin.remove(Self.ids.filter { _ in Bool.random(using: &random) })
            case 10: twin.restore()
            default:
                let snapshot = twin.store.snapshot()
                snapshot.forEachChange(since: last.version) { seen[$0] = $1?.response?.status }
                #expect(seen.compactMapValues(\.self) == twin.flows.mapValues { $0.response?.status ?? 0 })
                last = snapshot
            }
            let snapshot = twin.store.snapshot()
            #expect(snapshot.ids == twin.flows.keys.sorted())
            #expect(snapshot.totals.flowCount == twin.flows.count)
            #expect(snapshot[id]?.response?.status == twin.flows[id]?.response?.status)
            #expect(snapshot[id]?.isMarked == twin.flows[id]?.isMarked)
            #expect(snapshot.last?.id == twin.flows.keys.max())
        }
    }

    @Test func `whole segments that are gone take little, and come back`() {
        let store = FlowStore()
        let count = FlowSegment.capacity + 10
        for number in 1...count { store.record(Self.flow(FlowID(number), status: 200, isFinished: true)) }
        let version = store.snapshot().version

        let before = store.snapshot()
        store.remove(before.ids.dropLast())
        let gone = store.snapshot()
        #expect(gone.segments[0].isGone && gone.segments[0].chunks.isEmpty)
        #expect(gone.ids == [FlowID(count)])
        #expect(!store.record(Self.flow(FlowID(5), status: 404, isFinished: true)))
        var told: Set<FlowID> = []
        gone.forEachChange(since: version) { id, flow in if flow == nil { told.insert(id) } }
        #expect(told.count == count - 1)

        store.restore(before.ids.lazy.compactMap { before[$0] })
        #expect(store.snapshot().ids.count == count)
        #expect(store.snapshot()[FlowID(5)]?.response?.status == 200)
    }

    @Test func `a flow recorded first after all around it are gone is taken`() {
        let store = FlowStore()
        for number in 1...600 where number != 7 { store.record(Self.flow(FlowID(number), status: 1, isFinished: true)) }
        store.remove((1...500).map { FlowID($0) })

        #expect(store.snapshot().segments[0].chunks[0].isGone)
        #expect(!store.record(Self.flow(FlowID(6), status: 2, isFinished: true)))
        #expect(store.record(Self.flow(FlowID(7), status: 2, isFinished: true)))
        #expect(store.snapshot()[FlowID(7)]?.response?.status == 2)
        #expect(store.snapshot()[FlowID(6)] == nil)
    }

    private static func flow(_ id: FlowID, status: Int, isFinished: Bool) -> Flow {
        let request = Request(
            method: "GET",
            target: WireText("/\(id)"),
            origin: Origin(scheme: .http, host: "h\(id.rawValue % 3)")
        )
        var flow = Flow(id: id, request: request, started: Timestamp(nanoseconds: 1))
        flow.response = Response(status: status)
        if isFinished { flow.timing.finished = Timestamp(nanoseconds: 2) }
        return flow
    }
}
