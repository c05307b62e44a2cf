/// Puts flows into an order: in parts, so that some can be done at the same time.
struct RowSorting: Sendable {
    let set: FlowSet
    let snapshot: FlowSnapshot
    let order: SortOrder

    /// Rows in order.
    func sorted() -> [FlowID] {
        switch order.column.source {
        case .arrival: return order.isDescending ? set.ids.reversed() : set.ids
        case .number(let number): return sorted { chunk, slot, _ in number(chunk, slot) }
        case .process: return sortedByProcess()
        case .json: return sortedByValue()
        case .text(let source):
            let lists = segments.map { texts(of: source, segment: $0) }
            let loaded = lists.flatMap { $0.loaded(from: 0) }
            return sorted(source, [RankedTexts(loaded, depth: 0, texts: bySegment(lists))])
        }
    }

    // MARK: - Parts

    /// With how many bytes texts begin alike that begin with these.
    static func commonCount(_ prefixes: [ArraySlice<UInt8>]) -> Int {
        guard let first = prefixes.first else { return 0 }
        return prefixes.reduce(first.count) { count, prefix in
            zip(first.prefix(count), prefix).prefix { $0 == $1 }.count
        }
    }

    /// - Parameter texts: of `segments`, in order.
    func bySegment(_ texts: [SegmentTexts]) -> [SegmentTexts?] {
        var table = [SegmentTexts?](repeating: nil, count: snapshot.segments.count)
        for (segment, texts) in zip(segments, texts) { table[segment] = texts }
        return table
    }

    /// The segments that have rows.
    var segments: [Int] {
        var segments: [Int] = []
        set.forEachChunk { chunk, _ in
            let segment = chunk / FlowSegment.chunkCount
            if segments.last != segment { segments.append(segment) }
        }
        return segments
    }

    /// The unique strings of the rows in a segment.
    func texts(of source: SortColumn.TextSource, segment index: Int) -> SegmentTexts {
        let segment = snapshot.segments[index]
        let table = source.table(segment)
        var used = SymbolSet(count: table.count)
        for (place, chunk) in segment.chunks.enumerated() {
            set[index * FlowSegment.chunkCount + place].forEach { slot in
                let symbol = source.symbol(chunk, slot)
                if symbol.isListed { used.insert(symbol) }
            }
        }
        return SegmentTexts(used, of: table, segment: index, keyBytes: source.keyBytes)
    }

    /// Rows in the order of their strings, all of which are in `parts`.
    func sorted(_ source: SortColumn.TextSource, _ parts: [RankedTexts]) -> [FlowID] {
        let ranks = TextRanks(parts, symbolCounts: snapshot.segments.map { source.table($0).count })
        var unlisted: [FlowID] = []
        var rows = sorted { chunk, slot, index in
            let symbol = source.symbol(chunk, slot)
            if symbol == .unlisted { unlisted.append(FlowID(index + 1)) }
            return symbol.isListed ? Int64(ranks.rank(segment: index / FlowSegment.capacity, symbol)) : 0
        }
        guard !unlisted.isEmpty else { return rows }
        let others = Set(unlisted)
        rows.removeAll { others.contains($0) }
        return merge(unlisted, into: rows)
    }

    /// Puts a few flows whose strings no table has in their places: each is read once.
    private func merge(_ unlisted: [FlowID], into rows: [FlowID]) -> [FlowID] {
        let keys = RowKeys(snapshot: snapshot, column: order.column)
        func keyed(_ id: FlowID) -> (key: SortKey, id: FlowID)? { keys.key(of: id).map { ($0, id) } }
        func precedes(_ left: (key: SortKey, id: FlowID), _ right: (key: SortKey, id: FlowID)) -> Bool {
            if left.key == right.key { return left.id < right.id }
            return order.isDescending ? right.key < left.key : left.key < right.key
        }
        var merged: [FlowID] = []
        merged.reserveCapacity(rows.count + unlisted.count)
        var rest = rows[...]
        for flow in unlisted.compactMap(keyed).sorted(by: precedes) {
            let before = rest.prefixCount { keyed($0).map { precedes($0, flow) } ?? true }
            merged += rest.prefix(before)
            rest = rest.dropFirst(before)
            merged.append(flow.id)
        }
        return merged + rest
    }

    private func sorted(by key: (FlowChunk, _ slot: Int, _ index: Int) -> Int64) -> [FlowID] {
        var flows: [KeyedFlow] = []
        flows.reserveCapacity(set.count)
        set.forEachChunk { chunk, slots in
            let first = chunk * FlowChunk.capacity
            let columns = snapshot.segments[chunk / FlowSegment.chunkCount].chunks[chunk % FlowSegment.chunkCount]
            slots.forEach { slot in
                let number = UInt64(bitPattern: key(columns, slot, first + slot)) ^ 1 << 63
                flows.append(KeyedFlow(key: order.isDescending ? ~number : number, index: first + slot))
            }
        }
        return RadixSort.sort(flows).map { FlowID($0.index + 1) }
    }
}

extension FlowSegment {
    static let chunkCount = capacity / FlowChunk.capacity
}

extension RandomAccessCollection {
    /// How many elements at the beginning have what is true up to some element and false from there on.
    fileprivate func prefixCount(while test: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if test(self[index(startIndex, offsetBy: middle)]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
