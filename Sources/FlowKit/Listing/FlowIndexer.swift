import Synchronization

/// Follows a store and publishes a listing whenever flows, the filter or the order change, at most so often.
///
/// Listings are made on the actor, in slices, so traffic and the screen never wait for a filter. A new filter or order
/// stops the pass that is under way.
package actor FlowIndexer {
    private struct Wish: Sendable {
        var filter = Filter.all
        var order = SortOrder.standard
        /// Grows with every change of the wish.
        var number = 0
    }

    /// Flows judged between two looks at whether the wish has changed; fewer where bodies are read.
    private static let sliceCount = 512
    private static let bodySliceCount = 8

    private let store: FlowStore
    private let interval: Duration
    private let context: @Sendable () -> FilterContext
    private let publish: @Sendable (FlowListing) -> Void
    private let wish = Mutex(Wish())
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    private var index = FlowIndex()
    private var version = 0
    private var isTickPending = false
    /// A second has passed for a filter that asks about time.
    private var isRejudgeDue = false

    /// - Parameters:
    ///   - interval: the least time between the ends of two passes.
    ///   - context: the present, for filters that ask about time.
    ///   - publish: called on the actor with each listing; must return at once.
    package init(
        store: FlowStore,
        interval: Duration = .milliseconds(33),
        context: @escaping @Sendable () -> FilterContext,
        publish: @escaping @Sendable (FlowListing) -> Void
    ) {
        self.store = store
        self.interval = interval
        self.context = context
        self.publish = publish
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Shows what matches `filter`; returns at once, any thread.
    package nonisolated func setFilter(_ filter: Filter) {
        change { $0.filter = filter }
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
        waker.yield()
    }

    /// Publishes a listing now and after every change, until the task is cancelled. Call it once.
    package func run() async {
        let observation = store.observe { [waker] in waker.yield() }
        defer { store.cancel(observation) }
        waker.yield()
        for await _ in wakes {
            await update(observation)
            guard (try? await Task.sleep(for: interval)) != nil else { return }  // cancelled
        }
    }

    private func update(_ observation: StoreObservation) async {
        let wanted = wish.withLock { $0 }
        if wanted.filter != index.filter {
            index = FlowIndex(filter: wanted.filter, order: wanted.order)
        }
        index.sort(by: wanted.order)
        let context = context()
        let count = wanted.filter.readsBody ? Self.bodySliceCount : Self.sliceCount
        var pass = index.pass(to: observation.snapshot(), rejudgesAll: isRejudgeDue)
        while !pass.isDone {
            index.advance(&pass, count: count, context: context)
            await Task.yield()
            // Whoever changed the wish has woken us for the next pass.
            guard wish.withLock({ $0.number }) == wanted.number, !Task.isCancelled else { return }
        }
        index.finish(pass)
        isRejudgeDue = false
        version += 1
        publish(index.listing(version: version))
        if wanted.filter.readsClock { tickLater() }
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
