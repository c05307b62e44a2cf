/// The unique strings of one kind in one segment: an arena of blocks that only grows and never moves.
///
/// Strings are valid UTF-8 and lie one after the other in the order they came, each followed by a byte that UTF-8 does not
/// have. They are found by hash with chains in the entries, so that no growth ever rehashes.
///
/// `@unchecked Sendable`: one writer at a time (under the store's lock) appends. A reader knows how many strings there were
/// when it got its snapshot under that lock, and reads only those: entries, bytes and the spines' places that the writer
/// no longer touches. `buckets` and `next` are the writer's alone.
final class SymbolArena: @unchecked Sendable {
    struct Entry {
        /// Of the first byte: the block's number above the place in it.
        var position: UInt32
        var byteCount: UInt32
        var hash: UInt32
        /// The entry before this one in its bucket's chain.
        var next: UInt32
    }

    static let separator: UInt8 = 0xFF
    /// Longer strings are not listed.
    static let stringByteLimit = 2_048
    private static let entryShift = 8
    private static let entryBlockLimit = min(2 * FlowSegment.capacity, Symbol.limit) >> entryShift
    private static let end = UInt32.max

    /// How many strings there are, and what is known of them all.
    struct Extent: Sendable {
        fileprivate(set) var count: UInt32 = 0
        fileprivate(set) var traits: SymbolTraits = []
    }

    private let blockLimit: Int
    /// Positions of one block differ only below this bit.
    let blockShift: Int
    private(set) var extent = Extent()
    /// Bytes the arena takes in memory.
    private(set) var byteCount = 0
    private var endPosition = 0
    private var buckets: [UInt32]
    private let entries: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    private let blocks: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>

    /// - Parameters:
    ///   - bucketCount: a power of two; about as many as strings are expected.
    ///   - blockByteCount: a power of two that the longest string fits in.
    ///   - meanByteCount: all flows of a segment may have strings of their own, as long as these are on average.
    init(bucketCount: Int, blockByteCount: Int, meanByteCount: Int) {
        // What does not fit at the end of a block is lost: no more than the longest string.
        let usedByteCount = blockByteCount - min(Self.stringByteLimit, blockByteCount / 2)
        blockLimit = FlowSegment.capacity * (meanByteCount + 1) / usedByteCount + 1
        blockShift = blockByteCount.trailingZeroBitCount
        buckets = Array(repeating: Self.end, count: bucketCount)
        entries = .allocate(capacity: Self.entryBlockLimit)
        entries.initialize(repeating: nil, count: Self.entryBlockLimit)
        blocks = .allocate(capacity: blockLimit)
        blocks.initialize(repeating: nil, count: blockLimit)
    }

    var count: Int { Int(extent.count) }
    private var blockByteCount: Int { 1 << blockShift }

    deinit {
        for index in 0..<Self.entryBlockLimit { entries[index]?.deallocate() }
        for index in 0..<blockLimit { blocks[index]?.deallocate() }
        entries.deallocate()
        blocks.deallocate()
    }

    /// The string's symbol; a new one where there was none. `unlisted`: it is too long, or the arena is full.
    ///
    /// - Parameter bytes: valid UTF-8.
    func symbol(for bytes: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Symbol {
        let bucket = Int(hash) & (buckets.count - 1)
        var index = buckets[bucket]
        while index != Self.end {
            let entry = self.entry(Int(index))
            if entry.hash == hash, self.bytes(of: entry).hasSameBytes(as: bytes) { return Symbol(Int(index)) }
            index = entry.next
        }
        return append(bytes, hash: hash, bucket: bucket)
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt32, bucket: Int) -> Symbol {
        guard bytes.count <= Self.stringByteLimit, let position = room(bytes.count + 1) else { return .unlisted }
        let (block, place) = (count >> Self.entryShift, count & (1 << Self.entryShift - 1))
        guard block < Self.entryBlockLimit else { return .unlisted }
        let entryBlock = entries[block] ?? .allocate(capacity: 1 << Self.entryShift)
        if entries[block] == nil {
            entries[block] = entryBlock
            byteCount += MemoryLayout<Entry>.stride << Self.entryShift
        }
        if let target = blocks[position >> blockShift].map({ $0 + position % blockByteCount }) {
            _ = UnsafeMutableBufferPointer(start: target, count: bytes.count).initialize(fromContentsOf: bytes)
            target[bytes.count] = Self.separator
        }
        let entry = Entry(
            position: UInt32(position),
            byteCount: UInt32(bytes.count),
            hash: hash,
            next: buckets[bucket]
        )
        (entryBlock + place).initialize(to: entry)
        buckets[bucket] = UInt32(count)
        endPosition = position + bytes.count + 1
        extent.count += 1
        extent.traits.formUnion(SymbolTraits(of: bytes))
        return Symbol(count - 1)
    }

    /// Where so many bytes fit, in a new block where they have to; `nil`: there may be no more blocks.
    private func room(_ byteCount: Int) -> Int? {
        let place = endPosition % blockByteCount
        if place > 0, place + byteCount <= blockByteCount { return endPosition }
        let block = (endPosition + blockByteCount - 1) >> blockShift
        guard block < blockLimit else { return nil }
        blocks[block] = .allocate(capacity: blockByteCount)
        self.byteCount += blockByteCount
        return block << blockShift
    }

    func entry(_ index: Int) -> Entry {
        guard let block = entries[index >> Self.entryShift] else { preconditionFailure("no string of that symbol") }
        return block[index & (1 << Self.entryShift - 1)]
    }

    /// Valid while the arena lives.
    func bytes(of entry: Entry) -> UnsafeBufferPointer<UInt8> {
        bytes(from: Int(entry.position), byteCount: Int(entry.byteCount))
    }

    /// Bytes of one block, valid while the arena lives.
    func bytes(from position: Int, byteCount: Int) -> UnsafeBufferPointer<UInt8> {
        guard let block = blocks[position >> blockShift] else { preconditionFailure("no block of that number") }
        return UnsafeBufferPointer(start: block + position % blockByteCount, count: byteCount)
    }
}
