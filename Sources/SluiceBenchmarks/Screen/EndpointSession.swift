import Dispatch
import FlowKit
import Synchronization

/// Somebody who opens the endpoint table: the indexer as the program runs it, without a screen.
final class EndpointSession: Sendable {
    /// From the key to the first rows, and to those of all flows.
    struct Opening {
        var first = 0
        var whole = 0
        var rowCount = 0
    }

    private let opening = Mutex(Opening())
    private let isWhole = DispatchSemaphore(value: 0)

    static func open(_ grouping: FlowGrouping, over store: FlowStore) -> Opening {
        let listing = listing(of: store)
        let session = EndpointSession()
        let began = Machine.nanoseconds
        let indexer = EndpointIndexer { session.take($0, after: Machine.nanoseconds - began) }
        var query = EndpointQuery()
        query.grouping = grouping
        indexer.follow(listing)
        indexer.count(by: query)
        let counting = Task.detached(priority: .utility) { await indexer.run() }
        session.isWhole.wait()
        counting.cancel()
        return session.opening.withLock { $0 }
    }

    static func listing(of store: FlowStore) -> FlowListing {
        var index = FlowIndex()
        index.update(to: store.snapshot())
        return index.listing(version: 1)
    }

    private func take(_ table: EndpointTable, after nanoseconds: Int) {
        opening.withLock { opening in
            if opening.first == 0 { opening.first = nanoseconds }
            opening.whole = nanoseconds
            opening.rowCount = table.rows.count
        }
        if table.progress == 1 { isWhole.signal() }
    }
}
