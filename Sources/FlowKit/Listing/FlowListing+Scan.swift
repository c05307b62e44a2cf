extension FlowListing {
    /// Down the list, or up.
    package enum Direction: String, Sendable, CaseIterable {
        case next
        case previous
    }

    /// A row's flow where the store has it: what can be told of it without making it.
    package struct Place {
        package let segment: FlowSegment
        fileprivate let chunk: FlowChunk
        fileprivate var slot: Int
        /// Of the chunk, counted from the first of the store.
        fileprivate let chunkIndex: Int

        package var flags: FlowFlags { chunk.columns.flags[slot] }
        package var status: UInt16 { chunk.columns.status[slot] }
        package var method: Symbol { chunk.columns.method[slot] }
        package var host: Symbol { chunk.columns.host[slot] }
        package var path: Symbol { chunk.columns.path[slot] }
        package var started: Timestamp { Timestamp(nanoseconds: chunk.columns.started[slot]) }
    }

    /// The nearest row behind or before `row` whose flow passes a test; `nil`: there is none.
    ///
    /// - Parameter row: where to begin; `nil`: at the first row, or the last.
    package func row(_ direction: Direction, from row: Int?, where test: (FlowID, Place) -> Bool) -> Int? {
        var found: FlowID?
        forEachRow(direction, from: row) { id, place in
            if test(id, place) { found = id }
            return found == nil
        }
        return found.flatMap { self.row(of: $0) }
    }

    /// Calls `body` with the rows behind or before `row` in their order, until it returns false.
    package func forEachRow(
        _ direction: Direction = .next,
        from row: Int? = nil,
        _ body: (FlowID, Place) -> Bool
    ) {
        let start = direction == .next ? (row ?? -1) + 1 : (row ?? count) - 1
        guard indices.contains(start) else { return }
        var place: Place?
        rows.forEach(from: start, isForward: direction == .next) { id in
            let (chunk, slot) = (id.rawValue - 1).quotientAndRemainder(dividingBy: FlowChunk.capacity)
            // Neighbours are mostly of the same chunk.
            if place?.chunkIndex != chunk { place = self.place(inChunk: chunk) }
            place?.slot = slot
            return place.map { body(id, $0) } ?? true
        }
    }

    private func place(inChunk index: Int) -> Place? {
        let (segment, chunk) = index.quotientAndRemainder(dividingBy: FlowSegment.chunkCount)
        guard snapshot.segments.indices.contains(segment) else { return nil }
        let found = snapshot.segments[segment]
        guard found.chunks.indices.contains(chunk) else { return nil }
        return Place(segment: found, chunk: found.chunks[chunk], slot: 0, chunkIndex: index)
    }
}
