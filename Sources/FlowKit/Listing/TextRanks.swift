/// The places of a column's strings among all of them: numbers to order by instead of texts.
///
/// Every string is looked at once, whatever the number of flows that have it. The work is cut into a part for each
/// segment, which can be done at the same time, and a joining of two parts.
struct TextRanks: Sendable {
    /// For each segment the rank of each symbol; 0: it has none.
    private var ranks: [[UInt32]]

    func rank(segment: Int, _ symbol: Symbol) -> UInt32 {
        symbol.index < ranks[segment].count ? ranks[segment][symbol.index] : 0
    }

    /// - Parameter texts: in order; all those of a segment's symbols in use.
    init(_ texts: SortedTexts, segmentCount: Int, symbolCounts: [Int]) {
        ranks = symbolCounts.map { Array(repeating: 0, count: $0) }
        var rank: UInt32 = 0
        for index in texts.entries.indices {
            let entry = texts.entries[index]
            if index == 0 || !texts.isEqual(texts.entries[index - 1], entry) { rank += 1 }
            ranks[Int(entry.segment)][Int(entry.symbol)] = rank
        }
    }
}

/// Strings in order, with where they came from.
struct SortedTexts: Sendable {
    struct Entry: Sendable {
        /// The first sixteen bytes, which decide most comparisons.
        var high: UInt64
        var low: UInt64
        /// In `bytes` of the segment's texts.
        var start: UInt32
        var byteCount: UInt32
        var segment: UInt32
        var symbol: UInt32
    }

    fileprivate(set) var entries: [Entry]
    /// By segment; shared by all parts that have entries of it.
    fileprivate var bytes: [UInt32: [UInt8]]

    /// The strings of some symbols of a segment.
    init(_ symbols: SymbolSet, of table: SymbolTable, segment: Int, keyBytes: (UnsafeBufferPointer<UInt8>) -> [UInt8]) {
        var entries: [Entry] = []
        var bytes: [UInt8] = []
        symbols.forEach { symbol in
            let text = table.withUTF8(of: symbol, keyBytes)
            entries.append(Entry(text, start: bytes.count, segment: segment, symbol: symbol))
            bytes += text
        }
        self.entries = entries
        self.bytes = [UInt32(segment): bytes]
        let texts = self
        self.entries.sort { texts.precedes($0, $1) }
    }

    init() {
        entries = []
        bytes = [:]
    }

    /// Both in order together.
    init(joining lhs: SortedTexts, _ rhs: SortedTexts) {
        bytes = lhs.bytes.merging(rhs.bytes) { first, _ in first }
        entries = []
        entries.reserveCapacity(lhs.entries.count + rhs.entries.count)
        var (left, right) = (0, 0)
        while left < lhs.entries.count, right < rhs.entries.count {
            if precedes(rhs.entries[right], lhs.entries[left]) {
                entries.append(rhs.entries[right])
                right += 1
            } else {
                entries.append(lhs.entries[left])
                left += 1
            }
        }
        entries += lhs.entries[left...]
        entries += rhs.entries[right...]
    }

    fileprivate func isEqual(_ lhs: Entry, _ rhs: Entry) -> Bool {
        guard lhs.high == rhs.high, lhs.low == rhs.low, lhs.byteCount == rhs.byteCount else { return false }
        return lhs.byteCount <= 16 || rest(of: lhs).elementsEqual(rest(of: rhs))
    }

    private func precedes(_ lhs: Entry, _ rhs: Entry) -> Bool {
        if lhs.high != rhs.high { return lhs.high < rhs.high }
        if lhs.low != rhs.low { return lhs.low < rhs.low }
        guard lhs.byteCount > 16, rhs.byteCount > 16 else { return lhs.byteCount < rhs.byteCount }
        return rest(of: lhs).lexicographicallyPrecedes(rest(of: rhs))
    }

    private func rest(of entry: Entry) -> ArraySlice<UInt8> {
        let end = Int(entry.start) + Int(entry.byteCount)
        return bytes[entry.segment]?[(Int(entry.start) + 16)..<end] ?? []
    }
}

extension SortedTexts.Entry {
    fileprivate init(_ text: [UInt8], start: Int, segment: Int, symbol: Symbol) {
        func word(_ start: Int) -> UInt64 {
            (start..<start + 8).reduce(0) { $0 << 8 | ($1 < text.count ? UInt64(text[$1]) : 0) }
        }
        self.init(
            high: word(0),
            low: word(8),
            start: UInt32(start),
            byteCount: UInt32(text.count),
            segment: UInt32(segment),
            symbol: symbol.rawValue
        )
    }
}
