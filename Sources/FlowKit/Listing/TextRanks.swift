/// The places of a column's strings among all of them: numbers to order by instead of texts.
///
/// Every string is looked at once, whatever the number of flows that have it. The work is cut into parts that can be done
/// at the same time: listing the strings of a segment, loading their keys, and putting those between two bounds in order.
struct TextRanks: Sendable {
    /// For each segment the rank of each symbol; 0: it has none.
    private var ranks: [[UInt32]]

    /// - Parameter parts: in order; together all strings of the symbols in use.
    init(_ parts: [RankedTexts], symbolCounts: [Int]) {
        ranks = symbolCounts.map { Array(repeating: 0, count: $0) }
        var first: UInt32 = 1
        for part in parts {
            for entry in part.entries { ranks[Int(entry.segment)][entry.symbol.index] = first + entry.rank }
            first += part.uniqueCount
        }
    }

    func rank(segment: Int, _ symbol: Symbol) -> UInt32 {
        symbol.index < ranks[segment].count ? ranks[segment][symbol.index] : 0
    }
}

/// A string to be put in order: where it is, and the bytes that decide at the depth looked at.
struct TextEntry: Sendable {
    /// Sixteen bytes from the depth on, the first the highest; 0 beyond the end.
    fileprivate var high: UInt64 = 0
    fileprivate var low: UInt64 = 0
    /// How many bytes there are from the depth on: 17 for more than the sixteen.
    fileprivate var rest: UInt32 = 0
    /// Among the strings of its part, counted from 0; equal strings have the same.
    fileprivate(set) var rank: UInt32 = 0
    let segment: UInt32
    let symbol: Symbol

    fileprivate init(segment: Int, symbol: Symbol) {
        self.segment = UInt32(segment)
        self.symbol = symbol
    }

    fileprivate mutating func load(_ text: UnsafeBufferPointer<UInt8>, from depth: Int) {
        high = Self.word(text, from: depth)
        low = Self.word(text, from: depth + 8)
        rest = UInt32(min(max(text.count - depth, 0), 17))
    }

    private static func word(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt64 {
        if start + 8 <= text.count {
            return UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: start, as: UInt64.self).bigEndian
        }
        return (start..<start + 8).reduce(0) { $0 << 8 | ($1 < text.count ? UInt64(text[$1]) : 0) }
    }

    @inline(__always)
    fileprivate static func precedes(_ lhs: TextEntry, _ rhs: TextEntry) -> Bool {
        if lhs.high != rhs.high { return lhs.high < rhs.high }
        if lhs.low != rhs.low { return lhs.low < rhs.low }
        return lhs.rest < rhs.rest
    }

    @inline(__always)
    fileprivate func hasKey(of other: TextEntry) -> Bool {
        high == other.high && low == other.low && rest == other.rest
    }
}

/// The unique strings of the rows in a segment, as they come.
struct SegmentTexts: Sendable {
    private(set) var entries: [TextEntry] = []
    /// `nil`: as they stand in the table.
    private var keys: [Symbol: [UInt8]]?
    private let table: SymbolTable

    /// - Parameter keyBytes: what of a string it is ordered by; `nil`: all of it.
    init(
        _ symbols: SymbolSet,
        of table: SymbolTable,
        segment: Int,
        keyBytes: ((UnsafeBufferPointer<UInt8>) -> [UInt8])?
    ) {
        self.table = table
        keys = keyBytes == nil ? nil : [:]
        symbols.forEach { symbol in
            entries.append(TextEntry(segment: segment, symbol: symbol))
            if let keyBytes { keys?[symbol] = table.withUTF8(of: symbol, keyBytes) }
        }
    }

    fileprivate func withText<Result>(of symbol: Symbol, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard let keys else { return table.withUTF8(of: symbol, body) }
        return (keys[symbol] ?? []).withUnsafeBufferPointer(body)
    }

    /// How many bytes all of them begin with alike, and those bytes.
    var commonPrefix: ArraySlice<UInt8> {
        guard let first = entries.first else { return [] }
        var prefix = withText(of: first.symbol) { Array($0) }[...]
        for entry in entries {
            withText(of: entry.symbol) { text in
                var count = 0
                while count < prefix.count, count < text.count, text[count] == prefix[count] { count += 1 }
                prefix = prefix.prefix(count)
            }
        }
        return prefix
    }

    /// The entries with the bytes from a depth on, which is within what all begin with.
    func loaded(from depth: Int) -> [TextEntry] {
        entries.map { entry in
            var entry = entry
            withText(of: entry.symbol) { entry.load($0, from: depth) }
            return entry
        }
    }
}

/// Strings between two bounds, in order, with their ranks.
struct RankedTexts: Sendable {
    private(set) var entries: [TextEntry]
    /// Strings that differ.
    private(set) var uniqueCount: UInt32 = 0

    /// - Parameters:
    ///   - entries: loaded from `depth` on.
    ///   - texts: by segment.
    init(_ entries: [TextEntry], depth: Int, texts: [SegmentTexts?]) {
        self.entries = entries
        rank(0..<entries.count, depth: depth, texts)
    }

    /// Orders by the bytes that are loaded, and what these do not decide by those that follow.
    private mutating func rank(_ range: Range<Int>, depth: Int, _ texts: [SegmentTexts?]) {
        entries[range].sort(by: TextEntry.precedes)
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, entries[end].hasKey(of: entries[start]) { end += 1 }
            if end - start > 1, entries[start].rest > 16 {
                for index in start..<end {
                    let entry = entries[index]
                    texts[Int(entry.segment)]?.withText(of: entry.symbol) { entries[index].load($0, from: depth + 16) }
                }
                rank(start..<end, depth: depth + 16, texts)
            } else {
                for index in start..<end { entries[index].rank = uniqueCount }
                uniqueCount += 1
            }
            start = end
        }
    }

    /// Entries in parts of about the same size, all of one before all of the next; equal keys in one.
    static func parts(of lists: [[TextEntry]]) -> [[TextEntry]] {
        let count = lists.reduce(0) { $0 + $1.count }
        let partCount = min(max(1, count / partSize), 512)
        guard partCount > 1 else { return [lists.flatMap(\.self)] }
        let step = max(1, count / (partCount * 16))
        let samples = lists.flatMap { list in stride(from: 0, to: list.count, by: step).map { list[$0] } }
            .sorted(by: TextEntry.precedes)
        let bounds = (1..<partCount).map { samples[$0 * samples.count / partCount] }
        var parts = Array(repeating: [TextEntry](), count: partCount)
        for index in parts.indices { parts[index].reserveCapacity(count / partCount * 5 / 4) }
        for list in lists {
            for entry in list { parts[place(of: entry, among: bounds)].append(entry) }
        }
        return parts
    }

    private static let partSize = 4_096

    /// How many bounds are not above the entry.
    private static func place(of entry: TextEntry, among bounds: [TextEntry]) -> Int {
        var (low, high) = (0, bounds.count)
        while low < high {
            let middle = low + (high - low) / 2
            if TextEntry.precedes(entry, bounds[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
