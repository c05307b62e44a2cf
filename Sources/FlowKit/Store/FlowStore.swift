import Synchronization

/// Every flow of the session: an append-only log of columns and packed records, with a budget.
///
/// Any thread may call anything here; the lock is held for O(1) work plus, right after a snapshot, one copy of the tables
/// of segments and chunks and of the chunk written to. Flows are packed before it is taken, and files written without it.
package final class FlowStore: Sendable {
    let state: Mutex<State>
    private let lastID = Atomic<Int>(0)
    private let observations = Mutex<[StoreObservation]>([])
    private struct Tap {
        let readsBodies: Bool
        let take: @Sendable (Flow) -> Void
    }

    private let taps = Mutex<[Tap]>([])

    private let bodies: BodyPool
    private let spillOptions: SpillOptions?
    let spillFile = Mutex<SpillFile?>(nil)

    /// Bytes that all flows together may take.
    package let budget: Int

    /// - Parameters:
    ///   - budget: bytes that all flows together may take in memory; beyond it bodies are spilled, and where there is no
    ///     room for them either, the oldest unmarked flows are dropped.
    ///   - reserve: the part of it that is left to what no flow accounts for; a quarter goes to flows all the same.
    ///   - spill: where bodies go; `nil`: nowhere.
    package init(budget: Int = 1 << 30, reserve: Int = 0, spill: SpillOptions? = nil) {
        self.budget = budget
        spillOptions = spill
        bodies = BodyPool(byteLimit: budget / 64)
        state = Mutex(State(budget: budget, reserve: min(reserve, budget / 4 * 3), spillLimit: spill?.limit))
    }

    /// What to hold back of a budget that is meant for the whole process: for what the allocator loses between the pieces,
    /// and for the program itself, about.
    package static func processReserve(of budget: Int) -> Int { budget / 16 + (40 << 20) }

    /// The least budget that a process with this reserve can hold to.
    package static let leastProcessBudget = 64 << 20

    /// The id for a flow about to be recorded.
    package func makeID() -> FlowID {
        FlowID(lastID.wrappingAdd(1, ordering: .relaxed).newValue)
    }

    /// Adds the flow, or replaces what is recorded under its id. A flow that was dropped or deleted stays gone.
    ///
    /// - Returns: whether the store keeps it; where it does not, there is no use in keeping more of it elsewhere.
    @discardableResult
    package func record(_ flow: borrowing Flow) -> Bool {
        let id = flow.id
        let written = write(flow) { $0.record($1, $2, id: id) }
        signal()
        if written.isFirstFinish {
            for tap in taps.withLock({ $0 }) { tap.take(copy flow) }
        }
        return written.isKept
    }

    /// Packs the flow if it has ended, writes it, and frees what it displaced: all but the writing outside the lock.
    func write(_ flow: borrowing Flow, _ body: (inout State, FlowEntry, FlowFacts) -> Written) -> Written {
        let facts = FlowFacts(flow)
        var entry: FlowEntry =
            flow.isFinished ? .packed(FlowPacker.pack(flow, pool: bodies)) : .open(FlowEntry.OpenFlow(copy flow))
        var written = state.withLock { body(&$0, entry, facts) }
        if written.needsSelfContained {
            entry = .packed(FlowPacker.pack(flow, isSelfContained: true, pool: bodies))
            written = state.withLock { body(&$0, entry, facts) }
        }
        if written.needsSpilling, let spillOptions {
            spillOptions.schedule { [weak self] in self?.spill(spillOptions) }
        }
        return written
    }

    /// Calls `tap` with each flow when it is first recorded as finished: flows that the budget drops at once included.
    ///
    /// Called on the thread that recorded the flow, which carries traffic: it must return at once. For what must not miss
    /// a flow, such as a file written along; everything else takes snapshots.
    ///
    /// - Parameter readsBodies: bodies go on being captured for it when their flow is in the store no more.
    package func onFinish(readsBodies: Bool, _ tap: @escaping @Sendable (Flow) -> Void) {
        taps.withLock { $0.append(Tap(readsBodies: readsBodies, take: tap)) }
    }

    /// Whether somebody will want the bodies of a flow that the store does not keep.
    package var hasBodyReaders: Bool { taps.withLock { $0.contains(where: \.readsBodies) } }

    /// Marks flows or takes their marks away.
    package func mark(_ ids: some Sequence<FlowID>, isMarked: Bool) {
        for id in ids { state.withLock { $0.mark(id, isMarked: isMarked) } }
        signal()
    }

    /// Has flows taken for changed: something that they refer to has become known.
    package func touch(_ ids: some Sequence<FlowID>) {
        for id in ids { state.withLock { $0.touch(id) } }
        signal()
    }

    /// Deletes flows; later reports about them are ignored.
    ///
    /// - Returns: what was deleted, oldest first, to be `restore`d; made when it is asked for, so that not asking costs
    ///   nothing.
    @discardableResult
    package func remove(_ ids: some Sequence<FlowID>) -> some Sequence<Flow> {
        let (before, ids) = (snapshot(), ids.sorted())
        for id in ids {
            // What is deleted is freed after the lock is released.
            let removed = state.withLock { $0.remove(id) }
            withExtendedLifetime(removed) {}
        }
        signal()
        return ids.lazy.compactMap { before[$0] }
    }

    /// Puts deleted flows back in their places.
    package func restore(_ flows: some Sequence<Flow>) {
        for flow in flows {
            let id = flow.id
            _ = write(flow) { $0.restore($1, $2, id: id) }
        }
        signal()
    }

    /// A frozen view of all flows, in constant time.
    package func snapshot() -> FlowSnapshot {
        state.withLock { $0.snapshot() }
    }

    /// Calls `wake` once when something changes after `observation.snapshot()` was taken, on the thread that changed it.
    ///
    /// `wake` must return at once: write a byte, resume a continuation.
    package func observe(_ wake: @escaping @Sendable () -> Void) -> StoreObservation {
        let observation = StoreObservation(store: self, wake: wake)
        observations.withLock { $0.append(observation) }
        return observation
    }

    package func cancel(_ observation: StoreObservation) {
        observations.withLock { $0.removeAll { $0 === observation } }
    }

    func signal() {
        for observation in observations.withLock({ $0 }) { observation.markDirty() }
    }
}

/// One reader's interest in the store: woken on the edge from clean to dirty, not for every change.
package final class StoreObservation: Sendable {
    private let isDirty = Atomic<Bool>(false)
    private let wake: @Sendable () -> Void
    private unowned let store: FlowStore

    fileprivate init(store: FlowStore, wake: @escaping @Sendable () -> Void) {
        self.store = store
        self.wake = wake
    }

    /// The current flows; the next change after this wakes again.
    package func snapshot() -> FlowSnapshot {
        isDirty.store(false, ordering: .sequentiallyConsistent)
        return store.snapshot()
    }

    fileprivate func markDirty() {
        // A plain load first: while dirty, writers do not fight over the cache line.
        guard !isDirty.load(ordering: .relaxed) else { return }
        guard !isDirty.exchange(true, ordering: .sequentiallyConsistent) else { return }
        wake()
    }
}
