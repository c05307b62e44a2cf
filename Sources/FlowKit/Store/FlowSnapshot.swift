/// All flows as they were at one moment. A value that shares its chunks with the store: cheap to take, safe to keep.
///
/// Flows are kept packed; `snapshot[id]` makes one, in about a microsecond. To look at many, look at the columns of
/// `segments` first.
package struct FlowSnapshot: Sendable {
    /// In order: the first begins with the flow of id 1. Segments of flows that are gone have no chunks.
    package let segments: [FlowSegment]
    /// Grows with every change; two snapshots of equal version are equal.
    package let version: Int
    package let totals: StoreTotals

    init(segments: [FlowSegment], version: Int, totals: StoreTotals) {
        self.segments = segments
        self.version = version
        self.totals = totals
    }

    package static let empty = FlowSnapshot(segments: [], version: 0, totals: StoreTotals())

    /// `nil`: never recorded, deleted or dropped.
    package subscript(id: FlowID) -> Flow? {
        guard let place = FlowPlace(id), place.segment < segments.count else { return nil }
        return segments[place.segment].flow(chunk: place.chunk, slot: place.slot)
    }

    /// Calls `body` with each chunk that has flows, oldest first.
    package func forEachChunk(_ body: (FlowSegment, Int, FlowChunk) throws -> Void) rethrows {
        for segment in segments where segment.liveCount > 0 {
            for (index, chunk) in segment.chunks.enumerated() where chunk.liveCount > 0 {
                try body(segment, index, chunk)
            }
        }
    }

    /// Calls `body` for each flow, oldest first. Costs the making of every flow.
    package func forEach(_ body: (Flow) throws -> Void) rethrows {
        try forEachChunk { segment, index, chunk in
            for slot in 0..<chunk.count {
                if let flow = segment.flow(chunk: index, slot: slot) { try body(flow) }
            }
        }
    }

    /// Calls `body` for each id that changed after the snapshot of `version`, oldest first; `nil` when the flow is gone.
    ///
    /// Costs the number of chunks plus the flows in those that changed. Where all neighbours of a flow are gone too, it
    /// may be told again that they are.
    package func forEachChange(since version: Int, _ body: (FlowID, Flow?) -> Void) {
        forEachChangedSlot(since: version) { segment, chunk, slot in
            body(segment.id(chunk: chunk, slot: slot), segment.flow(chunk: chunk, slot: slot))
        }
    }

    /// The same with what is true of each flow, nothing where it is gone. Makes no flow.
    package func forEachChangedFlags(since version: Int, _ body: (FlowID, FlowFlags) -> Void) {
        forEachChangedSlot(since: version) { segment, chunk, slot in
            let flags = segment.chunks.indices.contains(chunk) ? segment.chunks[chunk].columns.flags : []
            let known = flags.indices.contains(slot) && flags[slot].contains(.live) ? flags[slot] : []
            body(segment.id(chunk: chunk, slot: slot), known)
        }
    }

    /// Calls `body` with the place of each flow that changed after the snapshot of `version`, oldest first: one that is
    /// gone has no chunk or no `live` flag there.
    package func forEachChangedSlot(since version: Int, _ body: (FlowSegment, _ chunk: Int, _ slot: Int) -> Void) {
        for segment in segments where segment.version > version {
            if segment.isGone {
                for index in 0..<FlowSegment.capacity {
                    body(segment, index / FlowChunk.capacity, index % FlowChunk.capacity)
                }
            }
            for (index, chunk) in segment.chunks.enumerated() where chunk.version > version {
                if chunk.isGone {
                    for slot in 0..<FlowChunk.capacity where chunk.isRecorded(slot) { body(segment, index, slot) }
                    continue
                }
                let versions = chunk.columns.versions
                for slot in 0..<chunk.count where versions[slot] > version { body(segment, index, slot) }
            }
        }
    }

    /// Of all flows, oldest first.
    package var ids: [FlowID] { ids(with: .live) }

    /// Of the flows of which all of this is true, oldest first.
    package func ids(with wanted: FlowFlags) -> [FlowID] {
        var ids: [FlowID] = []
        if wanted == .live { ids.reserveCapacity(totals.flowCount) }
        let wanted = wanted.union(.live)
        forEachChunk { segment, index, chunk in
            let flags = chunk.columns.flags
            for slot in 0..<chunk.count where flags[slot].isSuperset(of: wanted) {
                ids.append(segment.id(chunk: index, slot: slot))
            }
        }
        return ids
    }

    /// A snapshot of these flows alone, which keeps no others in memory: for who keeps one long.
    package func reduced(to ids: [FlowID]) -> FlowSnapshot {
        var isKept = [Bool](repeating: false, count: segments.count * FlowSegment.capacity)
        for id in ids where isKept.indices.contains(id.rawValue - 1) { isKept[id.rawValue - 1] = true }
        let segments = segments.map { $0.reduced { isKept[$0.rawValue - 1] } }
        var totals = totals
        totals.flowCount = segments.reduce(0) { $0 + $1.liveCount }
        return FlowSnapshot(segments: segments, version: version, totals: totals)
    }

    /// The flow recorded last that is still there.
    package var last: Flow? {
        for segment in segments.reversed() where segment.liveCount > 0 {
            for (index, chunk) in segment.chunks.enumerated().reversed() where chunk.liveCount > 0 {
                for slot in (0..<chunk.count).reversed() {
                    if let flow = segment.flow(chunk: index, slot: slot) { return flow }
                }
            }
        }
        return nil
    }
}

/// Where a flow is in the segments of a snapshot.
package struct FlowPlace: Hashable, Sendable {
    package let segment: Int
    package let chunk: Int
    package let slot: Int

    /// `nil`: no flow has such an id.
    package init?(_ id: FlowID) {
        guard id.rawValue > 0 else { return nil }
        self.init(index: id.rawValue - 1)
    }

    /// - Parameter index: the flow's number less one.
    init(index: Int) {
        segment = index / FlowSegment.capacity
        chunk = index % FlowSegment.capacity / FlowChunk.capacity
        slot = index % FlowChunk.capacity
    }
}
