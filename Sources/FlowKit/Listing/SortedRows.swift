/// Rows in another order than that of arrival: ids alone, in chunks, so that a copy with a few changes shares the rest.
///
/// Their keys are read from a snapshot that has them as they were when they were put in their places.
struct SortedRows: Sendable {
    /// A chunk that would grow past this is split.
    static let chunkCapacity = 512

    private let isDescending: Bool
    private var chunks: [[FlowID]] = []
    /// The row of each chunk's first flow, and the number of rows.
    private var starts: [Int] = [0]

    /// - Parameter ids: in order.
    init(_ ids: [FlowID], keys: RowKeys, isDescending: Bool) {
        self.isDescending = isDescending
        chunks = stride(from: 0, to: ids.count, by: Self.chunkCapacity).map { start in
            Array(ids[start..<Swift.min(start + Self.chunkCapacity, ids.count)])
        }
        recount()
    }

    var count: Int { starts[starts.count - 1] }

    subscript(row: Int) -> FlowID {
        let chunk = partition(0..<chunks.count) { starts[$0] > row } - 1
        return chunks[chunk][row - starts[chunk]]
    }

    /// Calls `body` with the flow in `row`, which there is, and those below or above it in turn, until it returns false.
    func forEach(from row: Int, isForward: Bool, _ body: (FlowID) -> Bool) {
        var chunk = partition(0..<chunks.count) { starts[$0] > row } - 1
        var slot = row - starts[chunk]
        while body(chunks[chunk][slot]) {
            slot += isForward ? 1 : -1
            guard !chunks[chunk].indices.contains(slot) else { continue }
            chunk += isForward ? 1 : -1
            guard chunks.indices.contains(chunk) else { return }
            slot = isForward ? 0 : chunks[chunk].count - 1
        }
    }

    /// Where the flow stands; `nil`: it does not.
    func row(of id: FlowID, keys: RowKeys) -> Int? {
        guard let entry = Entry(id, keys), let (chunk, slot) = position(of: entry, keys) else { return nil }
        return starts[chunk] + slot
    }

    /// Takes flows out; those that are not there are passed over.
    ///
    /// - Parameter keys: by which they were put in.
    mutating func remove(_ ids: some Sequence<FlowID>, keys: RowKeys) {
        for id in ids {
            guard let entry = Entry(id, keys), let (chunk, slot) = position(of: entry, keys) else { continue }
            chunks[chunk].remove(at: slot)
            if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
        }
        recount()
    }

    /// Puts flows in their places.
    ///
    /// - Parameter keys: of all that are here then.
    mutating func insert(_ ids: some Sequence<FlowID>, keys: RowKeys) {
        for id in ids { if let entry = Entry(id, keys) { insert(entry, keys) } }
        recount()
    }

    /// The same rows without those that are not in a set.
    func filtered(_ set: FlowSet, keys: RowKeys) -> SortedRows {
        SortedRows(filter { set.contains($0) }, keys: keys, isDescending: isDescending)
    }

    private struct Entry {
        let key: SortKey
        let id: FlowID

        init?(_ id: FlowID, _ keys: RowKeys) {
            guard let key = keys.key(of: id) else { return nil }
            self.key = key
            self.id = id
        }
    }

    private mutating func insert(_ entry: Entry, _ keys: RowKeys) {
        guard !chunks.isEmpty else {
            chunks = [[entry.id]]
            return
        }
        let chunk = Swift.max(chunkIndex(for: entry, keys), 0)
        let slot = slot(for: entry, in: chunk, keys)
        guard chunks[chunk].count >= Self.chunkCapacity else {
            chunks[chunk].insert(entry.id, at: slot)
            return
        }
        // Rows that come at the end leave full chunks behind.
        if slot == chunks[chunk].count, chunk == chunks.count - 1 {
            chunks.append([entry.id])
            return
        }
        let upper = Array(chunks[chunk][(chunks[chunk].count / 2)...])
        chunks[chunk].removeLast(upper.count)
        chunks.insert(upper, at: chunk + 1)
        insert(entry, keys)
    }

    private func position(of entry: Entry, _ keys: RowKeys) -> (chunk: Int, slot: Int)? {
        let chunk = chunkIndex(for: entry, keys)
        guard chunk >= 0 else { return nil }
        let slot = slot(for: entry, in: chunk, keys)
        guard slot < chunks[chunk].count, chunks[chunk][slot] == entry.id else { return nil }
        return (chunk, slot)
    }

    /// The last chunk that does not begin after the entry; -1: all do.
    private func chunkIndex(for entry: Entry, _ keys: RowKeys) -> Int {
        partition(0..<chunks.count) { precedes(entry, chunks[$0][0], keys) } - 1
    }

    /// The first place in a chunk whose flow does not come before this one.
    private func slot(for entry: Entry, in chunk: Int, _ keys: RowKeys) -> Int {
        partition(0..<chunks[chunk].count) { index in
            let id = chunks[chunk][index]
            return id == entry.id || precedes(entry, id, keys)
        }
    }

    private func precedes(_ entry: Entry, _ id: FlowID, _ keys: RowKeys) -> Bool {
        guard id != entry.id, let key = keys.key(of: id) else { return false }
        if key != entry.key { return isDescending ? key < entry.key : entry.key < key }
        return entry.id < id
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
        starts.removeAll(keepingCapacity: true)
        var sum = 0
        for chunk in chunks {
            starts.append(sum)
            sum += chunk.count
        }
        starts.append(sum)
    }
}

extension SortedRows: Sequence {
    func makeIterator() -> some IteratorProtocol<FlowID> { chunks.joined().makeIterator() }
}
