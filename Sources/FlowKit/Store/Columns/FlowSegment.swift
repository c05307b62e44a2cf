/// 16,384 neighbouring flows of a snapshot: chunks of columns, and the strings their symbols stand for.
///
/// The flow in slot `s` of chunk `c` has the id `firstID + c * FlowChunk.capacity + s`. To follow changes, look only at
/// segments and chunks whose `version` is above that of the snapshot looked at before, and there at slots whose version is.
package struct FlowSegment: Sendable {
    package static let capacity = 64 * FlowChunk.capacity

    /// The number of the flow in the first slot of the first chunk.
    package let firstID: Int
    /// In order; empty once every flow is gone and none can come any more.
    package internal(set) var chunks: [FlowChunk] = []
    /// The store's version when something last changed here.
    package internal(set) var version = 0
    /// Flows that are there.
    package internal(set) var liveCount = 0
    /// True where there were flows in all slots, and none is left.
    package internal(set) var isGone = false
    var dictionary: SegmentDictionary?
    /// How much of the dictionary there was.
    var counts = SegmentDictionary.Counts()

    init(firstID: Int) {
        self.firstID = firstID
    }

    package var methods: SymbolTable { SymbolTable(dictionary?.methods, count: counts.methods) }
    package var hosts: SymbolTable { SymbolTable(dictionary?.hosts, count: counts.hosts) }
    package var origins: SymbolTable { SymbolTable(dictionary?.origins, count: counts.origins) }
    package var paths: SymbolTable { SymbolTable(dictionary?.paths, count: counts.paths) }
    /// Values of Content-Type fields, as they were sent.
    package var types: SymbolTable { SymbolTable(dictionary?.types, count: counts.types) }
    package var connections: ConnectionTable {
        ConnectionTable(dictionary?.connections, count: counts.connections)
    }

    package func id(chunk: Int, slot: Int) -> FlowID { FlowID(firstID + chunk * FlowChunk.capacity + slot) }

    /// The flow in a slot; `nil`: there is none.
    package func flow(chunk: Int, slot: Int) -> Flow? {
        guard chunk < chunks.count, slot < chunks[chunk].count else { return nil }
        guard var flow = chunks[chunk].columns.entries[slot]?.flow else { return nil }
        flow.isMarked = chunks[chunk].columns.flags[slot].contains(.marked)
        return flow
    }
}
