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
    var extents = SegmentDictionary.Extents()

    init(firstID: Int) {
        self.firstID = firstID
    }

    package var methods: SymbolTable { SymbolTable(dictionary?.methods, extents.methods) }
    package var hosts: SymbolTable { SymbolTable(dictionary?.hosts, extents.hosts) }
    package var origins: SymbolTable { SymbolTable(dictionary?.origins, extents.origins) }
    package var paths: SymbolTable { SymbolTable(dictionary?.paths, extents.paths) }
    /// Values of Content-Type fields, as they were sent.
    package var types: SymbolTable { SymbolTable(dictionary?.types, extents.types) }
    package var connections: ConnectionTable {
        ConnectionTable(dictionary?.connections, count: extents.connections)
    }

    package func id(chunk: Int, slot: Int) -> FlowID { FlowID(firstID + chunk * FlowChunk.capacity + slot) }

    /// The flow in a slot; `nil`: there is none. Makes it, in about a microsecond; no body is read for it.
    package func flow(chunk: Int, slot: Int) -> Flow? {
        guard chunk < chunks.count, slot < chunks[chunk].count else { return nil }
        let here = chunks[chunk]
        switch here.columns.entries[slot] {
        case nil: return nil
        case .open(let open)?:
            var flow = open.flow
            flow.isMarked = here.columns.flags[slot].contains(.marked)
            return flow
        case .packed(let packed)?:
            let surroundings = FlowUnpacker.Surroundings(
                id: id(chunk: chunk, slot: slot),
                flags: here.columns.flags[slot],
                started: here.columns.started[slot],
                method: methods[here.columns.method[slot]],
                host: hosts[here.columns.host[slot]],
                path: paths.withUTF8(of: here.columns.path[slot]) { Array($0) },
                client: connections[here.columns.client[slot]],
                server: connections[here.columns.server[slot]]
            )
            return FlowUnpacker.flow(of: packed, surroundings)
        }
    }

    /// The client's connection of the flow in a slot of a chunk that has columns; `nil`: it has none.
    package func client(chunk: Int, slot: Int) -> Connection? {
        let symbol = chunks[chunk].columns.client[slot]
        return symbol == .unlisted ? flow(chunk: chunk, slot: slot)?.client : connections[symbol]
    }

    /// A segment of only those of its flows.
    func reduced(to isKept: (FlowID) -> Bool) -> FlowSegment {
        var segment = self
        segment.chunks = chunks.enumerated().map { index, chunk in
            chunk.reduced { isKept(id(chunk: index, slot: $0)) }
        }
        segment.liveCount = segment.chunks.reduce(0) { $0 + $1.liveCount }
        guard segment.liveCount == 0 else { return segment }
        segment.chunks = []
        segment.dictionary = nil
        segment.extents = SegmentDictionary.Extents()
        return segment
    }
}
