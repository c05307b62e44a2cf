/// Reads what flows are ordered by from the columns of a snapshot.
struct RowKeys: Sendable {
    let snapshot: FlowSnapshot
    let column: SortColumn

    /// `nil`: the flow is not there.
    func key(of id: FlowID) -> SortKey? {
        guard let place = FlowPlace(id), place.segment < snapshot.segments.count else { return nil }
        let segment = snapshot.segments[place.segment]
        guard place.chunk < segment.chunks.count else { return nil }
        let chunk = segment.chunks[place.chunk]
        guard place.slot < chunk.count, chunk.columns.flags[place.slot].contains(.live) else { return nil }
        switch column.source {
        case .arrival: return .number(Int64(id.rawValue))
        case .process:
            guard chunk.columns.flags[place.slot].contains(.process) else { return .unknown }
            let client = segment.client(chunk: place.chunk, slot: place.slot)
            return client?.process?.name.map { SortKey($0) } ?? .unknown
        case .json(let json):
            guard chunk.columns.duration[place.slot] != FlowColumns.unknown else { return .unknown }
            return json.knownValue(of: id).map { SortKey($0) } ?? snapshot[id].map { column.key(of: $0) }
        case .number(let number):
            let value = number(chunk, place.slot)
            return value == FlowColumns.unknown ? .unknown : .number(value)
        case .text(let text):
            let symbol = text.symbol(chunk, place.slot)
            if symbol == .none { return .unknown }
            guard symbol.isListed else { return snapshot[id].map { column.key(of: $0) } }
            return .text(text.table(segment).withUTF8(of: symbol) { text.keyBytes?($0) ?? Array($0) })
        }
    }
}

extension SortColumn {
    /// Where the store has it.
    enum Source {
        case arrival
        /// With connections, where the flow's flags say that it is known.
        case process
        /// `FlowColumns.unknown` where it is not known.
        case number(@Sendable (FlowChunk, _ slot: Int) -> Int64)
        case text(TextSource)
        /// In bodies, and in what the column keeps of them.
        case json(JSONColumn)
    }

    struct TextSource: Sendable {
        let symbol: @Sendable (FlowChunk, _ slot: Int) -> Symbol
        let table: @Sendable (FlowSegment) -> SymbolTable
        /// What of a listed string flows are ordered by; `nil`: all of it.
        var keyBytes: (@Sendable (UnsafeBufferPointer<UInt8>) -> [UInt8])?
    }

    var source: Source {
        switch self {
        case .time: .arrival
        case .process: .process
        case .method: .text(TextSource(symbol: { $0.columns.method[$1] }, table: \.methods))
        case .host: .text(TextSource(symbol: { $0.columns.host[$1] }, table: \.hosts))
        case .path: .text(TextSource(symbol: { $0.columns.path[$1] }, table: \.paths))
        case .type:
            .text(
                TextSource(symbol: { $0.columns.responseType[$1] }, table: \.types) { value in
                    Array(String(decoding: value, as: UTF8.self).mediaTypeName.utf8)
                }
            )
        case .status:
            .number { chunk, slot in
                let status = chunk.columns.status[slot]
                return status == 0 ? FlowColumns.unknown : Int64(status)
            }
        case .size: .number { $0.columns.contentByteCount[$1] }
        case .duration: .number { $0.columns.duration[$1] }
        case .json(let column): .json(column)
        }
    }
}
