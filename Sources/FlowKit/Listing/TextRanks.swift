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
        /// In the segment's own texts, where it has such.
        var start: UInt32
        var byteCount: UInt32
        var segment: UInt32
        var symbol: UInt32
    }

    fileprivate(set) var entries: [Entry]
    private enum Texts {
        /// Where they are: a copy of a million paths would take hundreds of megabytes.
        case table(SymbolTable)
        case own([UInt8])
    }

    /// By segment; shared by all parts that have entries of it.
    private var texts: [UInt32: Texts]

    /// The strings of some symbols of a segment.
    ///
    /// - Parameter keyBytes: what of a string it is ordered by; `nil`: all of it, as it is.
    init(
        _ symbols: SymbolSet,
        of table: SymbolTable,
        segment: Int,
        keyBytes: ((UnsafeBufferPointer<UInt8>) -> [UInt8])?
    ) {
        var entries: [Entry] = []
        var own: [UInt8] = []
        symbols.forEach { symbol in
            table.withUTF8(of: symbol) { text in
                guard let key = keyBytes?(text) else {
                    return entries.append(Entry(text, start: 0, segment: segment, symbol: symbol))
                }
                key.withUnsafeBufferPointer {
                    entries.append(Entry($0, start: own.count, segment: segment, symbol: symbol))
                }
                own += key
            }
        }
        self.entries = entries
        texts = [UInt32(segment): keyBytes == nil ? .table(table) : .own(own)]
        let unsorted = self
        self.entries.sort { unsorted.precedes($0, $1) }
    }

    init() {
        entries = []
        texts = [:]
    }

    /// Both in order together.
    init(joining lhs: SortedTexts, _ rhs: SortedTexts) {
        texts = lhs.texts.merging(rhs.texts) { first, _ in first }
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
        guard lhs.byteCount > 16 else { return true }
        return withRest(of: lhs) { left in withRest(of: rhs) { left.hasSameBytes(as: $0) } }
    }

    private func precedes(_ lhs: Entry, _ rhs: Entry) -> Bool {
        if lhs.high != rhs.high { return lhs.high < rhs.high }
        if lhs.low != rhs.low { return lhs.low < rhs.low }
        guard lhs.byteCount > 16, rhs.byteCount > 16 else { return lhs.byteCount < rhs.byteCount }
        return withRest(of: lhs) { left in withRest(of: rhs) { left.lexicographicallyPrecedes($0) } }
    }

    /// Lends what comes after the first sixteen bytes.
    private func withRest<Result>(of entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        switch texts[entry.segment] {
        case .table(let table)?:
            table.withUTF8(of: Symbol(entry.symbol)) { body(UnsafeBufferPointer(rebasing: $0.dropFirst(16))) }
        case .own(let bytes)?:
            bytes.withUnsafeBufferPointer { bytes in
                let end = Int(entry.start) + Int(entry.byteCount)
                return body(UnsafeBufferPointer(rebasing: bytes[(Int(entry.start) + 16)..<end]))
            }
        case nil: body(UnsafeBufferPointer(start: nil, count: 0))
        }
    }
}

extension SortedTexts.Entry {
    fileprivate init(_ text: UnsafeBufferPointer<UInt8>, start: Int, segment: Int, symbol: Symbol) {
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
