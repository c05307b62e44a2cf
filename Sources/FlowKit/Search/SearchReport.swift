/// How far a search has come.
package struct SearchProgress: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case running
        case finished
        /// Stopped by whoever began it.
        case stopped
        /// As many hits as are kept were found; the rest was not searched.
        case full
    }

    package var state = State.running
    /// Flows that are done with, of how many. Of a search that is full: up to the one that has the last hit.
    package var searchedCount = 0
    package var totalCount = 0
    /// Flows that signatures ruled out, which were not read.
    package var ruledOutCount = 0
    /// Flows that were gone when their turn came.
    package var goneCount = 0
    /// Bytes of decoded text looked through.
    package var byteCount = 0
    /// Hits, and flows that have any.
    package var hitCount = 0
    package var flowCount = 0
    /// Texts of which only the beginning was searched: what they decode to goes on beyond `SearchText.byteLimit`.
    package var cutCount = 0
    /// Bodies of which only what was captured was searched: more of them passed.
    package var uncapturedCount = 0
    /// Bodies that the store dropped, or that could not be read back from the disk.
    package var missingCount = 0
    /// Texts that took too long and were given up.
    package var slowCount = 0
    /// Texts with lines longer than `SearchMatcher.lookLimit`, which a pattern that looks around was not held against.
    package var longLineCount = 0
    /// Texts with more hits than are kept of one.
    package var fullTextCount = 0

    package init(totalCount: Int = 0) {
        self.totalCount = totalCount
    }

    /// Adds what was found out about further flows.
    mutating func add(_ part: SearchProgress) {
        searchedCount += part.searchedCount
        ruledOutCount += part.ruledOutCount
        goneCount += part.goneCount
        byteCount &+= part.byteCount
        hitCount += part.hitCount
        flowCount += part.flowCount
        cutCount += part.cutCount
        uncapturedCount += part.uncapturedCount
        missingCount += part.missingCount
        slowCount += part.slowCount
        longLineCount += part.longLineCount
        fullTextCount += part.fullTextCount
    }
}

/// What a search found since its last report.
package struct SearchReport: Hashable, Sendable {
    /// Which search it belongs to.
    package let number: Int
    /// New ones, in the order of the flows searched.
    package var hits: [SearchHit]
    /// All in all.
    package var progress: SearchProgress

    package init(number: Int, hits: [SearchHit], progress: SearchProgress) {
        self.number = number
        self.hits = hits
        self.progress = progress
    }

    /// Takes over a later report of the same search.
    ///
    /// - Returns: false where it is of another.
    package mutating func absorb(_ later: SearchReport) -> Bool {
        guard later.number == number else { return false }
        hits += later.hits
        progress = later.progress
        return true
    }
}

/// What a search may cost.
package struct SearchLimits: Hashable, Sendable {
    /// Hits kept; with so many the search ends.
    package var hits = 10_000
    /// Hits kept of one body, head or message.
    package var hitsPerText = 100
    /// Decoded bytes looked at of each body.
    package var bytes = SearchText.byteLimit
    /// The longest that one text may take.
    package var time = Duration.seconds(2)

    package init() {}
}
