extension FlowStore {
    /// What came of a write.
    struct Written {
        /// What was put out of its place, to be freed after the lock is released.
        var displaced: [FlowLog.Removed] = []
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
        var log = FlowLog()
        var totals = StoreTotals()
        /// What flows may take by their account.
        let budget: Int
        /// No unmarked flow lives below this index: where eviction goes on.
        private var evictionStart = 0
        var queue: SpillQueue

        init(budget: Int, reserve: Int, spillLimit: Int?) {
            self.budget = budget - reserve
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
            guard !isMarked else {
                if flags.contains(.bodiesDue), let entry = log.entry(at: index) {
                    takeBackTurn(of: entry)
                    queue.pin(id)
                }
                log.setFlags(flags.union(.marked).subtracting(.bodiesDue), at: index)
                return
            }
            log.setFlags(flags.subtracting(.marked), at: index)
            evictionStart = min(evictionStart, index)
            queue.unpinned(id)
        }

        mutating func touch(_ id: FlowID) {
            let index = id.rawValue - 1
            let flags = log.flags(at: index)
            guard flags.contains(.live) else { return }
            log.setFlags(flags.knowing(log.client(at: index)?.process), at: index)
        }

        mutating func remove(_ id: FlowID) -> FlowLog.Removed? {
            let index = id.rawValue - 1
            return log.flags(at: index).contains(.live) ? drop(index) : nil
        }

        func snapshot() -> FlowSnapshot {
            var totals = totals
            totals.byteCount = byteCount
            return FlowSnapshot(segments: log.segments, version: log.version, totals: totals)
        }

        var byteCount: Int { totals.byteCount + log.dictionaryByteCount }

        mutating func put(
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
            let oldFlags = log.flags(at: index)
            // Asked under the lock: a process that is found later touches the flow as it will then be.
            let old = log.put(entry, facts, symbols, flags: flags.knowing(facts.client?.process), at: index)
            // The new one's bodies first: they may be the old one's.
            take(entry, FlowID(index + 1))
            if let old {
                leave(old, oldFlags)
                written.displaced.append(FlowLog.Removed(entry: old))
            }
            evict(&written.displaced)
            written.needsSpilling = queue.begin(byteCount: byteCount, budget: budget)
        }

        private mutating func drop(_ index: Int) -> FlowLog.Removed {
            let flags = log.flags(at: index)
            let removed = log.remove(at: index)
            totals.flowCount -= 1
            leave(removed.entry, flags)
            return removed
        }

        /// Flows dropped at a time: what one large body displaces goes with the next flows recorded, as long as it is little.
        private static let evictionCount = 64

        /// Drops the oldest flows while the budget is exceeded: unmarked ones first, marked ones when nothing else is left.
        private mutating func evict(_ dropped: inout [FlowLog.Removed]) {
            while byteCount > budget, dropped.count < Self.evictionCount || byteCount > budget + budget / 32 {
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
                let place = body.place
                if place == .memory { isInMemory = true }
                guard isFirst else { return }
                totals.byteCount += StoredBody.overheadByteCount
                switch place {
                case .memory: totals.byteCount += body.byteCount
                case .file: totals.spilledByteCount += body.byteCount
                case .nowhere: break
                }
            }
            guard hasBodies else { return }
            queue.append(id, isInMemory: isInMemory)
            pruneQueues()
        }

        private mutating func leave(_ entry: FlowEntry, _ flags: FlowFlags) {
            totals.byteCount -= entry.footprint
            if flags.contains(.bodiesDue) { takeBackTurn(of: entry) }
            entry.forEachBody { body in
                guard body.removeUser() else {
                    // All others had their turn.
                    if body.isOverdue, body.place == .file {
                        queue.overdue.append(body)
                        queue.hasRoom()
                    }
                    return
                }
                totals.byteCount -= StoredBody.overheadByteCount
                switch body.place {
                case .memory: totals.byteCount -= body.byteCount
                case .file:
                    totals.spilledByteCount -= body.byteCount
                    queue.hasRoom()
                case .nowhere: break
                }
            }
        }

        /// As if it had not been the turn of its bodies to be dropped.
        private func takeBackTurn(of entry: FlowEntry) {
            entry.forEachBody { body in
                if body.place == .file { body.removeDueUser() }
            }
        }
    }
}
