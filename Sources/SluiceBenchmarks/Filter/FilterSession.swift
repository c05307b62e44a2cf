import Dispatch
import FlowKit
import Synchronization

/// A list over a store that somebody filters and sorts: the indexer as the program runs it, without a screen.
final class FilterSession {
    /// From a key to what the list has of it.
    struct Latency {
        /// The first rows, enough to fill a screen where there are as many.
        var first = 0
        /// All rows, and the count.
        var whole = 0

        mutating func formWorse(_ other: Latency) {
            first = max(first, other.first)
            whole = max(whole, other.whole)
        }
    }

    private let indexer: FlowIndexer
    private let published = Published()
    private let indexing: Task<Void, Never>

    init(_ store: FlowStore) {
        indexer = FlowIndexer(
            store: store,
            context: { FilterContext(now: .now) },
            publish: { [published] in published.take($0) }
        )
        indexing = Task.detached { [indexer] in await indexer.run() }
        _ = published.wait { $0.progress == nil && $0.totalCount == store.snapshot().totals.flowCount }
    }

    deinit {
        indexing.cancel()
    }

    /// Types a filter letter by letter, and takes it away again.
    ///
    /// - Returns: of the slowest key of those that make a filter that can be read.
    func type(_ text: String) throws -> Latency {
        var worst = Latency()
        for count in 1...text.count {
            guard let filter = try? Filter.parse(String(text.prefix(count))) else { continue }  // not complete yet
            worst.formWorse(set(filter))
        }
        _ = set(.all)
        return worst
    }

    /// Sets a filter in one go, as one that was typed before is.
    func set(_ filter: Filter) -> Latency {
        let began = Machine.nanoseconds
        indexer.setFilter(filter)
        var latency = Latency()
        latency.first = published.wait { $0.filter == filter } - began
        latency.whole = published.wait { $0.filter == filter && $0.progress == nil } - began
        return latency
    }

    /// Sorts, and goes back to the order of arrival.
    func sort(by column: SortColumn) -> Int {
        let order = SortOrder(column, isDescending: true)
        let began = Machine.nanoseconds
        indexer.setOrder(order)
        let sorted = published.wait { $0.order == order } - began
        indexer.setOrder(.standard)
        _ = published.wait { $0.order == .standard }
        return sorted
    }

    /// Listings in the order they came, each with its moment.
    private final class Published: Sendable {
        private let listings = Mutex<[(listing: FlowListing, time: Int)]>([])
        private let signal = DispatchSemaphore(value: 0)

        func take(_ listing: FlowListing) {
            listings.withLock { $0.append((listing, Machine.nanoseconds)) }
            signal.signal()
        }

        /// When the first came that passes a test. It stays, those before it go.
        func wait(_ test: (FlowListing) -> Bool) -> Int {
            while true {
                let time: Int? = listings.withLock { listings in
                    listings.removeFirst(listings.firstIndex { test($0.listing) } ?? listings.count)
                    return listings.first?.time
                }
                if let time { return time }
                signal.wait()
            }
        }
    }
}
