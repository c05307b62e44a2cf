extension FlowStore {
    /// What a write put out of its place, to be freed after the lock is released.
    struct Displaced {
        var entries: [FlowEntry] = []
        /// The flow had not been recorded as finished before, as far as the store still knows.
        var isFirstFinish = false
        /// The flow was not dropped or deleted before.
        var isKept = true
    }

    /// What the lock protects.
    struct State: ~Copyable {
        private var log = FlowLog()
        private var totals = StoreTotals()
        private let budget: Int
        /// No unmarked flow lives below this index: where eviction goes on.
        private var evictionStart = 0

        init(budget: Int) {
            self.budget = budget
            totals.budget = budget
        }

        mutating func record(_ entry: FlowEntry, _ facts: FlowFacts, id: FlowID) -> Displaced {
            precondition(id.rawValue > 0, "flow ids begin at 1")
            let index = id.rawValue - 1
            var displaced = Displaced()
            let old = log.flags(at: index)
            displaced.isFirstFinish = facts.flags.contains(.finished) && !old.isSuperset(of: [.live, .finished])
            // A slot that was written before belongs to a flow that is gone.
            guard old.contains(.live) || !old.contains(.recorded) else {
                displaced.isKept = false
                return displaced
            }
            // It may be recorded long after its id was made.
            if !old.contains(.live) { evictionStart = min(evictionStart, index) }
            let marked = facts.flags.union(old.intersection(.marked))
            displaced.entries += put(entry, facts, flags: marked, at: index)
            evict(&displaced.entries)
            return displaced
        }

        mutating func restore(_ entry: FlowEntry, _ facts: FlowFacts, id: FlowID) -> [FlowEntry] {
            let index = id.rawValue - 1
            guard !log.flags(at: index).contains(.live) else { return [] }
            var displaced = put(entry, facts, flags: facts.flags, at: index)
            evictionStart = min(evictionStart, index)
            evict(&displaced)
            return displaced
        }

        mutating func mark(_ id: FlowID, isMarked: Bool) {
            let index = id.rawValue - 1
            let flags = log.flags(at: index)
            guard flags.contains(.live), flags.contains(.marked) != isMarked else { return }
            log.setFlags(isMarked ? flags.union(.marked) : flags.subtracting(.marked), at: index)
            if !isMarked { evictionStart = min(evictionStart, index) }
        }

        mutating func remove(_ id: FlowID) -> Flow? {
            let index = id.rawValue - 1
            guard log.flags(at: index).contains(.live) else { return nil }
            let flow = log.flow(at: index)
            drop(index)
            return flow
        }

        func snapshot() -> FlowSnapshot {
            var totals = totals
            totals.byteCount += log.dictionaryByteCount
            return FlowSnapshot(segments: log.segments, version: log.version, totals: totals)
        }

        private mutating func put(_ entry: FlowEntry, _ facts: FlowFacts, flags: FlowFlags, at index: Int)
            -> [FlowEntry]
        {
            let old = log.put(entry, facts, flags: flags, at: index)
            totals.flowCount += old == nil ? 1 : 0
            totals.byteCount += entry.footprint - (old?.footprint ?? 0)
            return [old].compactMap(\.self)
        }

        @discardableResult
        private mutating func drop(_ index: Int) -> FlowEntry {
            let entry = log.remove(at: index)
            totals.flowCount -= 1
            totals.byteCount -= entry.footprint
            return entry
        }

        /// Drops the oldest flows while the budget is exceeded: unmarked ones first, marked ones when nothing else is left.
        private mutating func evict(_ dropped: inout [FlowEntry]) {
            while totals.byteCount + log.dictionaryByteCount > budget {
                // The newest flow is never dropped: it is the one being written.
                let end = log.endIndex - 1
                var next = log.first(from: evictionStart, to: end, isMarked: false)
                evictionStart = next ?? end
                next = next ?? log.first(from: 0, to: end, isMarked: true)
                guard let next else { break }
                dropped.append(drop(next))
                totals.evictedCount += 1
            }
        }
    }
}

/// Sums over the store.
package struct StoreTotals: Hashable, Sendable {
    package var flowCount = 0
    /// Bytes all flows take, with what they have in common.
    package var byteCount = 0
    package var budget = 0
    /// Flows dropped to stay within the budget, since start.
    package var evictedCount = 0

    package init() {}
}
