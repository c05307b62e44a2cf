import Synchronization
import Testing

@testable import FlowKit

@Suite struct SpillingTests {
    /// A store whose jobs run when the test says so.
    private final class Bench: Sendable {
        let store: FlowStore
        private let jobs: Jobs

        final class Jobs: Sendable {
            let waiting = Mutex<[@Sendable () -> Void]>([])
            let notices = Mutex<[String]>([])
        }

        init(budget: Int, limit: Int, directory: String = "/tmp") {
            let jobs = Jobs()
            self.jobs = jobs
            let options = SpillOptions(
                directory: directory,
                limit: limit,
                schedule: { job in jobs.waiting.withLock { $0.append(job) } },
                notice: { text in jobs.notices.withLock { $0.append(text) } }
            )
            store = FlowStore(budget: budget, spill: options)
        }

        var notices: [String] { jobs.notices.withLock { $0 } }

        func runJobs() {
            while let job = jobs.waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { job() }
        }

        /// Records a finished flow with a body that no other flow has.
        @discardableResult
        func record(_ bytes: [UInt8]) -> FlowID {
            let request = Request(method: "GET", target: "/", origin: Origin(scheme: .http, host: "h"))
            var flow = Flow(id: store.makeID(), request: request, started: Timestamp(nanoseconds: 0))
            flow.response = Response(status: 200, body: Body(bytes))
            flow.timing.finished = flow.timing.started
            store.record(flow)
            return flow.id
        }
    }

    private static func bytes(_ number: Int, count: Int = 10_000) -> [UInt8] {
        [UInt8](repeating: UInt8(number & 0xFF), count: count) + [UInt8(number >> 8)]
    }

    @Test func `bodies that memory has no room for are read back from the file`() {
        let bench = Bench(budget: 200_000, limit: 100 << 20)

        for number in 1...500 {
            bench.record(Self.bytes(number))
            bench.runJobs()
        }

        let snapshot = bench.store.snapshot()
        #expect(snapshot.totals.flowCount == 200_000 / 400 || snapshot.totals.evictedCount == 0)
        #expect(snapshot.totals.byteCount <= 200_000)
        #expect(snapshot.totals.spilledByteCount > 4_000_000)
        for id in snapshot.ids {
            #expect(snapshot[id]?.response?.body == Body(Self.bytes(id.rawValue)))
            #expect(snapshot[id]?.response?.body?.capturedByteCount == 10_001)
        }
    }

    @Test func `flows are not dropped while their bodies are on the way to the file`() {
        let bench = Bench(budget: 200_000, limit: 100 << 20)

        // 76 % to 100 % of the budget, and the sixteenth above that is allowed meanwhile.
        for number in 1...20 { bench.record(Self.bytes(number)) }
        #expect(bench.store.snapshot().totals.byteCount > 200_000)
        #expect(bench.store.snapshot().totals.evictedCount == 0)
        bench.runJobs()

        #expect(bench.store.snapshot().totals.byteCount < 150_000)
        #expect(bench.store.snapshot().totals.evictedCount == 0)
    }

    @Test func `where nobody writes, memory stays within a sixteenth above the budget`() {
        let bench = Bench(budget: 200_000, limit: 100 << 20)

        for number in 1...100 {
            bench.record(Self.bytes(number))
            #expect(bench.store.snapshot().totals.byteCount <= 200_000 + 200_000 / 16)
        }
    }

    @Test func `where the file is full the oldest bodies go, marked ones stay, and each is told`() {
        let bench = Bench(budget: 200_000, limit: 1 << 20)
        let marked = bench.record(Self.bytes(1))
        bench.store.mark([marked], isMarked: true)

        for number in 2...300 {
            bench.record(Self.bytes(number))
            bench.runJobs()
        }

        let snapshot = bench.store.snapshot()
        #expect(snapshot.totals.evictedCount == 0)
        #expect(snapshot.totals.spilledByteCount <= 1 << 20)
        #expect(snapshot.totals.droppedBodyCount > 100)
        #expect(snapshot[marked]?.response?.body == Body(Self.bytes(1)))
        let second = snapshot[FlowID(2)]?.response?.body
        #expect(second?.isDropped == true && second?.isTruncated == true && second?.byteCount == 10_001)
        #expect(second?.absence == "body dropped to stay within --spill 1M")
        let lost = snapshot.ids.filter { snapshot[$0]?.response?.body?.isDropped == true }
        #expect(lost.count == snapshot.totals.droppedBodyCount)
        #expect(lost == lost.sorted() && lost.last.map { $0.rawValue < 220 } == true)
        #expect(snapshot[FlowID(300)]?.response?.body == Body(Self.bytes(300)))
    }

    @Test func `a dropped body says so where it is shown, exported and edited`() throws {
        let bench = Bench(budget: 100_000, limit: 100_000)
        for number in 1...100 {
            bench.record(Self.bytes(number))
            bench.runJobs()
        }
        let flow = try #require(bench.store.snapshot()[FlowID(1)])

        let decoded = try #require(flow.response?.decodedBody())

        #expect(decoded.isTruncated)
        #expect(decoded.notes == ["body dropped to stay within --spill 100000"])
    }

    @Test func `room in the file that is free again is used again`() {
        let bench = Bench(budget: 100_000, limit: 400_000)

        for round in 0..<20 {
            let ids = (0..<30).map { number in
                defer { bench.runJobs() }
                return bench.record(Self.bytes(round * 30 + number))
            }
            bench.store.remove(ids)
        }

        #expect(bench.store.snapshot().totals.droppedBodyCount == 0)
        #expect(bench.store.snapshot().totals.evictedCount == 0)
        #expect(bench.store.snapshot().totals.spilledByteCount == 0)
    }

    @Test func `snapshots keep no bodies in a file that is full, and their flows tell that they are gone`() throws {
        let bench = Bench(budget: 200_000, limit: 300_000)
        var held: [FlowSnapshot] = []

        for number in 1...100 {
            bench.record(Self.bytes(number))
            bench.runJobs()
            held.append(bench.store.snapshot())
        }

        let last = try #require(held.last)
        #expect(last.totals.evictedCount == 0)
        #expect(last.totals.spilledByteCount > 250_000)
        #expect(last[FlowID(100)]?.response?.body == Body(Self.bytes(100)))
        let body = try #require(held[0][FlowID(1)]?.response?.body)
        #expect(body.isDropped && body.isTruncated && body.capturedByteCount == 0 && body.bytes.isEmpty)
        #expect(body == last[FlowID(1)]?.response?.body)
        for id in last.ids {
            guard let body = last[id]?.response?.body, !body.isDropped else { continue }
            #expect(body == Body(Self.bytes(id.rawValue)))
        }
    }

    @Test func `a body that several flows have stays until the last of them loses it`() throws {
        let bench = Bench(budget: 200_000, limit: 200_000)
        let first = bench.record(Self.bytes(1))
        let second = bench.record(Self.bytes(1))
        bench.store.mark([second], isMarked: true)

        for number in 2...100 {
            bench.record(Self.bytes(number))
            bench.runJobs()
        }

        let snapshot = bench.store.snapshot()
        #expect(snapshot[first]?.response?.body?.isDropped == true)
        #expect(snapshot[second]?.response?.body == Body(Self.bytes(1)))
    }

    @Test func `a deleted flow comes back with its spilled body`() {
        let bench = Bench(budget: 100_000, limit: 10 << 20)
        for number in 1...50 {
            bench.record(Self.bytes(number))
            bench.runJobs()
        }
        let before = bench.store.snapshot().totals

        let flow = bench.store.snapshot()[FlowID(1)]
        bench.store.remove([FlowID(1)])
        bench.store.restore([flow].compactMap(\.self))

        #expect(bench.store.snapshot()[FlowID(1)]?.response?.body == Body(Self.bytes(1)))
        #expect(bench.store.snapshot().totals == before)
    }

    @Test func `a directory that takes no file turns spilling off, with one notice`() {
        let bench = Bench(budget: 100_000, limit: 10 << 20, directory: "/nowhere/at/all")

        for number in 1...100 {
            bench.record(Self.bytes(number))
            bench.runJobs()
        }

        #expect(bench.notices.count == 1)
        #expect(bench.notices.first?.hasPrefix("cannot keep bodies in /nowhere/at/all: no such file") == true)
        let totals = bench.store.snapshot().totals
        #expect(totals.spillLimit == 0 && totals.evictedCount > 80)
        #expect(totals.byteCount <= 100_000)
    }

    #if os(Linux)
        @Test func `a disk that is full turns spilling off, with one notice`() throws {
            let bench = Bench(budget: 100_000, limit: 10 << 20)
            let full = SpillFile(try SystemFile(opening: "/dev/full"), limit: 10 << 20)
            bench.store.spillFile.withLock { $0 = full }

            for number in 1...100 {
                bench.record(Self.bytes(number))
                bench.runJobs()
            }

            #expect(bench.notices.count == 1)
            #expect(bench.notices.first?.contains("no space left on device") == true)
            let snapshot = bench.store.snapshot()
            #expect(snapshot.totals.evictedCount > 80 && snapshot.totals.spilledByteCount == 0)
            #expect(snapshot.last?.response?.body == Body(Self.bytes(100)))
        }
    #endif

    @Test func `small bodies stay where they are`() {
        let bench = Bench(budget: 100_000, limit: 10 << 20)

        for number in 1...600 {
            bench.record(Self.bytes(number, count: 200))
            bench.runJobs()
        }

        #expect(bench.store.snapshot().totals.spilledByteCount == 0)
        #expect(bench.store.snapshot().totals.byteCount <= 100_000)
    }
}
