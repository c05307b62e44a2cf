/// 256 neighbouring flows.
struct FlowChunk: Sendable {
    static let capacity = 256

    var entries: [FlowEntry?] = []
    /// The store's version when an entry last changed here, and for each entry its own.
    var version = 0
    var entryVersions: [Int] = []
    var liveCount = 0
}

extension FlowStore {
    /// What a write put out of its place, to be freed after the lock is released.
    struct Displaced {
        let entries: [FlowEntry]
        /// The flow had not been recorded as finished before, as far as the store still knows.
        let isFirstFinish: Bool
        /// The flow was not dropped or deleted before.
        let isKept: Bool
    }

    /// What the lock protects.
    struct State: ~Copyable {
        private var chunks: [FlowChunk] = []
        private var version = 0
        private var totals = StoreTotals()
        private let budget: Int
        /// No unmarked flow lives below this index: where eviction goes on.
        private var evictionStart = 0

        init(budget: Int) {
            self.budget = budget
            totals.budget = budget
        }

        mutating func record(_ entry: FlowEntry) -> Displaced {
            let index = entry.flow.id.rawValue - 1
            let (chunk, slot) = grow(toHold: index)
            let old = chunks[chunk].entries[slot]
            let isFirstFinish = entry.flow.isFinished && old?.flow.isFinished != true
            // An empty slot that was written before belongs to a flow that is gone.
            if old == nil, chunks[chunk].entryVersions[slot] != 0 {
                return Displaced(entries: [], isFirstFinish: isFirstFinish, isKept: false)
            }
            // It may be recorded long after its id was made.
            if old == nil { evictionStart = min(evictionStart, index) }
            let kept = old.map { $0.flow.isMarked && !entry.flow.isMarked ? entry.marked(true) : entry } ?? entry
            put(kept, replacing: old, chunk: chunk, slot: slot)
            let entries = evict() + [old].compactMap(\.self)
            return Displaced(entries: entries, isFirstFinish: isFirstFinish, isKept: true)
        }

        mutating func restore(_ entry: FlowEntry) -> [FlowEntry] {
            let (chunk, slot) = grow(toHold: entry.flow.id.rawValue - 1)
            guard chunks[chunk].entries[slot] == nil else { return [] }
            put(entry, replacing: nil, chunk: chunk, slot: slot)
            evictionStart = min(evictionStart, entry.flow.id.rawValue - 1)
            return evict()
        }

        mutating func mark(_ id: FlowID, isMarked: Bool) {
            guard let (chunk, slot) = position(of: id), let old = chunks[chunk].entries[slot] else { return }
            guard old.flow.isMarked != isMarked else { return }
            put(old.marked(isMarked), replacing: old, chunk: chunk, slot: slot)
            if !isMarked { evictionStart = min(evictionStart, id.rawValue - 1) }
        }

        mutating func remove(_ id: FlowID) -> Flow? {
            guard let (chunk, slot) = position(of: id), let old = chunks[chunk].entries[slot] else { return nil }
            put(nil, replacing: old, chunk: chunk, slot: slot)
            return old.flow
        }

        func snapshot() -> FlowSnapshot {
            FlowSnapshot(chunks: chunks, version: version, totals: totals)
        }

        private func position(of id: FlowID) -> (chunk: Int, slot: Int)? {
            let index = id.rawValue - 1
            guard index >= 0 else { return nil }
            let (chunk, slot) = index.quotientAndRemainder(dividingBy: FlowChunk.capacity)
            guard chunk < chunks.count, slot < chunks[chunk].entries.count else { return nil }
            return (chunk, slot)
        }

        private mutating func grow(toHold index: Int) -> (chunk: Int, slot: Int) {
            precondition(index >= 0, "flow ids begin at 1")
            let (chunk, slot) = index.quotientAndRemainder(dividingBy: FlowChunk.capacity)
            while chunks.count <= chunk { chunks.append(FlowChunk()) }
            while chunks[chunk].entries.count <= slot {
                chunks[chunk].entries.append(nil)
                chunks[chunk].entryVersions.append(0)
            }
            return (chunk, slot)
        }

        private mutating func put(_ entry: FlowEntry?, replacing old: FlowEntry?, chunk: Int, slot: Int) {
            version += 1
            chunks[chunk].version = version
            chunks[chunk].entries[slot] = entry
            chunks[chunk].entryVersions[slot] = version
            let change = (entry == nil ? 0 : 1) - (old == nil ? 0 : 1)
            chunks[chunk].liveCount += change
            totals.flowCount += change
            totals.byteCount += (entry?.footprint ?? 0) - (old?.footprint ?? 0)
        }

        /// Drops the oldest flows while the budget is exceeded: unmarked ones first, marked ones when nothing else is left.
        private mutating func evict() -> [FlowEntry] {
            var dropped: [FlowEntry] = []
            while totals.byteCount > budget {
                var next = oldest(from: evictionStart, isMarked: false)
                evictionStart = next ?? end
                next = next ?? oldest(from: 0, isMarked: true)
                guard let next else { break }
                dropped.append(drop(next))
            }
            return dropped
        }

        private mutating func drop(_ index: Int) -> FlowEntry {
            let (chunk, slot) = index.quotientAndRemainder(dividingBy: FlowChunk.capacity)
            guard let entry = chunks[chunk].entries[slot] else { preconditionFailure("dropped an empty slot") }
            put(nil, replacing: entry, chunk: chunk, slot: slot)
            totals.evictedCount += 1
            return entry
        }

        /// The index of the newest flow, which is never dropped: it is the one being written.
        private var end: Int {
            (chunks.count - 1) * FlowChunk.capacity + (chunks.last?.entries.count ?? 0) - 1
        }

        private func oldest(from start: Int, isMarked: Bool) -> Int? {
            var index = start
            while index < end {
                let (chunk, slot) = index.quotientAndRemainder(dividingBy: FlowChunk.capacity)
                if chunks[chunk].liveCount == 0 {
                    index = (chunk + 1) * FlowChunk.capacity
                    continue
                }
                if let entry = chunks[chunk].entries[slot], entry.flow.isMarked == isMarked { return index }
                index += 1
            }
            return nil
        }
    }
}

/// Sums over the store.
package struct StoreTotals: Hashable, Sendable {
    package var flowCount = 0
    /// Bytes all flows take, by `Flow.footprint`.
    package var byteCount = 0
    package var budget = 0
    /// Flows dropped to stay within the budget, since start.
    package var evictedCount = 0

    package init() {}
}
