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
            if body.place == .memory, body.isUsed {
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

    /// Bodies dropped at a time: the lock is taken rarely, and never held for long.
    private static let dropCount = 8

    /// Drops bodies in the file, of the oldest unmarked flows that have any, and no more than make up so many bytes. A
    /// body that other flows have too is dropped when it was the turn of all of these.
    ///
    /// Dropped bodies are gone from snapshots as well: otherwise there would be no room before these are let go.
    ///
    /// - Returns: where they were, to be let go after the lock is released; perhaps nothing yet, since the lock is not
    ///   held for all that is to be passed over; `nil`: there are none.
    mutating func dropOldestBodies(_ byteCount: Int) -> [SpillExtent]? {
        var extents: [SpillExtent] = []
        for _ in 0..<SpillQueue.batchCount {
            guard extents.count < Self.dropCount, extents.reduce(0, { $0 + $1.byteCount }) < byteCount else { break }
            if let body = queue.overdue.next() {
                if body.isOverdue { extents += drop([body]) }
                continue
            }
            guard let id = queue.spilled.next() else { return extents.isEmpty ? nil : extents }
            let index = id.rawValue - 1
            let flags = log.flags(at: index)
            let bodies = log.entry(at: index)?.bodies.filter { $0.place == .file } ?? []
            if bodies.isEmpty || flags.contains(.bodiesDue) { continue }
            if flags.contains(.marked) {
                queue.pin(id)
                continue
            }
            log.setFlags(flags.union(.bodiesDue), at: index)
            for body in bodies { body.addDueUser() }
            extents += drop(bodies.filter(\.isOverdue))
        }
        return extents
    }

    private mutating func drop(_ bodies: [StoredBody]) -> [SpillExtent] {
        bodies.compactMap { body in
            guard let extent = body.drop(limit: totals.spillLimit) else { return nil }
            totals.spilledByteCount -= body.byteCount
            totals.droppedBodyCount += body.userCount
            return extent
        }
    }

    mutating func stopSpilling() {
        queue = SpillQueue(limit: nil)
        totals.spillLimit = 0
        totals.hasSpillingFailed = true
    }
}
