/// All flows as they were at one moment. A value that shares its chunks with the store: cheap to take, safe to keep.
package struct FlowSnapshot: Sendable {
    private let chunks: [FlowChunk]
    /// Grows with every change; two snapshots of equal version are equal.
    package let version: Int
    package let totals: StoreTotals

    init(chunks: [FlowChunk], version: Int, totals: StoreTotals) {
        self.chunks = chunks
        self.version = version
        self.totals = totals
    }

    package static let empty = FlowSnapshot(chunks: [], version: 0, totals: StoreTotals())

    /// `nil`: never recorded, deleted or dropped.
    package subscript(id: FlowID) -> Flow? { entry(id)?.flow }

    /// The flow in its box, for readers of many flows: a copy of a flow costs more than most questions about it.
    func entry(_ id: FlowID) -> FlowEntry? {
        let index = id.rawValue - 1
        guard index >= 0 else { return nil }
        let (chunk, slot) = index.quotientAndRemainder(dividingBy: FlowChunk.capacity)
        guard chunk < chunks.count, slot < chunks[chunk].entries.count else { return nil }
        return chunks[chunk].entries[slot]
    }

    /// Calls `body` for each flow, oldest first.
    package func forEach(_ body: (Flow) throws -> Void) rethrows {
        for chunk in chunks {
            for case let entry? in chunk.entries { try body(entry.flow) }
        }
    }

    /// Calls `body` for each id that changed after the snapshot of `version`, oldest first; `nil` when the flow is gone.
    ///
    /// Costs the number of chunks plus the flows in those that changed.
    package func forEachChange(since version: Int, _ body: (FlowID, Flow?) -> Void) {
        for (index, chunk) in chunks.enumerated() where chunk.version > version {
            for slot in chunk.entries.indices where chunk.entryVersions[slot] > version {
                body(FlowID(index * FlowChunk.capacity + slot + 1), chunk.entries[slot]?.flow)
            }
        }
    }

    package var ids: [FlowID] {
        var ids: [FlowID] = []
        ids.reserveCapacity(totals.flowCount)
        forEach { ids.append($0.id) }
        return ids
    }

    /// The flow recorded last that is still there.
    package var last: Flow? {
        for chunk in chunks.reversed() where chunk.liveCount > 0 {
            for entry in chunk.entries.reversed() {
                if let entry { return entry.flow }
            }
        }
        return nil
    }
}
