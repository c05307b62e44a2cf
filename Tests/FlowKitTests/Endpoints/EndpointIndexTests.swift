import TestSupport
import Testing

@testable import FlowKit

@Suite struct EndpointIndexTests {
    // MARK: - Increments

    @Test(arguments: FlowGrouping.allCases, 1...4 as ClosedRange<UInt64>)
    func `increments come to what a count from scratch does`(grouping: FlowGrouping, seed: UInt64) throws {
        var world = World(seed: seed, budget: seed == 4 ? 400_000 : 1 << 30)
        var listing = FlowIndex(filter: try Filter.parse(seed % 2 == 0 ? "~c 2xx | ~m post" : ""))
        var index = EndpointIndex(grouping: grouping)
        for round in 1...8 {
            world.change(count: Int.random(in: 0...300, using: &world.random))
            listing.update(to: world.store.snapshot())
            index.update(to: listing.listing(version: round))

            let rows = index.table(version: round).rows
            let ids = Array(listing.listing(version: round))
            #expect(Figures.table(rows) == Figures.naive(world.store.snapshot(), ids, grouping), "round \(round)")
        }
    }

    @Test func `many slices come to what one does`() {
        var world = World(seed: 12, budget: 1 << 30)
        world.change(count: 700)
        let listing = world.listing()
        var (whole, sliced) = (EndpointIndex(), EndpointIndex())
        whole.update(to: listing)

        sliced.begin(listing)
        #expect(sliced.progress == 0)
        while !sliced.isDone { sliced.advance(count: 13) }

        #expect(sliced.progress == 1)
        #expect(sliced.table(version: 1).rows == whole.table(version: 1).rows)
    }

    @Test func `a pass that was left is begun again from scratch`() {
        var world = World(seed: 13, budget: 1 << 30)
        world.change(count: 500)
        var (left, whole) = (EndpointIndex(), EndpointIndex())
        left.begin(world.listing())
        left.advance(count: 100)

        world.change(count: 100)
        left.update(to: world.listing())
        whole.update(to: world.listing())

        #expect(left.table(version: 1).rows == whole.table(version: 1).rows)
    }

    @Test func `deleted flows leave the figures, put back they are in them again`() {
        let store = FlowStore()
        for id in 1...10 {
            store.record(.sample(id: id, host: "a.test", path: "/x/\(id)", status: 200, milliseconds: id))
        }
        var index = EndpointIndex()
        index.update(to: store.listing(1))
        let before = index.table(version: 1).rows

        let removed = store.remove((6...10).map { FlowID($0) })
        index.update(to: store.listing(2))
        let row = index.table(version: 2).rows.first
        #expect(row?.count == 5 && row?.newest == FlowID(5))
        #expect(row?.p99.map { abs($0 / .milliseconds(5) - 1) < 0.01 } == true)

        store.restore(removed)
        index.update(to: store.listing(3))
        #expect(index.table(version: 3).rows == before)
    }

    @Test func `flows are counted and listed anew once their client's process is known`() throws {
        let process = ClientProcess()
        let store = FlowStore()
        for id in 1...3 {
            var flow = Flow.sample(id: id, status: 200, milliseconds: 1)
            let process = id < 3 ? process : ClientProcess(.found(.init(id: 8, name: "node")))
            flow.client = Connection(
                id: id,
                remoteAddress: "",
                localAddress: "",
                opened: flow.timing.started,
                process: process
            )
            process.note(flow.id)
            store.record(flow)
        }
        var listed = FlowIndex(filter: try Filter.parse("~process ^curl$"))
        listed.update(to: store.snapshot())
        var index = EndpointIndex(grouping: .process)
        index.update(to: store.listing(1))
        #expect(listed.listing(version: 1).isEmpty)
        #expect(index.table(version: 1).rows.map(\.name.host) == [ClientProcess.unknownName, "node"])

        store.touch(process.resolve(.found(.init(id: 7, name: "curl"))))
        listed.update(to: store.snapshot())
        index.update(to: store.listing(2))

        #expect(Array(listed.listing(version: 2)) == [1, 2].map { FlowID($0) })
        #expect(index.table(version: 2).rows.map { "\($0.name.host) \($0.count)" } == ["curl 2", "node 1"])
    }

    // MARK: - What counts as what

    @Test func `errors are statuses from 400 on, failures and failed gRPC calls`() {
        let store = FlowStore()
        store.record(.sample(id: 1, status: 399))
        store.record(.sample(id: 2, status: 400))
        var failed = Flow.sample(id: 3)
        failed.error = FlowError(.connectionRefused, "refused")
        store.record(failed)
        var call = Flow.sample(id: 4, status: 200, responseHeaders: [("Content-Type", "application/grpc+proto")])
        call.response?.trailers = [("grpc-status", "5")]
        store.record(call)
        var index = EndpointIndex()

        index.update(to: store.listing(1))

        #expect(index.table(version: 1).rows.map { [$0.count, $0.errorCount] } == [[4, 3]])
    }

    @Test func `tunnels and WebSockets count, but say nothing of latency`() {
        let store = FlowStore()
        var tunnel = Flow.sample(id: 1, method: "CONNECT", path: "api.example.com:443", milliseconds: 60_000)
        tunnel.kind = .tunnel
        tunnel.tunnel = TunnelCounts(bytesFromClient: 3, bytesFromServer: 4)
        store.record(tunnel)
        store.record(.sample(id: 2, path: "/x/1", status: 200, milliseconds: 10))
        var index = EndpointIndex()

        index.update(to: store.listing(1))

        let rows = index.table(EndpointOrder(.name, isDescending: false), version: 1).rows
        #expect(rows.map(\.name.text) == ["CONNECT api.example.com", "GET api.example.com/x/{id}"])
        #expect(rows[0].p50 == nil && rows[0].byteCount == 7)
        #expect(rows[1].p50 != nil)
    }

    @Test func `rows are ordered by any column, equal ones by name`() {
        var world = World(seed: 14, budget: 1 << 30)
        world.change(count: 400)
        var index = EndpointIndex()
        index.update(to: world.listing())
        for column in EndpointColumn.allCases {
            let up = index.table(EndpointOrder(column, isDescending: false), version: 1).rows
            let down = index.table(EndpointOrder(column, isDescending: true), version: 1).rows
            #expect(Set(up) == Set(down) && up.count > 4)
            let keys: [Double] = up.map { row in
                switch column {
                case .name: 0
                case .count: Double(row.count)
                case .errors: row.errorShare
                case .p50: (row.p50 ?? .seconds(-1)) / .seconds(1)
                case .p95: (row.p95 ?? .seconds(-1)) / .seconds(1)
                case .p99: (row.p99 ?? .seconds(-1)) / .seconds(1)
                case .bytes: Double(row.byteCount)
                case .newest: Double(row.newest.rawValue)
                }
            }
            #expect(keys == keys.sorted())
        }
    }
}

extension FlowStore {
    func listing(_ version: Int) -> FlowListing {
        var index = FlowIndex()
        index.update(to: snapshot())
        return index.listing(version: version)
    }
}

/// What the tests compare: figures by name.
private struct Figures: Equatable {
    var count = 0
    var errorCount = 0
    var byteCount = 0
    var newest = 0
    var durations = LatencyHistogram()
    var quantiles: [Duration?] = []
    var starts: [Int64] = []
    var rate: [Int] = []

    static func table(_ rows: [EndpointRow]) -> [String: Figures] {
        let pairs = rows.map { row in
            (
                row.name.text,
                Figures(
                    count: row.count,
                    errorCount: row.errorCount,
                    byteCount: row.byteCount,
                    newest: row.newest.rawValue,
                    quantiles: [row.p50, row.p95, row.p99],
                    rate: row.rate.counts(endingAt: 6, count: RateHistory.capacity)
                )
            )
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    static func naive(_ snapshot: FlowSnapshot, _ ids: [FlowID], _ grouping: FlowGrouping) -> [String: Figures] {
        var table: [String: Figures] = [:]
        for id in ids {
            guard let flow = snapshot[id] else { continue }
            var figures = table[name(flow, grouping), default: Figures()]
            figures.count += 1
            figures.errorCount += flow.error != nil || (flow.response?.status ?? 0) >= 400 ? 1 : 0
            figures.byteCount += flow.contentByteCount ?? 0
            figures.newest = max(figures.newest, id.rawValue)
            if let finished = flow.timing.finished {
                figures.durations.add(finished.nanoseconds - flow.timing.started.nanoseconds)
            }
            figures.starts.append(flow.timing.started.nanoseconds)
            table[name(flow, grouping)] = figures
        }
        return table.mapValues { figures in
            var figures = figures
            figures.quantiles = [0.5, 0.95, 0.99].map { figures.durations.quantile($0).map { .nanoseconds($0) } }
            var rate = RateHistory()
            for start in figures.starts { rate.add(start) }
            figures.rate = rate.counts(endingAt: 6, count: RateHistory.capacity)
            (figures.durations, figures.starts) = (LatencyHistogram(), [])
            return figures
        }
    }

    private static func name(_ flow: Flow, _ grouping: FlowGrouping) -> String {
        switch grouping {
        case .endpoint: "\(flow.request.method) \(flow.request.origin.authority)\(PathTemplate(of: flow.request))"
        case .host: flow.request.origin.authority
        case .process: flow.client?.process?.name ?? "unknown"
        case .connection: flow.client?.remoteAddress ?? "no connection"
        }
    }
}

/// A store in which things happen.
private struct World {
    let store: FlowStore
    var random: SeededRandom
    private let connections: [Connection]

    init(seed: UInt64, budget: Int) {
        random = SeededRandom(seed: seed)
        store = FlowStore(budget: budget)
        connections = (1...9).map { number in
            let name = ["curl", "python3", "node"][number % 3]
            let process = ClientProcess(number % 4 == 0 ? .unknown("elsewhere") : .found(.init(id: number, name: name)))
            return Connection(
                id: number,
                remoteAddress: "127.0.0.1:\(number)",
                localAddress: "",
                opened: Timestamp(nanoseconds: 0),
                process: process
            )
        }
    }

    func listing() -> FlowListing { store.listing(store.snapshot().version) }

    mutating func change(count: Int) {
        var removed: [Flow] = []
        let ids = store.snapshot().ids
        for _ in 0..<count {
            let some = ids.randomElement(using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5: store.record(flow(store.makeID()))
            case 5..<8: if let some { store.record(flow(some)) }
            case 8: if let some { removed += store.remove([some]) }
            default: if let some { store.mark([some], isMarked: .random(using: &random)) }
            }
        }
        store.restore(removed.filter { $0.id.rawValue % 3 == 0 })
    }

    private mutating func flow(_ id: FlowID) -> Flow {
        let isAnswered = Int.random(in: 0..<3, using: &random) > 0
        let number = Int.random(in: 0..<30, using: &random)
        var flow = Flow.sample(
            id: id.rawValue,
            method: ["GET", "POST"].randomElement(using: &random) ?? "",
            host: ["a.test", "b.test"].randomElement(using: &random) ?? "",
            port: Bool.random(using: &random) ? nil : 8443,
            path: ["/x/\(number)", "/y", "/z/w\(number % 5)", "/"].randomElement(using: &random) ?? "",
            status: isAnswered ? [200, 204, 404, 500].randomElement(using: &random) : nil,
            responseBody: String(repeating: "x", count: number),
            started: Timestamp(nanoseconds: Int64.random(in: 0..<30_000_000_000, using: &random)),
            milliseconds: isAnswered ? Int.random(in: 0..<800, using: &random) : nil
        )
        flow.client = connections.randomElement(using: &random)
        return flow
    }
}
