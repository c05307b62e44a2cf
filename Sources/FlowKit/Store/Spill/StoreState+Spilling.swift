// What a job that spills asks of the state, a short piece at a time.

extension FlowStore.State {
    /// Forgets the first flows of the queues that are gone, few at a time: no more can pile up than come.
    mutating func pruneQueues() {
        for _ in 0..<4 {
            if let id = queue.unspilled.first, !log.flags(at: id.rawValue - 1).contains(.live) {
                queue.unspilled.next()
            }
            if let id = queue.spilled.first, !log.flags(at: id.rawValue - 1).contains(.live) { queue.spilled.next() }
        }
    }

    /// Bodies to write to the file, oldest first; `nil`: the job is done.
    mutating func bodiesToSpill() -> SpillBatch? {
        var batch = SpillBatch()
        while !batch.isFull, let id = queue.next(byteCount: byteCount - batch.byteCount, budget: budget) {
            batch.append(id, queue.spillable(of: log.entry(at: id.rawValue - 1)?.bodies ?? []))
        }
        guard batch.ids.isEmpty else { return batch }
        queue.end()
        return nil
    }

    /// The bodies of a batch that have been written: all of them, or as many as there was room for.
    ///
    /// - Returns: their bytes, to be freed after the lock is released.
    mutating func spilled(_ bodies: [(StoredBody, SpillExtent)], of batch: SpillBatch) -> [[[UInt8]]] {
        let freed = bodies.map { body, extent in
            if body.isInMemory, body.isUsed {
                totals.byteCount -= extent.byteCount
                totals.spilledByteCount += extent.byteCount
            }
            return body.move(to: extent)
        }
        if bodies.count < batch.bodies.count { queue.foundNoRoom() }
        for id in batch.ids {
            let bodies = log.entry(at: id.rawValue - 1)?.bodies ?? []
            if !bodies.isEmpty { queue.append(id, isInMemory: !queue.spillable(of: bodies).isEmpty) }
        }
        return freed
    }

    /// What looking for the oldest bodies in the file came to.
    enum OldestSpilled {
        /// The oldest unmarked flow with bodies there, and its record.
        case flow(Flow, FlowEntry)
        case nothing
        /// Look again: the lock is not held for all that are gone.
        case notYetFound
    }

    mutating func oldestSpilled() -> OldestSpilled {
        for _ in 0..<SpillQueue.batchCount {
            guard let id = queue.spilled.next() else { return .nothing }
            let index = id.rawValue - 1
            guard let entry = log.entry(at: index), entry.bodies.contains(where: { !$0.isInMemory }) else {
                continue
            }
            if log.flags(at: index).contains(.marked) {
                queue.pin(id)
            } else if let flow = log.flow(at: index) {
                return .flow(flow, entry)
            }
        }
        return .notYetFound
    }

    /// Puts a record without bodies into the place of one with them, if that is still there. Bodies that no other
    /// flow has are then gone from snapshots too: otherwise there would be no room before all of these are let go.
    mutating func dropBodies(of old: FlowEntry, _ entry: FlowEntry, _ facts: FlowFacts, id: FlowID) -> FlowStore.Written
    {
        var written = FlowStore.Written()
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
