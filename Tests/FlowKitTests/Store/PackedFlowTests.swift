import FlowKit
import TestSupport
import Testing

@Suite struct PackedFlowTests {
    @Test(arguments: 1...20)
    func `every field of a flow comes out as it went in`(seed: UInt64) {
        var generator = RandomFlow(random: SeededRandom(seed: seed))
        let store = FlowStore()
        let flows = (1...100).map { _ in generator.flow(store.makeID()) }

        for flow in flows { store.record(flow) }

        let snapshot = store.snapshot()
        for flow in flows {
            let fields = snapshot[flow.id]?.fields ?? [:]
            for (name, value) in flow.fields { #expect(fields[name] == value, "\(name) of \(flow.id)") }
        }
    }

    @Test func `the fields compared are all there are`() {
        let flow = Flow(id: FlowID(1), request: Self.request("/"), started: Timestamp(nanoseconds: 0))

        let names = Mirror(reflecting: flow).children.compactMap(\.label)

        #expect(Set(names).union(["errorMessage"]) == Set(flow.fields.keys))
    }

    /// Who adds a field writes and reads it in `RecordWriter+Flow`, has `RandomFlow` make it, and adds it here.
    @Test func `the fields of a flow's parts are those that are written`() {
        let flow = Flow(id: FlowID(1), request: Self.request("/"), started: Timestamp(nanoseconds: 0))
        let message = ["method", "target", "version", "headers", "body", "trailers", "wireByteCount", "origin"]
        let parts: [(Any, [String])] = [
            (flow.request, message), (flow.request.origin, ["scheme", "host", "port"]),
            (Response(status: 1), ["status", "reason"] + message[2...6]),
            (Body(), ["place", "byteCount", "isCut", "layout"]),
            (
                ForwardedRequestForm(target: [], received: []),
                ["version", "target", "host", "addsChunks", "upgrade", "addsProxyAuthorization"]
            ),
            (ForwardedResponseForm(), ["version", "chunks", "connection"]),
            (FlowError(.loop, ""), ["code", "message"]), (RuleHit(id: RuleID(1), name: ""), ["id", "name"]),
            (
                TunnelCounts(),
                ["bytesFromClient", "bytesFromServer", "protocolName", "serverName", "passThroughReason"]
            ),
            (ChunkLayout(), ["count", "runs", "extensions", "extensionByteCount", "keptCount"]),
            (
                flow.timing,
                [
                    "started", "requestHead", "resolved", "connectStarted", "connected", "upstreamTLSDone",
                    "requestDone",
                    "firstByte", "finished",
                ]
            ),
        ]

        for (part, names) in parts {
            #expect(Set(Mirror(reflecting: part).children.compactMap(\.label)) == Set(names), "\(type(of: part))")
        }
    }

    @Test func `a segment with no room for more strings keeps flows whole`() {
        let store = FlowStore()
        let count = 6_000
        // Longer than methods are: more than a table takes.
        let methods = (1...count).map { "M\($0)" + String(repeating: "X", count: 200) }
        for method in methods {
            var request = Self.request("/")
            request.method = method
            var flow = Flow(id: store.makeID(), request: request, started: Timestamp(nanoseconds: 0))
            flow.client = Connection(id: 1, remoteAddress: "", localAddress: "", opened: flow.timing.started)
            flow.timing.finished = flow.timing.started
            store.record(flow)
        }

        let snapshot = store.snapshot()
        #expect(snapshot.segments[0].chunks.last?.columns.method[0] == .unlisted)
        for (index, method) in methods.enumerated() {
            let flow = snapshot[FlowID(index + 1)]
            #expect(flow?.request.method == method)
            #expect(flow?.request.origin.host == "h" && flow?.client != nil)
        }
    }

    @Test func `a segment has room for the path of each of its flows, as long as paths may be`() {
        let store = FlowStore()
        for number in 1...FlowSegment.capacity {
            let target = "/\(number)/" + String(repeating: "x", count: 2_040 - String(number).utf8.count)
            var flow = Flow(id: store.makeID(), request: Self.request(target), started: Timestamp(nanoseconds: 0))
            flow.timing.finished = flow.timing.started
            store.record(flow)
        }

        let segment = store.snapshot().segments[0]
        #expect(segment.paths.count == FlowSegment.capacity)
        #expect(segment.chunks.allSatisfy { $0.columns.path.allSatisfy(\.isListed) })
    }

    @Test func `bodies that are the same are kept once`() {
        let store = FlowStore()
        let body = [UInt8](repeating: 7, count: 50_000)

        for _ in 0..<100 { store.record(Self.finished(store.makeID(), Body(body))) }
        store.record(Self.finished(store.makeID(), Body(body.dropLast() + [8])))

        let snapshot = store.snapshot()
        #expect(snapshot.totals.byteCount < 3 * 50_000)
        #expect(snapshot[FlowID(70)]?.response?.body == Body(body))
        #expect(snapshot[FlowID(101)]?.response?.body?.bytes.last == 8)
    }

    @Test func `what one of the flows with a body pays, the last one of them gives back`() {
        let store = FlowStore()
        let body = Body([UInt8](repeating: 7, count: 50_000))
        let ids = (0..<3).map { _ in store.makeID() }
        for id in ids { store.record(Self.finished(id, body)) }

        let counts = ids.map { id in
            store.remove([id])
            return store.snapshot().totals.byteCount
        }

        #expect(counts[0] > 50_000 && counts[1] > 50_000)
        #expect(counts[2] == 0)
    }

    @Test func `a finished flow takes little more than its bytes`() {
        let store = FlowStore()
        let body = Array("{\"a\":1}".utf8)
        for number in 1...1_000 {
            store.record(Self.finished(store.makeID(), Body(body + [UInt8(number & 0xFF)])))
        }

        #expect(store.snapshot().totals.byteCount < 1_000 * 400)
    }

    private static func request(_ target: String) -> Request {
        Request(method: "GET", target: WireText(target), origin: Origin(scheme: .http, host: "h"))
    }

    private static func finished(_ id: FlowID, _ body: Body) -> Flow {
        var flow = Flow(id: id, request: request("/"), started: Timestamp(nanoseconds: 0))
        flow.response = Response(status: 200, body: body)
        flow.timing.finished = flow.timing.started
        return flow
    }
}
