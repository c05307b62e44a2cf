/// The rows of a listing: ids with their keys, in order.
///
/// They live in chunks, so that a copy with a few changes shares all the rest.
struct FlowRows: Sendable {
    struct Entry: Sendable, Equatable {
        let key: SortKey
        let id: FlowID
    }

    /// A chunk that would grow past this is split.
    static let chunkCapacity = 512

    let order: SortOrder
    private var chunks: [[Entry]] = []
    /// The row of each chunk's first entry, and the number of rows.
    private var starts: [Int] = [0]

    init(order: SortOrder) {
        self.order = order
    }

    /// Orders these entries: the way to make many rows.
    init(_ entries: [Entry], order: SortOrder) {
        self.order = order
        let sorted = entries.sorted { Self.precedes($0, $1, order) }
        chunks = stride(from: 0, to: sorted.count, by: Self.chunkCapacity).map { start in
            Array(sorted[start..<min(start + Self.chunkCapacity, sorted.count)])
        }
        recount()
    }

    var count: Int { starts[starts.count - 1] }

    subscript(row: Int) -> FlowID {
        let chunk = partition(0..<chunks.count) { starts[$0] > row } - 1
        return chunks[chunk][row - starts[chunk]].id
    }

    /// Where the entry stands; `nil`: it does not.
    func row(of entry: Entry) -> Int? {
        guard let (chunk, slot) = position(of: entry) else { return nil }
        return starts[chunk] + slot
    }

    func contains(_ entry: Entry) -> Bool { position(of: entry) != nil }

    /// Takes entries out and puts others in; the cost is that of finding their places.
    mutating func apply(removing removed: [Entry], inserting inserted: [Entry]) {
        guard !removed.isEmpty || !inserted.isEmpty else { return }
        for entry in removed { remove(entry) }
        for entry in inserted { insert(entry) }
        recount()
    }

    private mutating func remove(_ entry: Entry) {
        guard let (chunk, slot) = position(of: entry) else { return }
        chunks[chunk].remove(at: slot)
        if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    }

    private mutating func insert(_ entry: Entry) {
        guard !chunks.isEmpty else {
            chunks = [[entry]]
            return
        }
        let chunk = max(chunkIndex(for: entry), 0)
        let slot = slot(for: entry, in: chunk)
        guard chunks[chunk].count == Self.chunkCapacity else {
            chunks[chunk].insert(entry, at: slot)
            return
        }
        // Rows that come at the end, the usual case, leave full chunks behind.
        if slot == Self.chunkCapacity, chunk == chunks.count - 1 {
            chunks.append([entry])
            return
        }
        let upper = Array(chunks[chunk][(Self.chunkCapacity / 2)...])
        chunks[chunk].removeLast(upper.count)
        chunks.insert(upper, at: chunk + 1)
        insert(entry)
    }

    private func position(of entry: Entry) -> (chunk: Int, slot: Int)? {
        let chunk = chunkIndex(for: entry)
        guard chunk >= 0 else { return nil }
        let slot = slot(for: entry, in: chunk)
        guard slot < chunks[chunk].count, chunks[chunk][slot].id == entry.id else { return nil }
        return (chunk, slot)
    }

    /// The last chunk that does not begin after the entry; -1: all do.
    private func chunkIndex(for entry: Entry) -> Int {
        partition(0..<chunks.count) { Self.precedes(entry, chunks[$0][0], order) } - 1
    }

    /// The first place in a chunk whose entry does not come before this one.
    private func slot(for entry: Entry, in chunk: Int) -> Int {
        partition(0..<chunks[chunk].count) { !Self.precedes(chunks[chunk][$0], entry, order) }
    }

    /// The first index for which the test, false up to some point and true from there on, is true.
    private func partition(_ range: Range<Int>, _ test: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if test(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func recount() {
        starts = [0]
        starts.reserveCapacity(chunks.count + 1)
        for chunk in chunks { starts.append(starts[starts.count - 1] + chunk.count) }
    }

    private static func precedes(_ lhs: Entry, _ rhs: Entry, _ order: SortOrder) -> Bool {
        if lhs.key != rhs.key { return order.isDescending ? rhs.key < lhs.key : lhs.key < rhs.key }
        return lhs.id < rhs.id
    }
}
