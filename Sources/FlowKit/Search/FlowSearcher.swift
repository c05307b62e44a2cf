import Synchronization

/// Searches flows on threads of its own and reports what it finds while it goes on; one search at a time.
///
/// Several workers take flows in slices that last some milliseconds, and make way for other tasks between them. What they
/// find is put back in the order of the flows before it is reported. Memory: each worker has one decoded body at a time, of
/// at most `SearchLimits.bytes` but for what undoing its coding takes; a snapshot is kept for no longer than a slice, so
/// that what the store drops meanwhile is free at once, and searched no more.
package final class FlowSearcher: Sendable {
    private let store: FlowStore
    private let signatures: BodySignatures?
    private let workerCount: Int
    private let interval: Duration
    private let current = Mutex<Task<Void, Never>?>(nil)

    /// - Parameters:
    ///   - signatures: what rules bodies out unread; `nil`: all are read.
    ///   - interval: the least time between two reports of a search, its last one apart.
    package init(
        store: FlowStore,
        signatures: BodySignatures?,
        workerCount: Int = 2,
        interval: Duration = .milliseconds(33)
    ) {
        self.store = store
        self.signatures = signatures
        self.workerCount = max(1, workerCount)
        self.interval = interval
    }

    /// Begins a search and ends the one under way, which reports nothing any more but that it was stopped.
    ///
    /// Returns at once, any thread.
    ///
    /// - Parameter report: called with what was found, in order and from one task; the last report is not `running`. Must
    ///   return at once.
    package func start(_ job: SearchJob, report: @escaping @Sendable (SearchReport) -> Void) {
        // The listing keeps its snapshot in memory: it goes as soon as its ids are known.
        let listing = Mutex<FlowListing?>(job.listing)
        let (number, question, limits) = (job.number, job.question, job.limits)
        let task = Task.detached(priority: .utility) { [self] in
            let ids = listing.withLock { $0.take() }.map(\.ids) ?? []
            let search = RunningSearch(ids: ids, number: number, limits: limits, store: store, interval: interval)
            // What cannot be read was refused where it was typed.
            guard let matcher = try? question.matcher() else { return report(search.empty) }
            await search.run(workerCount: workerCount, report) { [signatures] in
                FlowScan(
                    matcher,
                    readsHeads: question.readsHeads,
                    limits: limits,
                    signatures: signatures,
                    isCancelled: search.isStopped
                )
            }
        }
        current.withLock { running in
            running?.cancel()
            running = task
        }
    }

    /// Ends the search under way, at once; its last report says so.
    package func stop() {
        current.withLock { $0?.cancel() }
    }
}

/// One search while it goes on.
private final class RunningSearch: Sendable {
    private let ids: [FlowID]
    private let number: Int
    private let limits: SearchLimits
    private let store: FlowStore
    private let interval: Duration
    /// The first flow that no worker has taken yet.
    private let next = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)
    /// Hits of all workers: as many as are kept make an end, also where they wait for an earlier slice.
    private let hitCount = Atomic<Int>(0)

    /// What a worker found in a slice of the flows.
    private struct Part: Sendable {
        let range: Range<Int>
        let hits: [SearchHit]
        let progress: SearchProgress
    }

    /// How long a slice should last, between two looks at what else there is to do.
    private static let slice = Duration.milliseconds(8)
    private static let largestSlice = 4_096

    init(ids: [FlowID], number: Int, limits: SearchLimits, store: FlowStore, interval: Duration) {
        self.ids = ids
        self.number = number
        self.limits = limits
        self.store = store
        self.interval = interval
    }

    var empty: SearchReport {
        var collector = SearchCollector(number: number, totalCount: ids.count, limits: limits)
        return collector.end(.finished)
    }

    @Sendable func isStopped() -> Bool { isOver.load(ordering: .relaxed) }

    func run(
        workerCount: Int,
        _ report: @escaping @Sendable (SearchReport) -> Void,
        scan: @escaping @Sendable () -> FlowScan
    ) async {
        let (parts, output) = AsyncStream.makeStream(of: Part.self)
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for _ in 0..<workerCount { group.addTask { await self.work(scan(), output) } }
                await self.collect(parts, report)
            }
        } onCancel: {
            isOver.store(true, ordering: .relaxed)
            output.finish()
        }
    }

    private func work(_ scan: FlowScan, _ output: AsyncStream<Part>.Continuation) async {
        var scan = scan
        var count = 4
        while !isStopped(), hitCount.load(ordering: .relaxed) < limits.hits {
            let start = next.add(count, ordering: .relaxed).oldValue
            guard start < ids.count else { break }
            let range = start..<min(start + count, ids.count)
            let began = ContinuousClock.now
            let snapshot = store.snapshot()
            for index in range where !isStopped() { scan.search(ids[index], in: snapshot) }
            let findings = scan.takeFindings()
            hitCount.add(findings.hits.count, ordering: .relaxed)
            output.yield(Part(range: range, hits: findings.hits, progress: findings.progress))
            let elapsed = ContinuousClock.now - began
            count = elapsed > Self.slice ? max(1, count / 2) : min(Self.largestSlice, count * 2)
            await Task.yield()
        }
    }

    /// Puts the parts in order and reports them until all flows are done with.
    private func collect(_ parts: AsyncStream<Part>, _ report: @Sendable (SearchReport) -> Void) async {
        var collector = SearchCollector(number: number, totalCount: ids.count, limits: limits)
        var waiting: [Int: Part] = [:]
        var end = 0
        var lastReport = ContinuousClock.now
        guard !ids.isEmpty else { return report(collector.end(.finished)) }
        report(collector.take())
        for await part in parts {
            waiting[part.range.lowerBound] = part
            while !collector.isFull, let part = waiting.removeValue(forKey: end) {
                collector.add((part.hits, part.progress), of: ids[part.range])
                end = part.range.upperBound
            }
            if collector.isFull || end == ids.count { break }
            let now = ContinuousClock.now
            guard now - lastReport >= interval else { continue }
            lastReport = now
            report(collector.take())
        }
        let wasStopped = isOver.exchange(true, ordering: .relaxed)
        report(collector.end(collector.isFull ? .full : wasStopped ? .stopped : .finished))
    }
}
