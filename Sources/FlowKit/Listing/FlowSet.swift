/// Some flows, a bit each, that can be counted off: the flow at a place and the place of a flow are found in about a
/// hundred steps, however many there are.
///
/// A value whose copies share what did not change. A million flows take 125 KB.
package struct FlowSet: Sendable {
    private static let wordsPerChunk = FlowChunk.capacity / 64
    private static let chunksPerBlock = 16
    private static let wordsPerBlock = wordsPerChunk * chunksPerBlock
    private static let flowsPerBlock = FlowChunk.capacity * chunksPerBlock

    /// Each the bits of 4,096 neighbouring flows, or empty where none of them is in the set.
    private var blocks: [[UInt64]] = []
    private var counts: [Int] = []
    /// The flows of the set before each block, and their number.
    private var starts = [0]

    package init() {}

    package var count: Int { starts[starts.count - 1] }
    package var isEmpty: Bool { count == 0 }

    package func contains(_ id: FlowID) -> Bool {
        let index = id.rawValue - 1
        guard index >= 0 else { return false }
        return self[index / FlowChunk.capacity].contains(index % FlowChunk.capacity)
    }

    /// The flows of the set in a chunk, which is counted from the first chunk of the store.
    subscript(chunk: Int) -> SlotSet {
        let (block, place) = chunk.quotientAndRemainder(dividingBy: Self.chunksPerBlock)
        guard block < blocks.count, !blocks[block].isEmpty else { return .none }
        let first = place * Self.wordsPerChunk
        let words = blocks[block]
        return SlotSet(words: SIMD4(words[first], words[first + 1], words[first + 2], words[first + 3]))
    }

    /// Sets what of some chunks is in the set.
    mutating func set(_ chunks: some Sequence<(chunk: Int, slots: SlotSet)>) {
        for (chunk, slots) in chunks { set(chunk, slots) }
        starts.removeAll(keepingCapacity: true)
        var sum = 0
        for count in counts {
            starts.append(sum)
            sum += count
        }
        starts.append(sum)
    }

    private mutating func set(_ chunk: Int, _ slots: SlotSet) {
        let (block, place) = chunk.quotientAndRemainder(dividingBy: Self.chunksPerBlock)
        if slots.isEmpty, block >= blocks.count || blocks[block].isEmpty { return }
        while blocks.count <= block {
            blocks.append([])
            counts.append(0)
        }
        if blocks[block].isEmpty { blocks[block] = Array(repeating: 0, count: Self.wordsPerBlock) }
        for index in 0..<Self.wordsPerChunk {
            let word = place * Self.wordsPerChunk + index
            counts[block] += slots.words[index].nonzeroBitCount - blocks[block][word].nonzeroBitCount
            blocks[block][word] = slots.words[index]
        }
        if counts[block] == 0 { blocks[block] = [] }
    }

    /// How many of the set come before this flow.
    package func rank(of id: FlowID) -> Int {
        let index = max(0, id.rawValue - 1)
        let (block, place) = index.quotientAndRemainder(dividingBy: Self.flowsPerBlock)
        guard block < blocks.count else { return count }
        guard !blocks[block].isEmpty else { return starts[block] }
        let words = blocks[block]
        let whole = words[..<(place / 64)].reduce(0) { $0 + $1.nonzeroBitCount }
        return starts[block] + whole + (words[place / 64] & (1 << UInt64(place % 64) - 1)).nonzeroBitCount
    }

    /// The flow with so many of the set before it, which must be fewer than `count`.
    package func id(at rank: Int) -> FlowID {
        precondition(rank >= 0 && rank < count, "no flow of that rank")
        var (low, high) = (0, blocks.count)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if starts[middle] <= rank { low = middle } else { high = middle }
        }
        // Empty blocks share their start with the one behind them, which is the one wanted.
        var left = rank - starts[low]
        for (index, word) in blocks[low].enumerated() {
            let count = word.nonzeroBitCount
            guard left >= count else {
                var word = word
                for _ in 0..<left { word &= word - 1 }
                return FlowID(low * Self.flowsPerBlock + index * 64 + word.trailingZeroBitCount + 1)
            }
            left -= count
        }
        preconditionFailure("a block of the set has fewer flows than it counts")
    }

    /// The first of the set behind a flow; `nil`: there is none.
    func next(after id: FlowID) -> FlowID? {
        var index = max(0, id.rawValue)
        while index / Self.flowsPerBlock < blocks.count {
            let (block, place) = index.quotientAndRemainder(dividingBy: Self.flowsPerBlock)
            guard !blocks[block].isEmpty else {
                index = (block + 1) * Self.flowsPerBlock
                continue
            }
            let word = blocks[block][place / 64] >> UInt64(place % 64)
            if word != 0 { return FlowID(index + word.trailingZeroBitCount + 1) }
            index += 64 - place % 64
        }
        return nil
    }

    /// The last of the set before a flow; `nil`: there is none.
    func previous(before id: FlowID) -> FlowID? {
        var index = min(id.rawValue - 2, blocks.count * Self.flowsPerBlock - 1)
        while index >= 0 {
            let (block, place) = index.quotientAndRemainder(dividingBy: Self.flowsPerBlock)
            guard !blocks[block].isEmpty else {
                index = block * Self.flowsPerBlock - 1
                continue
            }
            let word = blocks[block][place / 64] << UInt64(63 - place % 64)
            if word != 0 { return FlowID(index - word.leadingZeroBitCount + 1) }
            index -= place % 64 + 1
        }
        return nil
    }

    /// The chunks that have any, with what they have, in order.
    func forEachChunk(_ body: (_ chunk: Int, SlotSet) -> Void) {
        for block in blocks.indices where !blocks[block].isEmpty {
            for place in 0..<Self.chunksPerBlock {
                let chunk = block * Self.chunksPerBlock + place
                let slots = self[chunk]
                if !slots.isEmpty { body(chunk, slots) }
            }
        }
    }

    /// The flows of the set, oldest first.
    func forEach(_ body: (FlowID) -> Void) {
        forEachChunk { chunk, slots in
            slots.forEach { body(FlowID(chunk * FlowChunk.capacity + $0 + 1)) }
        }
    }
}

extension FlowSet {
    /// Oldest first.
    var ids: [FlowID] {
        var ids: [FlowID] = []
        ids.reserveCapacity(count)
        forEach { ids.append($0) }
        return ids
    }

    /// Adds flows to what of each chunk is in the set already.
    mutating func add(_ chunks: some Sequence<(chunk: Int, slots: SlotSet)>) {
        let sets = chunks.filter { !$0.slots.isEmpty }.map { ($0.chunk, self[$0.chunk].union($0.slots)) }
        if !sets.isEmpty { set(sets) }
    }

    func union(_ other: FlowSet) -> FlowSet {
        changed(where: other) { $0.union($1) }
    }

    func subtracting(_ other: FlowSet) -> FlowSet {
        changed(where: other) { $0.subtracting($1) }
    }

    /// Of the flows in `asked`, those in `answer` are in the set then, others are not.
    func replacing(_ asked: FlowSet, by answer: FlowSet) -> FlowSet {
        subtracting(asked).union(answer)
    }

    func intersection(_ other: FlowSet) -> FlowSet {
        FlowSet().changed(where: other) { [self] _, slots, chunk in self[chunk].intersection(slots) }
    }

    private func changed(where other: FlowSet, _ change: (SlotSet, SlotSet) -> SlotSet) -> FlowSet {
        changed(where: other) { old, slots, _ in change(old, slots) }
    }

    /// The set with other slots in the chunks that `other` has flows of.
    private func changed(where other: FlowSet, _ change: (SlotSet, SlotSet, _ chunk: Int) -> SlotSet) -> FlowSet {
        var sets: [(chunk: Int, slots: SlotSet)] = []
        other.forEachChunk { chunk, slots in sets.append((chunk, change(self[chunk], slots, chunk))) }
        var result = self
        if !sets.isEmpty { result.set(sets) }
        return result
    }
}
