import Synchronization

/// What the endpoint table is to show.
package struct EndpointQuery: Hashable, Sendable {
    package var grouping = FlowGrouping.endpoint
    package var order = EndpointOrder.standard
    package var overrides = EndpointOverrides()

    package init() {}
}

/// Follows listings and publishes what their flows come to, while somebody wants to know, and not too often.
///
/// Counting is done on the actor, in slices; a first count of many flows publishes what it has so far.
package actor EndpointIndexer {
    private struct Wish: Sendable {
        var query: EndpointQuery?
        var listing = FlowListing.empty

        /// Whether it can be counted on with what was counted for the other.
        func continues(_ other: Wish) -> Bool {
            query?.grouping == other.query?.grouping && query?.overrides == other.query?.overrides
                && listing.filter == other.listing.filter
        }

        func isAboutSame(as shown: (query: EndpointQuery?, filter: Filter)) -> Bool {
            query == shown.query && listing.filter == shown.filter
        }
    }

    /// Flows counted between two looks at whether the wish has changed.
    private static let sliceCount = 2_048

    private let interval: Duration
    private let publish: @Sendable (EndpointTable) -> Void
    private let wish = Mutex(Wish())
    private let wakes: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    private var index = EndpointIndex()
    private var version = 0
    /// What the last table was about, and when the next may be about no more than new flows.
    private var shown: (query: EndpointQuery?, filter: Filter) = (nil, .all)
    private var due = ContinuousClock.now
    private var isWakeDue = false

    /// - Parameters:
    ///   - interval: the least time between two tables that are about the same.
    ///   - publish: called on the actor with each table; must return at once.
    package init(
        interval: Duration = .milliseconds(200),
        publish: @escaping @Sendable (EndpointTable) -> Void
    ) {
        self.interval = interval
        self.publish = publish
        (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Counts what a listing shows from now on; returns at once, any thread.
    package nonisolated func follow(_ listing: FlowListing) {
        let isWanted = wish.withLock { wish in
            wish.listing = listing
            return wish.query != nil
        }
        if isWanted { waker.yield() }
    }

    /// What to count by; `nil`: nobody wants to know, and nothing is kept. Returns at once, any thread.
    package nonisolated func count(by query: EndpointQuery?) {
        wish.withLock { $0.query = query }
        waker.yield()
    }

    /// Publishes tables until the task is cancelled. Call it once.
    package func run() async {
        for await _ in wakes {
            guard ContinuousClock.now >= due || !wish.withLock({ $0.isAboutSame(as: shown) }) else {
                wakeLater()
                continue
            }
            await update()
            due = .now + interval
        }
    }

    private func wakeLater() {
        guard !isWakeDue else { return }
        isWakeDue = true
        Task { [due] in
            try? await Task.sleep(until: due)  // never cancelled
            isWakeDue = false
            waker.yield()
        }
    }

    private func update() async {
        let wanted = wish.withLock { $0 }
        shown = (wanted.query, wanted.listing.filter)
        guard let query = wanted.query else {
            index = EndpointIndex()
            return
        }
        if query.grouping != index.grouping || query.overrides != index.overrides {
            index = EndpointIndex(grouping: query.grouping, overrides: query.overrides)
        }
        var published = ContinuousClock.now
        index.begin(wanted.listing)
        while !index.isDone {
            index.advance(count: Self.sliceCount)
            await Task.yield()
            // Whoever changed the wish has woken us for another pass.
            guard wish.withLock({ $0.continues(wanted) }), !Task.isCancelled else { return }
            guard ContinuousClock.now - published >= interval else { continue }
            show(wish.withLock { $0.query?.order } ?? query.order)
            published = .now
        }
        show(query.order)
    }

    private func show(_ order: EndpointOrder) {
        version += 1
        publish(index.table(order, version: version))
    }
}
