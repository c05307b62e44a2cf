import Synchronization
import Testing

@testable import FlowKit

@Suite struct SpillingTests {
    @Test func `bodies that memory has no room for are read back from the file`() {
        let bench = SpillBench(budget: 200_000, limit: 100 << 20)

        for number in 1...500 {
            bench.record(SpillBench.bytes(number))
            bench.runJobs()
        }

        let snapshot = bench.store.snapshot()
        #expect(snapshot.totals.flowCount == 200_000 / 400 || snapshot.totals.evictedCount == 0)
        #expect(snapshot.totals.byteCount <= 200_000)
        #expect(snapshot.totals.spilledByteCount > 4_000_000)
        for id in snapshot.ids {
            #expect(snapshot[id]?.response?.body == Body(SpillBench.bytes(id.rawValue)))
            #expect(snapshot[id]?.response?.body?.capturedByteCount == 10_001)
        }
    }

    @Test func `flows are not dropped while bodies can leave memory`() {
        let bench = SpillBench(budget: 200_000, limit: 100 << 20)

        for number in 1...100 {
            if number % 4 == 0 { bench.runJobs() }
            bench.record(SpillBench.bytes(number))
        }
        bench.runJobs()

        #expect(bench.store.snapshot().totals.byteCount < 150_000)
        #expect(bench.store.snapshot().totals.evictedCount == 0)
    }

    @Test func `where nobody writes, memory stays within the budget`() {
        let bench = SpillBench(budget: 200_000, limit: 100 << 20)

        for number in 1...100 {
            bench.record(SpillBench.bytes(number))
            #expect(bench.store.snapshot().totals.byteCount <= 200_000)
        }
    }

    @Test func `what was held back of the budget is not given to flows`() {
        let store = FlowStore(budget: 200_000, reserve: 40_000)
        let bench = SpillBench(store)

        for number in 1...100 { bench.record(SpillBench.bytes(number)) }

        let totals = store.snapshot().totals
        #expect(totals.budget == 200_000 && (140_000...160_000).contains(totals.byteCount))
    }

    @Test func `no ids of flows that are gone pile up`() {
        let bench = SpillBench(budget: 100_000, limit: 100 << 20)

        for number in 1...5_000 {
            bench.record(SpillBench.bytes(number, count: 500))
            bench.runJobs()
        }

        var waiting = bench.store.state.withLock { [$0.queue.unspilled, $0.queue.spilled] }
        let counts = waiting.indices.map { index in
            var count = 0
            while waiting[index].next() != nil { count += 1 }
            return count
        }
        let live = bench.store.snapshot().totals.flowCount
        #expect(live < 1_000 && counts.reduce(0, +) < 2 * live)
    }

    @Test func `where the file is full the oldest bodies go, marked ones stay, and each is told`() {
        let bench = SpillBench(budget: 200_000, limit: 1 << 20)
        let marked = bench.record(SpillBench.bytes(1))
        bench.store.mark([marked], isMarked: true)

        for number in 2...300 {
            bench.record(SpillBench.bytes(number))
            bench.runJobs()
        }

        let snapshot = bench.store.snapshot()
        #expect(snapshot.totals.evictedCount == 0)
        #expect(snapshot.totals.spilledByteCount <= 1 << 20)
        #expect(snapshot.totals.droppedBodyCount > 100)
        #expect(snapshot[marked]?.response?.body == Body(SpillBench.bytes(1)))
        let second = snapshot[FlowID(2)]?.response?.body
        #expect(second?.isDropped == true && second?.isTruncated == true && second?.byteCount == 10_001)
        #expect(second?.absence == "body dropped to stay within --spill 1M")
        let lost = snapshot.ids.filter { snapshot[$0]?.response?.body?.isDropped == true }
        #expect(lost.count == snapshot.totals.droppedBodyCount)
        #expect(lost == lost.sorted() && lost.last.map { $0.rawValue < 220 } == true)
        #expect(snapshot[FlowID(300)]?.response?.body == Body(SpillBench.bytes(300)))
    }

    @Test func `a dropped body says so where it is shown, exported and edited`() throws {
        let bench = SpillBench(budget: 100_000, limit: 100_000)
        for number in 1...100 {
            bench.record(SpillBench.bytes(number))
            bench.runJobs()
        }
        let flow = try #require(bench.store.snapshot()[FlowID(1)])

        let decoded = try #require(flow.response?.decodedBody())

        #expect(decoded.isTruncated)
        #expect(decoded.notes == ["body dropped to stay within --spill 100000"])
    }

    @Test func `room in the file that is free again is used again`() {
        let bench = SpillBench(budget: 100_000, limit: 400_000)

        for round in 0..<20 {
            let ids = (0..<30).map { number in
                defer { bench.runJobs() }
                return bench.record(SpillBench.bytes(round * 30 + number))
            }
            bench.store.remove(ids)
        }

        #expect(bench.store.snapshot().totals.droppedBodyCount == 0)
        #expect(bench.store.snapshot().totals.evictedCount == 0)
        #expect(bench.store.snapshot().totals.spilledByteCount == 0)
    }

    @Test func `snapshots keep no bodies in a file that is full, and their flows tell that they are gone`() throws {
        let bench = SpillBench(budget: 200_000, limit: 300_000)
        var held: [FlowSnapshot] = []

        for number in 1...100 {
            bench.record(SpillBench.bytes(number))
            bench.runJobs()
            held.append(bench.store.snapshot())
        }

        let last = try #require(held.last)
        #expect(last.totals.evictedCount == 0)
        #expect(last.totals.spilledByteCount > 250_000)
        #expect(last[FlowID(100)]?.response?.body == Body(SpillBench.bytes(100)))
        let body = try #require(held[0][FlowID(1)]?.response?.body)
        #expect(body.isDropped && body.isTruncated && body.capturedByteCount == 0 && body.bytes.isEmpty)
        #expect(body == last[FlowID(1)]?.response?.body)
        for id in last.ids {
            guard let body = last[id]?.response?.body, !body.isDropped else { continue }
            #expect(body == Body(SpillBench.bytes(id.rawValue)))
        }
    }

    @Test func `a body that several flows have is there for all of them until it is the last one's turn`() throws {
        let bench = SpillBench(budget: 200_000, limit: 200_000)
        let first = bench.record(SpillBench.bytes(1, count: 1_000))
        let second = bench.record(SpillBench.bytes(1, count: 1_000))
        bench.store.mark([second], isMarked: true)
        #expect(bench.store.snapshot().totals.byteCount < 2_000)
        bench.fill(2...100)

        for id in [first, second] {
            #expect(bench.store.snapshot()[id]?.response?.body == Body(SpillBench.bytes(1, count: 1_000)))
        }
        bench.store.mark([second], isMarked: false)
        bench.fill(101...200)
        for id in [first, second] { #expect(bench.store.snapshot()[id]?.response?.body?.isDropped == true) }
        let snapshot = bench.store.snapshot()
        let lost = snapshot.ids.filter { snapshot[$0]?.response?.body?.isDropped == true }
        #expect(lost.count == snapshot.totals.droppedBodyCount)
    }

    @Test func `a body whose turn it was goes once the flow that kept it is deleted, and stays where one is marked`() {
        let bench = SpillBench(budget: 200_000, limit: 200_000)
        let old = (1...2).map { bench.record(SpillBench.bytes($0, count: 1_000)) }
        let keepers = (1...2).map { bench.record(SpillBench.bytes($0, count: 1_000)) }
        bench.store.mark(keepers, isMarked: true)
        bench.fill(3...100)

        bench.store.mark([old[0]], isMarked: true)
        bench.store.remove(keepers)
        bench.fill(101...200)

        let snapshot = bench.store.snapshot()
        #expect(snapshot[old[0]]?.response?.body == Body(SpillBench.bytes(1, count: 1_000)))
        #expect(snapshot[old[1]]?.response?.body?.isDropped == true)
        #expect(snapshot.totals.spilledByteCount <= 200_000)
    }

    @Test func `a deleted flow comes back with its spilled body`() {
        let bench = SpillBench(budget: 100_000, limit: 10 << 20)
        for number in 1...50 {
            bench.record(SpillBench.bytes(number))
            bench.runJobs()
        }
        let before = bench.store.snapshot().totals

        let flow = bench.store.snapshot()[FlowID(1)]
        bench.store.remove([FlowID(1)])
        bench.store.restore([flow].compactMap(\.self))

        #expect(bench.store.snapshot()[FlowID(1)]?.response?.body == Body(SpillBench.bytes(1)))
        #expect(bench.store.snapshot().totals == before)
    }

    @Test func `bodies in the file are searched, filtered on and exported as those in memory`() throws {
        let flows = try (1...60).map { number in
            try Flow.answer(number, jsonText(byteCount: 3_000, seed: UInt64(number)), coding: "gzip")
        }
        let whole = FlowStore(flows)
        let bench = SpillBench(budget: 60_000, limit: 10 << 20)
        for flow in flows {
            bench.store.record(flow)
            bench.runJobs()
        }
        let spilled = bench.store.snapshot().ids.compactMap { bench.store.snapshot()[$0] }
        try #require(spilled.count == 60 && spilled[0].response?.body?.isSpilled == true)

        let filter = try Filter.parse("~bs deadlock")

        #expect(bench.store.search("deadlock") == whole.search("deadlock"))
        #expect(spilled.map { filter.matches($0) } == flows.map { filter.matches($0) })
        #expect(flows.contains { filter.matches($0) })
        for exporter in Exporters.builtIn {
            #expect(spilled.map(exporter.obstacle) == flows.map(exporter.obstacle))
            #expect(exporter.export(spilled) == exporter.export(flows), "\(exporter.name)")
        }
    }

    @Test func `a directory that takes no file turns spilling off, with one notice`() {
        let bench = SpillBench(budget: 100_000, limit: 10 << 20, directory: "/nowhere/at/all")

        for number in 1...100 {
            bench.record(SpillBench.bytes(number))
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
            let bench = SpillBench(budget: 100_000, limit: 10 << 20)
            let full = SpillFile(try SystemFile(opening: "/dev/full"), limit: 10 << 20)
            bench.store.spillFile.withLock { $0 = full }

            for number in 1...100 {
                bench.record(SpillBench.bytes(number))
                bench.runJobs()
            }

            #expect(bench.notices.count == 1)
            #expect(bench.notices.first?.contains("no space left on device") == true)
            let snapshot = bench.store.snapshot()
            #expect(snapshot.totals.evictedCount > 80 && snapshot.totals.spilledByteCount == 0)
            #expect(snapshot.last?.response?.body == Body(SpillBench.bytes(100)))
        }
    #endif

    @Test func `a body larger than the file may be stays in memory, and keeps no other from leaving it`() {
        let bench = SpillBench(budget: 200_000, limit: 60_000)
        let large = bench.record(SpillBench.bytes(1, count: 90_000))

        for number in 2...12 {
            bench.record(SpillBench.bytes(number))
            bench.runJobs()
        }

        let snapshot = bench.store.snapshot()
        #expect(snapshot.totals.evictedCount == 0)
        #expect(snapshot.totals.spilledByteCount > 30_000)
        #expect(snapshot[large]?.response?.body == Body(SpillBench.bytes(1, count: 90_000)))
    }

    @Test func `bodies of flows that were deleted are passed over, however many`() {
        let bench = SpillBench(budget: 1_000_000, limit: 10 << 20)
        let deleted = (1...700).map { bench.record(SpillBench.bytes($0, count: 1_000)) }
        bench.store.remove(deleted)

        for number in 1...100 { bench.record(SpillBench.bytes(number)) }
        bench.runJobs()

        let totals = bench.store.snapshot().totals
        #expect(totals.byteCount <= 1_000_000 / 4 * 3 && totals.spilledByteCount > 300_000)
        #expect(totals.evictedCount < 20)
    }

    @Test func `small bodies stay where they are`() {
        let bench = SpillBench(budget: 100_000, limit: 10 << 20)

        for number in 1...600 {
            bench.record(SpillBench.bytes(number, count: 200))
            bench.runJobs()
        }

        #expect(bench.store.snapshot().totals.spilledByteCount == 0)
        #expect(bench.store.snapshot().totals.byteCount <= 100_000)
    }
}
