import Synchronization

/// Follows a store and publishes a listing whenever flows, the filter or the order change.
///
/// Changes of the store are taken up at most so often, those of the filter and the order at once. Work is cut into pieces
/// that run beside each other, so traffic and the screen never wait for a filter. A new filter or order stops the pass
/// that is under way. What was found after a moment is published before all is known.
package actor FlowIndexer {
    private struct Wish: Sendable {
        var filter = Filter.all
        var order = SortOrder.standard
        /// A flow near those on the screen, which are judged first; `nil`: the newest.
        var place: FlowID?
        /// Grows with every change of the wish.
        var number = 0
    }

    /// So few are judged without help.
    private static let smallCount = 2_000

    private let store: FlowStore
    private let interval: Duration
    private let workerCount: Int
    private let longestHold: Duration
    private let context: @Sendable () -> FilterContext
    private let publish: @Sendable (FlowListing) -> Void
    private let wish = Mutex(Wish())
    /// Between two passes; a wish ends it.
    private let pause = Pause()
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    private var index = FlowIndex()
    private var version = 0
    private var isTickPending = false
    /// A second has passed for a filter that asks about time.
    private var isRejudgeDue = false

    /// - Parameters:
    ///   - interval: the least time between the ends of two passes, and between two listings of one that takes long.
    ///   - workerCount: pieces of work done beside each other.
    ///   - longestHold: how long work goes on with one snapshot, which keeps in memory what the store drops meanwhile.
    ///   - context: the present, for filters that ask about time.
    ///   - publish: called on the actor with each listing; must return at once.
    package init(
        store: FlowStore,
        interval: Duration = .milliseconds(33),
        workerCount: Int = 2,
        longestHold: Duration = .seconds(1),
        context: @escaping @Sendable () -> FilterContext,
        publish: @escaping @Sendable (FlowListing) -> Void
    ) {
        self.store = store
        self.interval = interval
        self.workerCount = max(1, workerCount)
        self.longestHold = longestHold
        self.context = context
        self.publish = publish
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Shows what matches `filter`; returns at once, any thread.
    ///
    /// - Parameter id: a flow near those on the screen, to begin with; `nil`: the newest.
    package nonisolated func setFilter(_ filter: Filter, near id: FlowID? = nil) {
        change {
            $0.filter = filter
            $0.place = id
        }
    }

    /// Orders by `order`; returns at once, any thread.
    package nonisolated func setOrder(_ order: SortOrder) {
        change { $0.order = order }
    }

    private nonisolated func change(_ body: (inout Wish) -> Void) {
        wish.withLock { wish in
            body(&wish)
            wish.number += 1
        }
        pause.end()
        waker.yield()
    }

    /// Publishes a listing now and after every change, until the task is cancelled. Call it once.
    package func run() async {
        let observation = store.observe { [waker] in waker.yield() }
        defer { store.cancel(observation) }
        waker.yield()
        for await _ in wakes {
            let wanted = wish.withLock { $0 }
            await update(observation, wanted)
            await pause.wait(for: interval) { @Sendable in !self.isCurrent(wanted) }
            guard !Task.isCancelled else { return }
        }
    }

    private nonisolated func isCurrent(_ wanted: Wish) -> Bool {
        wish.withLock { $0.number } == wanted.number && !Task.isCancelled
    }

    // MARK: - Passes

    private func update(_ observation: StoreObservation, _ wanted: Wish) async {
        index.setFilter(wanted.filter)
        if wanted.order != index.order, index.isComplete {
            if wanted.order.column.readsBody {
                index.beginAnew()
            } else {
                let sorting = index.sorting(by: wanted.order)
                index.sort(by: wanted.order, rows: await sorting.sorted(workerCount: workerCount))
            }
        }
        index.sort(by: wanted.order)
        let context = context()
        var pass = index.pass(to: observation.snapshot(), rejudgesAll: isRejudgeDue, near: wanted.place)
        // Whoever changed the wish has woken us for the next pass.
        guard await judge(&pass, wanted, context), isCurrent(wanted) else { return }
        if pass.isFromScratch {
            guard await readValues(for: &pass, wanted, context) else { return }
            let sorting = RowSorting(set: pass.matches, snapshot: pass.snapshot, order: index.order)
            let rows = index.order.column == .time ? [] : await sorting.sorted(workerCount: workerCount)
            guard isCurrent(wanted) else { return }
            index.finish(pass) { _ in rows }
        } else {
            index.finish(pass)
        }
        isRejudgeDue = false
        version += 1
        publish(index.listing(version: version))
        if wanted.filter.readsClock { tickLater() }
    }

    /// Reads what the rows are ordered by where that stands in bodies.
    ///
    /// - Returns: false where that is no longer wanted.
    private func readValues(for pass: inout FlowIndex.Pass, _ wanted: Wish, _ context: FilterContext) async -> Bool {
        guard case .json(let column) = index.order.column else { return true }
        while true {
            let reading = JSONColumnReading(column, of: pass.matches.ids, in: store)
            let isDone = await reading.run(workerCount: workerCount, for: longestHold) { self.isCurrent(wanted) }
            guard isCurrent(wanted) else { return false }
            guard !isDone else { return true }
            pass.move(to: store.snapshot())
            guard await judge(&pass, wanted, context), isCurrent(wanted) else { return false }
        }
    }

    /// - Returns: whether all was judged.
    private func judge(_ pass: inout FlowIndex.Pass, _ wanted: Wish, _ context: FilterContext) async -> Bool {
        guard pass.totalCount > Self.smallCount || wanted.filter.readsBody else {
            while let unit = pass.next() {
                guard let verdicts = unit.judge(by: wanted.filter, context: context) else { return false }
                pass.take(verdicts)
            }
            return true
        }
        var published = ContinuousClock.now
        var part: FlowListing?
        return await withTaskGroup(of: JudgingUnit.Verdicts?.self) { group in
            var began = ContinuousClock.now
            var runningCount = add(workerCount, of: &pass, to: &group, wanted, context)
            while let verdicts = await group.next() {
                guard let verdicts, isCurrent(wanted) else {
                    group.cancelAll()
                    return false
                }
                pass.take(verdicts)
                runningCount -= 1
                if !pass.isFromScratch || began.duration(to: .now) < longestHold {
                    runningCount += add(1, of: &pass, to: &group, wanted, context)
                } else if runningCount == 0, !pass.isDone {
                    pass.move(to: store.snapshot())
                    began = .now
                    runningCount = add(workerCount, of: &pass, to: &group, wanted, context)
                }
                let isScreenful = part == nil && pass.matches.count >= Self.screenful
                guard isScreenful || published.duration(to: .now) >= interval, !pass.isDone, !index.isComplete else {
                    continue
                }
                published = .now
                part = publishPart(of: pass, after: part)
            }
            return true
        }
    }

    /// Rows that fill any screen.
    private static let screenful = 200

    /// - Returns: how many pieces of work were begun.
    private func add(
        _ count: Int,
        of pass: inout FlowIndex.Pass,
        to group: inout TaskGroup<JudgingUnit.Verdicts?>,
        _ wanted: Wish,
        _ context: FilterContext
    ) -> Int {
        var added = 0
        while added < count, let unit = pass.next() {
            group.addTask { [self] in
                unit.judge(by: wanted.filter, context: context) { !self.isCurrent(wanted) }
            }
            added += 1
        }
        return added
    }

    /// - Parameter last: what was published of the same pass before.
    private func publishPart(of pass: FlowIndex.Pass, after last: FlowListing?) -> FlowListing? {
        let part = index.listing(version: version + 1, of: pass) ?? last?.goingOn(version: version + 1, pass.progress)
        guard let part else { return nil }
        version += 1
        publish(part)
        return part
    }

    /// Flows leave a listing of the last minutes though nothing happens to them.
    private func tickLater() {
        guard !isTickPending else { return }
        isTickPending = true
        Task { [weak self] in
            try? await Task.sleep(for: .seconds(1))  // a cancelled sleep only ticks early
            await self?.tick()
        }
    }

    private func tick() {
        isTickPending = false
        isRejudgeDue = true
        waker.yield()
    }
}
