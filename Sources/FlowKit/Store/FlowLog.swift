/// The flows of a store by index (their number less one): segments of chunks of columns, written in place where no
/// snapshot shares them.
///
/// A value: a copy of `segments` is a snapshot. After one was taken, the first write copies the table of segments, the
/// table of chunks of one segment, and one chunk.
struct FlowLog: ~Copyable {
    private(set) var segments: [FlowSegment] = []
    private(set) var version = 0
    /// Where the next new flow would come.
    private(set) var endIndex = 0
    /// Bytes that what flows have in common takes, as far as it is more than little.
    private(set) var dictionaryByteCount = 0

    /// What was taken out, to be freed after the lock is released.
    struct Removed {
        let entry: FlowEntry
        /// That of the segment, where this was its last flow: thousands of allocations.
        var dictionary: SegmentDictionary?
    }

    /// Of the slot; empty where there never was a flow, `recorded` alone where it is gone.
    func flags(at index: Int) -> FlowFlags {
        guard index >= 0, index < endIndex else { return [] }
        let place = FlowPlace(index: index)
        if segments[place.segment].isGone { return .recorded }
        let chunks = segments[place.segment].chunks
        guard place.chunk < chunks.count else { return [] }
        let chunk = chunks[place.chunk]
        guard !chunk.isGone else { return chunk.isRecorded(place.slot) ? .recorded : [] }
        return chunk.columns.flags[place.slot]
    }

    func flow(at index: Int) -> Flow? {
        let place = FlowPlace(index: index)
        return segments[place.segment].flow(chunk: place.chunk, slot: place.slot)
    }

    /// The client's connection of a flow that is there.
    func client(at index: Int) -> Connection? {
        let place = FlowPlace(index: index)
        return segments[place.segment].client(chunk: place.chunk, slot: place.slot)
    }

    func entry(at index: Int) -> FlowEntry? {
        guard flags(at: index).contains(.live) else { return nil }
        let place = FlowPlace(index: index)
        return segments[place.segment].chunks[place.chunk].columns.entries[place.slot]
    }

    /// Makes sure that there is a slot, and that its segment knows what the flow has in common with others.
    mutating func list(_ facts: FlowFacts, at index: Int) -> FlowSymbols {
        let place = FlowPlace(index: index)
        grow(toHold: place)
        guard let dictionary = segments[place.segment].dictionary else {
            preconditionFailure("a segment without dictionary")
        }
        let before = dictionary.extraByteCount
        let symbols = dictionary.symbols(for: facts)
        dictionaryByteCount += dictionary.extraByteCount - before
        segments[place.segment].extents = dictionary.extents
        return symbols
    }

    /// Writes a flow, which is listed, into its slot.
    ///
    /// - Returns: what was there.
    mutating func put(
        _ entry: FlowEntry,
        _ facts: FlowFacts,
        _ symbols: FlowSymbols,
        flags: FlowFlags,
        at index: Int
    ) -> FlowEntry? {
        let place = FlowPlace(index: index)
        endIndex = max(endIndex, index + 1)
        return change(place) { chunk in
            let old = chunk.columns.entries[place.slot]
            if old == nil { chunk.liveCount += 1 }
            chunk.count = max(chunk.count, place.slot + 1)
            chunk.columns.set(facts, symbols, slot: place.slot)
            chunk.columns.setFlags(flags, slot: place.slot)
            chunk.columns.entries[place.slot] = entry
            return old
        }
    }

    mutating func setFlags(_ flags: FlowFlags, at index: Int) {
        let place = FlowPlace(index: index)
        change(place) { $0.columns.setFlags(flags, slot: place.slot) }
    }

    /// Takes out a flow that is there.
    mutating func remove(at index: Int) -> Removed {
        let place = FlowPlace(index: index)
        // The last chunk will soon have flows again.
        let isLast = index / FlowChunk.capacity == (endIndex - 1) / FlowChunk.capacity
        let entry: FlowEntry? = change(place) { chunk in
            let old = chunk.columns.entries[place.slot]
            chunk.liveCount -= 1
            chunk.columns.setFlags(.recorded, slot: place.slot)
            chunk.columns.entries[place.slot] = nil
            if chunk.liveCount == 0, !isLast { chunk.letGo() }
            return old
        }
        guard let entry else { preconditionFailure("removed from an empty slot") }
        return Removed(entry: entry, dictionary: letGo(of: place.segment))
    }

    /// The first flow in a range of indices that is marked, or is not.
    func first(from start: Int, to end: Int, isMarked: Bool) -> Int? {
        var index = start
        while index < end {
            let place = FlowPlace(index: index)
            let segment = segments[place.segment]
            // Its last chunks may never have come to be: numbers are given to flows that are not recorded, too.
            guard segment.liveCount > 0, place.chunk < segment.chunks.count else {
                index = (place.segment + 1) * FlowSegment.capacity
                continue
            }
            if segment.chunks[place.chunk].liveCount > 0 {
                let flags = segment.chunks[place.chunk].columns.flags
                let limit = min(FlowChunk.capacity, place.slot + end - index)
                for slot in place.slot..<limit where flags[slot].contains(.live) {
                    if flags[slot].contains(.marked) == isMarked { return index + slot - place.slot }
                }
            }
            index += FlowChunk.capacity - place.slot
        }
        return nil
    }

    // MARK: - Places

    private mutating func grow(toHold place: FlowPlace) {
        while segments.count <= place.segment {
            segments.append(FlowSegment(firstID: segments.count * FlowSegment.capacity + 1))
        }
        if segments[place.segment].isGone { comeBack(place.segment) }
        if segments[place.segment].dictionary == nil { segments[place.segment].dictionary = SegmentDictionary() }
        while segments[place.segment].chunks.count <= place.chunk { segments[place.segment].chunks.append(FlowChunk()) }
    }

    /// Changes a chunk, or a copy of it where a snapshot shares it, and gives segment, chunk and slot a new version.
    private mutating func change<Result>(_ place: FlowPlace, _ body: (FlowChunk) -> Result) -> Result {
        version += 1
        segments[place.segment].version = version
        if !isKnownUniquelyReferenced(&segments[place.segment].chunks[place.chunk]) {
            segments[place.segment].chunks[place.chunk] = FlowChunk(segments[place.segment].chunks[place.chunk])
        }
        let chunk = segments[place.segment].chunks[place.chunk]
        if chunk.isGone { chunk.comeBack() }
        let liveCount = chunk.liveCount
        chunk.version = version
        chunk.columns.versions[place.slot] = version
        let result = body(chunk)
        segments[place.segment].liveCount += chunk.liveCount - liveCount
        return result
    }

    /// Lets go of a segment whose flows are all gone; of its places too where no flow can come late.
    private mutating func letGo(of index: Int) -> SegmentDictionary? {
        guard segments[index].liveCount == 0, index + 1 < segments.count, let dictionary = segments[index].dictionary
        else { return nil }
        dictionaryByteCount -= dictionary.extraByteCount
        segments[index].dictionary = nil
        segments[index].extents = SegmentDictionary.Extents()
        guard segments[index].chunks.count * FlowChunk.capacity == FlowSegment.capacity,
            segments[index].chunks.allSatisfy(\.isComplete)
        else { return dictionary }
        segments[index].chunks = []
        segments[index].isGone = true
        return dictionary
    }

    private mutating func comeBack(_ index: Int) {
        let segment = segments[index]
        segments[index].isGone = false
        segments[index].chunks = (0..<FlowSegment.capacity / FlowChunk.capacity).map { _ in
            FlowChunk(goneSince: segment.version)
        }
    }
}
