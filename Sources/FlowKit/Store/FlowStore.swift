import Synchronization

/// Every flow of the session: an append-only log in chunks, with a budget.
///
/// Any thread may call anything here; the lock is held for O(1) work plus, right after a snapshot, one copy of the chunk
/// table and of the chunk written to.
package final class FlowStore: Sendable {
    private let state: Mutex<State>
    private let lastID = Atomic<Int>(0)
    private let observations = Mutex<[StoreObservation]>([])
    private let taps = Mutex<[@Sendable (Flow) -> Void]>([])

    /// Bytes that all flows together may take.
    package let budget: Int

    /// - Parameter budget: bytes that all flows together may take; the oldest unmarked ones beyond it are dropped.
    package init(budget: Int = 1 << 30) {
        self.budget = budget
        state = Mutex(State(budget: budget))
    }

    /// The id for a flow about to be recorded.
    package func makeID() -> FlowID {
        FlowID(lastID.wrappingAdd(1, ordering: .relaxed).newValue)
    }

    /// Adds the flow, or replaces what is recorded under its id. A flow that was dropped or deleted stays gone.
    ///
    /// - Returns: whether the store keeps it; where it does not, there is no use in keeping more of it elsewhere.
    @discardableResult
    package func record(_ flow: Flow) -> Bool {
        let entry = FlowEntry(flow)
        let facts = FlowFacts(flow)
        // What a write displaces is freed after the lock is released.
        let displaced = state.withLock { $0.record(entry, facts, id: flow.id) }
        withExtendedLifetime(displaced.entries) { signal() }
        if displaced.isFirstFinish {
            for tap in taps.withLock({ $0 }) { tap(flow) }
        }
        return displaced.isKept
    }

    /// Calls `tap` with each flow when it is first recorded as finished: flows that the budget drops at once included.
    ///
    /// Called on the thread that recorded the flow, which carries traffic: it must return at once. For what must not miss
    /// a flow, such as a file written along; everything else takes snapshots.
    package func onFinish(_ tap: @escaping @Sendable (Flow) -> Void) {
        taps.withLock { $0.append(tap) }
    }

    /// Marks flows or takes their marks away.
    package func mark(_ ids: some Sequence<FlowID>, isMarked: Bool) {
        for id in ids { state.withLock { $0.mark(id, isMarked: isMarked) } }
        signal()
    }

    /// Deletes flows; later reports about them are ignored.
    ///
    /// - Returns: what was deleted, oldest first, so that it can be `restore`d.
    package func remove(_ ids: some Sequence<FlowID>) -> [Flow] {
        let removed = ids.sorted().compactMap { id in state.withLock { $0.remove(id) } }
        signal()
        return removed
    }

    /// Puts deleted flows back in their places.
    package func restore(_ flows: [Flow]) {
        for flow in flows {
            let entry = FlowEntry(flow)
            let facts = FlowFacts(flow)
            _ = state.withLock { $0.restore(entry, facts, id: flow.id) }
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

    private func signal() {
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

/// A recorded flow in its box: replacing one is a pointer's write.
final class FlowEntry: Sendable {
    let flow: Flow
    let footprint: Int

    init(_ flow: Flow) {
        self.flow = flow
        footprint = flow.footprint
    }
}
