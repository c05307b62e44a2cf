import Dispatch
import FlowKit
import Foundation
import Synchronization

/// Fills a store with generated flows, each reported twice as traffic does, while snapshots are taken 30 times a second.
struct StoreRun {
    let store: FlowStore
    private let generated: GeneratedFlows
    private let meter = ProcessMeter(processID: getpid())
    private var records = LatencyHistogram()
    private var recordNanoseconds = 0
    private var figures = StoreFigures()

    init(budget: Int, spill: SpillOptions?, hasLargeBodies: Bool) {
        generated = GeneratedFlows(hasLargeBodies: hasLargeBodies)
        store = FlowStore(budget: budget, reserve: FlowStore.processReserve(of: budget), spill: spill)
        // What a generator allocates once is there before the first look.
        for number in 1...100 {
            _ = generated.finished(generated.started(FlowID(number), at: Timestamp(nanoseconds: 0)))
        }
    }

    mutating func run(isEnough: (_ flows: Int, _ bytes: Int) -> Bool) -> StoreFigures {
        let before = meter.residentBytes ?? 0
        let watcher = SnapshotWatcher(store)
        var rawByteCount = 0
        var flowCount = 0
        while !isEnough(flowCount, rawByteCount) {
            rawByteCount += recordOne()
            flowCount += 1
            if flowCount % 1_024 == 0 { notePeak() }
        }
        notePeak()
        figures[.snapshotP99] = watcher.stop()
        let totals = store.snapshot().totals
        figures[.flowCount] = flowCount
        figures[.rawByteCount] = rawByteCount
        figures[.residentByteCount] = (meter.residentBytes ?? 0) - before
        figures[.accountedByteCount] = totals.byteCount
        figures[.recordMean] = recordNanoseconds / max(1, flowCount)
        figures[.recordMedian] = Int(records.percentile(0.5))
        figures[.recordP999] = Int(records.percentile(0.999))
        figures[.recordWorst] = Int(records.percentile(1))
        figures[.readMean] = readMean(flowCount)
        figures[.spilledByteCount] = totals.spilledByteCount
        figures[.droppedBodyCount] = totals.droppedBodyCount
        figures[.evictedCount] = totals.evictedCount
        return figures
    }

    private mutating func notePeak() {
        figures[.peakByteCount] = max(figures[.peakByteCount], meter.residentBytes ?? 0)
    }

    private mutating func recordOne() -> Int {
        let started = generated.started(store.makeID(), at: .now)
        let finished = generated.finished(started)
        for flow in [started, finished] {
            // Processor time: what else runs on the machine is not the store's.
            let begin = Machine.threadNanoseconds
            store.record(flow)
            let nanoseconds = Machine.threadNanoseconds - begin
            records.record(nanoseconds: nanoseconds)
            recordNanoseconds += nanoseconds
        }
        return generated.rawByteCount(of: finished)
    }

    /// Nanoseconds to make a flow of its record, on average.
    private func readMean(_ flowCount: Int) -> Int {
        let snapshot = store.snapshot()
        var random = FlowRandom(seed: 1)
        let ids = (0..<20_000).map { _ in FlowID(1 + random.number(flowCount)) }
        var headByteCount = 0
        let begin = Machine.threadNanoseconds
        for id in ids { headByteCount += snapshot[id]?.request.headers.bytes.count ?? 0 }
        let nanoseconds = Machine.threadNanoseconds - begin
        return headByteCount > 0 ? nanoseconds / ids.count : 0
    }
}

/// Takes a snapshot 30 times a second on a thread of its own, as the interface does, and times it.
private final class SnapshotWatcher: Sendable {
    private let isStopped = Atomic<Bool>(false)
    private let latencies = Mutex(LatencyHistogram())
    private let ended = DispatchSemaphore(value: 0)

    init(_ store: FlowStore) {
        Thread.detachNewThread { [self] in
            var kept = store.snapshot()
            while !isStopped.load(ordering: .relaxed) {
                let begin = Machine.threadNanoseconds
                let next = store.snapshot()
                let nanoseconds = Machine.threadNanoseconds - begin
                latencies.withLock { $0.record(nanoseconds: nanoseconds) }
                withExtendedLifetime(kept) { kept = next }
                usleep(33_000)
            }
            ended.signal()
        }
    }

    /// - Returns: nanoseconds that 99 of 100 snapshots did not exceed.
    func stop() -> Int {
        isStopped.store(true, ordering: .relaxed)
        ended.wait()
        return latencies.withLock { Int($0.percentile(0.99)) }
    }
}
