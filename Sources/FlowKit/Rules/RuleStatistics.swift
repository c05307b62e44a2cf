import Synchronization

/// How often a rule hit, and when last.
package struct RuleStatistics: Hashable, Sendable {
    package var hitCount: Int
    /// `nil`: never.
    package var lastHit: Timestamp?

    package init(hitCount: Int = 0, lastHit: Timestamp? = nil) {
        self.hitCount = hitCount
        self.lastHit = lastHit
    }
}

/// Counts hits from many threads without a lock.
final class RuleCounter: Sendable {
    private let hitCount = Atomic<Int>(0)
    private let lastHit = Atomic<Int64>(.min)

    func record(_ time: Timestamp) {
        hitCount.wrappingAdd(1, ordering: .relaxed)
        lastHit.max(time.nanoseconds, ordering: .relaxed)
    }

    var statistics: RuleStatistics {
        let last = lastHit.load(ordering: .relaxed)
        return RuleStatistics(
            hitCount: hitCount.load(ordering: .relaxed),
            lastHit: last == .min ? nil : Timestamp(nanoseconds: last)
        )
    }
}
