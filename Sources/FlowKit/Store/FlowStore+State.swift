extension FlowStore {
    /// What came of a write.
    struct Written {
        /// What was put out of its place, to be freed after the lock is released.
        var displaced: [FlowEntry] = []
        /// The flow had not been recorded as finished before, as far as the store still knows.
        var isFirstFinish = false
        /// The flow was not dropped or deleted before.
        var isKept = true
        /// Nothing was written: the segment's tables do not take what the record would leave to them.
        var needsSelfContained = false
        /// A job should be scheduled that spills bodies.
        var needsSpilling = false
    }

    /// What the lock protects.
    struct State: ~Copyable {
        private var log = FlowLog()
        private var totals = StoreTotals()
        private let budget: Int
        /// No unmarked flow lives below this index: where eviction goes on.
        private var evictionStart = 0
        var queue: SpillQueue

        init(budget: Int, spillLimit: Int?) {
            self.budget = budget
            totals.budget = budget
            queue = SpillQueue(limit: spillLimit)
            totals.spillLimit = spillLimit ?? 0
        }

        mutating func record(_ entry: FlowEntry, _ facts: FlowFacts, id: FlowID) -> Written {
            precondition(id.rawValue > 0, "flow ids begin at 1")
            let index = id.rawValue - 1
            let old = log.flags(at: index)
            var written = Written()
            written.isFirstFinish = facts.flags.contains(.finished) && !old.isSuperset(of: [.live, .finished])
            // A slot that was written before belongs to a flow that is gone.
            guard old.contains(.live) || !old.contains(.recorded) else {
                written.isKept = false
                return written
            }
            put(entry, facts, flags: facts.flags.union(old.intersection(.marked)), at: index, &written)
            return written
        }

        mutating func restore(_ entry: FlowEntry, _ facts: FlowFacts, id: FlowID) -> Written {
            var written = Written()
            if !log.flags(at: id.rawValue - 1).contains(.live) {
                put(entry, facts, flags: facts.flags, at: id.rawValue - 1, &written)
            }
            return written
        }

        mutating func mark(_ id: FlowID, isMarked: Bool) {
            let index = id.rawValue - 1
            let flags = log.flags(at: index)
            guard flags.contains(.live), flags.contains(.marked) != isMarked else { return }
            log.setFlags(isMarked ? flags.union(.marked) : flags.subtracting(.marked), at: index)
            guard !isMarked else { return }
            evictionStart = min(evictionStart, index)
            queue.unpinned(id)
        }

        mutating func remove(_ id: FlowID) -> FlowEntry? {
            let index = id.rawValue - 1
            return log.flags(at: index).contains(.live) ? drop(index) : nil
        }

        func snapshot() -> FlowSnapshot {
            var totals = totals
            totals.byteCount = byteCount
            return FlowSnapshot(segments: log.segments, version: log.version, totals: totals)
        }

        private var byteCount: Int { totals.byteCount + log.dictionaryByteCount }

        private mutating func put(
            _ entry: FlowEntry,
            _ facts: FlowFacts,
            flags: FlowFlags,
            at index: Int,
            _ written: inout Written
        ) {
            let symbols = log.list(facts, at: index)
            guard symbols.isComplete || entry.isSelfContained else {
                written.needsSelfContained = true
                return
            }
            // It may be recorded long after its id was made.
            if !log.flags(at: index).contains(.live) {
                evictionStart = min(evictionStart, index)
                totals.flowCount += 1
            }
            let old = log.put(entry, facts, symbols, flags: flags, at: index)
            // The new one's bodies first: they may be the old one's.
            take(entry, FlowID(index + 1))
            if let old {
                leave(old)
                written.displaced.append(old)
            }
            evict(&written.displaced)
            written.needsSpilling = queue.begin(byteCount: byteCount, budget: budget)
        }

        private mutating func drop(_ index: Int) -> FlowEntry {
            let entry = log.remove(at: index)
            totals.flowCount -= 1
            leave(entry)
            return entry
        }

        /// Drops the oldest flows while the budget is exceeded: unmarked ones first, marked ones when nothing else is left.
        private mutating func evict(_ dropped: inout [FlowEntry]) {
            while byteCount > queue.evictionLimit(budget: budget) {
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

        // MARK: - Bodies

        private mutating func take(_ entry: FlowEntry, _ id: FlowID) {
            totals.byteCount += entry.footprint
            var (isInMemory, hasBodies) = (false, false)
            entry.forEachBody { body in
                hasBodies = true
                let isFirst = body.addUser()
                if body.isInMemory {
                    isInMemory = true
                    if isFirst { totals.byteCount += body.byteCount + StoredBody.overheadByteCount }
                } else if isFirst {
                    totals.byteCount += StoredBody.overheadByteCount
                    totals.spilledByteCount += body.byteCount
                }
            }
            if hasBodies { queue.append(id, isInMemory: isInMemory) }
        }

        private mutating func leave(_ entry: FlowEntry) {
            totals.byteCount -= entry.footprint
            entry.forEachBody { body in
                guard body.removeUser() else { return }
                totals.byteCount -= StoredBody.overheadByteCount
                if body.isInMemory {
                    totals.byteCount -= body.byteCount
                } else {
                    totals.spilledByteCount -= body.byteCount
                    queue.hasRoom()
                }
            }
        }

        /// Bodies to write to the file, oldest first; empty: the job is done.
        mutating func bodiesToSpill() -> [StoredBody] {
            var bodies: [StoredBody] = []
            var byteCount = 0
            var seen: Set<ObjectIdentifier> = []
            while byteCount < SpillQueue.batchByteCount, bodies.count < SpillQueue.batchCount,
                let id = queue.next(byteCount: self.byteCount - byteCount, budget: budget)
            {
                let candidates = log.entry(at: id.rawValue - 1)?.bodies ?? []
                guard !candidates.isEmpty else { continue }
                queue.append(id, isInMemory: false)
                for body in candidates where body.isInMemory && body.byteCount >= SpillQueue.leastByteCount {
                    guard seen.insert(ObjectIdentifier(body)).inserted else { continue }
                    bodies.append(body)
                    byteCount += body.byteCount
                }
            }
            return bodies
        }

        /// Bodies that have been written.
        ///
        /// - Returns: their bytes, to be freed after the lock is released.
        mutating func spilled(_ bodies: [(StoredBody, SpillExtent)]) -> [[[UInt8]]] {
            bodies.map { body, extent in
                if body.isInMemory, body.isUsed {
                    totals.byteCount -= extent.byteCount
                    totals.spilledByteCount += extent.byteCount
                }
                return body.move(to: extent)
            }
        }

        /// The oldest unmarked flow with bodies in the file, and its record; `nil`: there is none.
        mutating func oldestSpilled() -> (Flow, FlowEntry)? {
            while let id = queue.nextSpilled() {
                let index = id.rawValue - 1
                guard let entry = log.entry(at: index), entry.bodies.contains(where: { !$0.isInMemory }) else {
                    continue
                }
                if log.flags(at: index).contains(.marked) {
                    queue.pin(id)
                } else if let flow = log.flow(at: index) {
                    return (flow, entry)
                }
            }
            return nil
        }

        /// Puts a record without bodies into the place of one with them, if that is still there. Bodies that no other
        /// flow has are then gone from snapshots too: otherwise there would be no room before all of these are let go.
        mutating func dropBodies(of old: FlowEntry, _ entry: FlowEntry, _ facts: FlowFacts, id: FlowID) -> Written {
            var written = Written()
            let index = id.rawValue - 1
            guard old.isSame(as: log.entry(at: index)) else { return written }
            put(entry, facts, flags: facts.flags.union(log.flags(at: index).intersection(.marked)), at: index, &written)
            guard !written.needsSelfContained else { return written }
            totals.droppedBodyCount += old.bodies.count - entry.bodies.count
            for body in old.bodies where !body.isUsed { body.drop(limit: totals.spillLimit) }
            return written
        }

        mutating func stopSpilling() {
            queue = SpillQueue(limit: nil)
            totals.spillLimit = 0
            totals.hasSpillingFailed = true
        }
    }
}

/// Sums over the store.
package struct StoreTotals: Hashable, Sendable {
    package var flowCount = 0
    /// Bytes all flows take in memory, with what they have in common.
    package var byteCount = 0
    package var budget = 0
    /// Bytes of bodies that are in the file instead.
    package var spilledByteCount = 0
    /// What these may be; 0: nothing is spilled (any more).
    package var spillLimit = 0
    /// Nothing is spilled any more because the file could not be written.
    package var hasSpillingFailed = false
    /// Bodies dropped to stay within that, since start.
    package var droppedBodyCount = 0
    /// Flows dropped to stay within the budget, since start.
    package var evictedCount = 0

    package init() {}
}
