/// A search to be made: what for, and in which flows.
package struct SearchJob: Sendable {
    /// Tells this search's reports from those of others.
    package let number: Int
    package let question: SearchQuestion
    /// The flows to search, in the order hits are wanted.
    package let listing: FlowListing
    package var limits = SearchLimits()

    package init(number: Int, question: SearchQuestion, listing: FlowListing) {
        self.number = number
        self.question = question
        self.listing = listing
    }

    /// Searches on this thread until all is done.
    package func run(signatures: BodySignatures? = nil) -> SearchReport {
        var collector = SearchCollector(number: number, totalCount: listing.count, limits: limits)
        // What cannot be read was refused where it was typed.
        guard let matcher = try? question.matcher() else { return collector.end(.finished) }
        var scan = FlowScan(
            matcher,
            readsHeads: question.readsHeads,
            limits: limits,
            signatures: signatures,
            isCancelled: { false }
        )
        for id in listing {
            scan.search(id, in: listing.snapshot)
            collector.add(scan.takeFindings(), of: [id])
            if collector.isFull { return collector.end(.full) }
        }
        return collector.end(.finished)
    }
}

extension SearchJob: Equatable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.number == rhs.number && lhs.question == rhs.question }
}

/// Puts together what parts of a search find, and gives it out in reports.
struct SearchCollector {
    private var report: SearchReport
    private let limits: SearchLimits

    init(number: Int, totalCount: Int, limits: SearchLimits) {
        report = SearchReport(number: number, hits: [], progress: SearchProgress(totalCount: totalCount))
        self.limits = limits
    }

    /// As many hits as are kept are there: no more are taken.
    var isFull: Bool { report.progress.hitCount >= limits.hits }

    /// - Parameter flows: those the part is about, in order.
    mutating func add(_ part: (hits: [SearchHit], progress: SearchProgress), of flows: some Collection<FlowID>) {
        let kept = part.hits.prefix(max(0, limits.hits - report.progress.hitCount))
        var progress = part.progress
        if kept.count < part.hits.count {
            // Where the last hit is kept the search ends: what was found behind it is not told of, nor counted.
            progress.hitCount = kept.count
            progress.flowCount = Set(kept.map(\.flow)).count
            progress.searchedCount = flows.prefix { $0 != kept.last?.flow }.count + 1
        }
        report.hits += kept
        report.progress.add(progress)
    }

    /// What was found since the last report.
    mutating func take() -> SearchReport {
        defer { report.hits = [] }
        return report
    }

    mutating func end(_ state: SearchProgress.State) -> SearchReport {
        report.progress.state = state
        return take()
    }
}
