internal import NIOCore

/// Counts what costs the peer little and us much (RFC 9113 §10.5): a token bucket for each kind.
struct HTTP2FloodGuard {
    enum Kind: Int, CaseIterable {
        case resets, settings, pings, emptyData, priorities, windowUpdates, otherFrames
    }

    private struct Bucket {
        var tokens: Int
        let rate: HTTP2Limits.Rate
        /// Thousandths of a token.
        var remainder = 0
    }

    private let limits: HTTP2Limits
    private var buckets: [Bucket]
    /// Earned by frames that carry something, spent by kinds that go along with traffic once their bucket is empty.
    private var credits = 0
    private var refilled: NIODeadline?

    init(limits: HTTP2Limits) {
        self.limits = limits
        let rates = [
            limits.resets, limits.settings, limits.pings, limits.emptyData, limits.priorities, limits.windowUpdates,
            limits.otherFrames,
        ]
        buckets = rates.map { Bucket(tokens: $0.burst, rate: $0) }
    }

    mutating func spend(_ kind: Kind, now: NIODeadline) throws(HTTP2Error) {
        guard take(kind, now: now) else { throw .connection(.enhanceYourCalm, kind.complaint) }
    }

    /// - Returns: whether there was one left.
    mutating func take(_ kind: Kind, now: NIODeadline) -> Bool {
        if refilled == nil { refilled = now }
        if buckets[kind.rawValue].tokens == 0 { refill(now) }
        if buckets[kind.rawValue].tokens > 0 {
            buckets[kind.rawValue].tokens -= 1
            return true
        }
        guard kind.goesAlongWithTraffic, credits > 0 else { return false }
        credits -= 1
        return true
    }

    /// A frame with content came or went.
    @inline(__always)
    mutating func noteUsefulFrame() {
        credits = min(credits + limits.creditsPerUsefulFrame, limits.creditLimit)
    }

    /// A stream came to its end without a reset.
    @inline(__always)
    mutating func noteCompletedStream() {
        let index = Kind.resets.rawValue
        if buckets[index].tokens < buckets[index].rate.burst { buckets[index].tokens += 1 }
    }

    private mutating func refill(_ now: NIODeadline) {
        guard let since = refilled, now > since else { return }
        // A day of idling is enough to fill any bucket, and small enough to multiply.
        let milliseconds = Int(min((now - since).nanoseconds / 1_000_000, 86_400_000))
        guard milliseconds > 0 else { return }
        refilled = now
        for index in buckets.indices {
            let rate = buckets[index].rate
            let earned = buckets[index].remainder + milliseconds * rate.perSecond
            buckets[index].tokens = min(rate.burst, buckets[index].tokens + earned / 1_000)
            buckets[index].remainder = earned % 1_000
        }
    }
}

extension HTTP2FloodGuard.Kind {
    fileprivate var goesAlongWithTraffic: Bool {
        switch self {
        case .pings, .priorities, .windowUpdates, .otherFrames: true
        case .resets, .settings, .emptyData: false
        }
    }

    /// For people.
    var complaint: String { "flooded with \(name)" }

    private var name: String {
        switch self {
        case .resets: "reset streams (rapid reset)"
        case .settings: "SETTINGS frames"
        case .pings: "PING frames"
        case .emptyData: "empty DATA frames"
        case .priorities: "priority frames"
        case .windowUpdates: "WINDOW_UPDATE frames"
        case .otherFrames: "frames of no use"
        }
    }
}
