package import FlowKit

/// The last search through bodies: what for, what was found, where the cursor is.
package struct SearchModel: Equatable, Sendable {
    /// `nil`: nothing was searched for yet.
    package private(set) var question: SearchQuestion?
    package private(set) var hits: [SearchHit] = []
    package private(set) var progress = SearchProgress()
    /// Grows with every search, so that what comes late of an earlier one is known.
    package private(set) var number = 0
    /// The hit the cursor is on, and the first in sight.
    package private(set) var row = 0
    private(set) var top = 0
    /// Hits in sight.
    private var page = 1

    package init() {}

    package var isRunning: Bool { question != nil && progress.state == .running }

    /// The hit the cursor is on.
    package var selected: SearchHit? { hits.indices.contains(row) ? hits[row] : nil }

    mutating func begin(_ question: SearchQuestion, in listing: FlowListing) -> SearchJob {
        self.question = question
        number += 1
        hits = []
        row = 0
        top = 0
        progress = SearchProgress(totalCount: listing.count)
        return SearchJob(number: number, question: question, listing: listing)
    }

    mutating func take(_ report: SearchReport) {
        guard report.number == number else { return }
        hits += report.hits
        let wasStopped = progress.state == .stopped
        progress = report.progress
        // What was on its way when the search was stopped does not begin it again.
        if wasStopped, progress.state == .running { progress.state = .stopped }
    }

    mutating func stop() {
        progress.state = .stopped
    }

    mutating func choose(row target: Int) {
        row = max(0, min(target, hits.count - 1))
        top = max(min(top, row), row - page + 1)
    }

    mutating func move(_ motion: Motion) {
        choose(row: motion.target(from: row, count: hits.count, page: page))
    }

    mutating func scroll(by count: Int) {
        top = max(0, min(top + count, hits.count - page))
    }

    mutating func fit(page: Int) {
        guard page != self.page else { return }
        self.page = max(1, page)
        choose(row: row)
    }

    /// By what can be seen: hits only ever join the others of their search.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.number == rhs.number && lhs.hits.count == rhs.hits.count && lhs.progress == rhs.progress
            && lhs.row == rhs.row && lhs.top == rhs.top && lhs.page == rhs.page
    }
}
