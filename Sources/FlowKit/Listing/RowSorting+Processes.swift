/// Order by the names of clients' processes.
extension RowSorting {
    /// Flows whose process is not known first. Each connection is asked once.
    func sortedByProcess() -> [FlowID] {
        var flows: [KeyedFlow] = []
        flows.reserveCapacity(set.count)
        var names = ProcessNames()
        set.forEachChunk { number, slots in
            let (index, place) = number.quotientAndRemainder(dividingBy: FlowSegment.chunkCount)
            let segment = snapshot.segments[index]
            names.enter(segment)
            let (flags, clients) = (segment.chunks[place].columns.flags, segment.chunks[place].columns.client)
            slots.forEach { slot in
                let isKnown = flags[slot].contains(.process)
                let name = isKnown ? names.number(of: clients[slot], in: segment, chunk: place, slot: slot) : 0
                flows.append(KeyedFlow(key: UInt64(name), index: number * FlowChunk.capacity + slot))
            }
        }
        let ranks = names.ranks
        for index in flows.indices {
            let rank = ranks[Int(flows[index].key)]
            flows[index].key = order.isDescending ? ~rank : rank
        }
        return RadixSort.sort(flows).map { FlowID($0.index + 1) }
    }
}

/// Names in numbers from 1, in the order they are come upon; 0: no name.
private struct ProcessNames {
    private var numbers: [[UInt8]: Int] = [:]
    private var firstID = 0
    /// By the symbols of the segment's connections.
    private var known: [Int?] = []

    mutating func enter(_ segment: FlowSegment) {
        guard segment.firstID != firstID else { return }
        firstID = segment.firstID
        known = Array(repeating: nil, count: segment.connections.count)
    }

    mutating func number(of client: Symbol, in segment: FlowSegment, chunk: Int, slot: Int) -> Int {
        let isListed = client.index < known.count
        if isListed, let number = known[client.index] { return number }
        let name = segment.client(chunk: chunk, slot: slot)?.process?.name
        let number = name.map { self.number(of: Array($0.utf8)) } ?? 0
        if isListed { known[client.index] = number }
        return number
    }

    private mutating func number(of name: [UInt8]) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = numbers.count + 1
        return numbers.count
    }

    /// The places of the names among each other, by number.
    var ranks: [UInt64] {
        var ranks = Array(repeating: UInt64(0), count: numbers.count + 1)
        let sorted = numbers.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (place, entry) in sorted.enumerated() { ranks[entry.value] = UInt64(place + 1) }
        return ranks
    }
}
