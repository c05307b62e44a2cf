/// Some of the 256 slots of a chunk.
package struct SlotSet: Hashable, Sendable {
    package var words: SIMD4<UInt64>

    package init(words: SIMD4<UInt64> = .zero) {
        self.words = words
    }

    static let none = SlotSet()
    static let all = SlotSet(words: SIMD4(repeating: .max))

    /// The slots whose element of a column passes a test.
    ///
    /// No answer depends on the one before, so that many are worked out at once, and their memory is waited for at once.
    @inline(__always)
    init<Element>(_ column: [Element], where test: (Element) -> Bool) {
        self.init()
        withUnsafeTemporaryAllocation(byteCount: FlowChunk.capacity, alignment: 16) { verdicts in
            column.withUnsafeBufferPointer { column in
                for slot in 0..<min(column.count, FlowChunk.capacity) { verdicts[slot] = test(column[slot]) ? 1 : 0 }
            }
            for word in 0..<min(column.count, FlowChunk.capacity) / 64 {
                for byte in 0..<8 {
                    let eight = verdicts.load(fromByteOffset: word * 64 + byte * 8, as: UInt64.self)
                    // Brings the lowest bits of the eight bytes side by side into the highest byte.
                    let bits = (UInt64(littleEndian: eight) &* 0x0102_0408_1020_4080) >> 56
                    words[word] |= bits << UInt64(byte * 8)
                }
            }
        }
    }

    /// The slots whose symbol this is; quickest where none is, as is the rule of `unlisted`.
    init(_ column: [Symbol], equalTo symbol: Symbol) {
        let isThere = column.withUnsafeBytes { bytes in
            typealias Block = SIMD32<UInt16>
            var found = SIMDMask<Block.MaskStorage>(repeating: false)
            for start in stride(from: 0, to: bytes.count - (MemoryLayout<Block>.size - 1), by: MemoryLayout<Block>.size)
            {
                let block = bytes.loadUnaligned(fromByteOffset: start, as: Block.self)
                found = found .| (block .== Block(repeating: symbol.rawValue))
            }
            return any(found)
        }
        self = isThere ? SlotSet(column) { $0 == symbol } : .none
    }

    package var isEmpty: Bool { words == .zero }

    package var count: Int {
        words.x.nonzeroBitCount + words.y.nonzeroBitCount + words.z.nonzeroBitCount + words.w.nonzeroBitCount
    }

    package func contains(_ slot: Int) -> Bool { words[slot / 64] & 1 << UInt64(slot % 64) != 0 }

    package mutating func insert(_ slot: Int) { words[slot / 64] |= 1 << UInt64(slot % 64) }

    package func union(_ other: SlotSet) -> SlotSet { SlotSet(words: words | other.words) }
    package func intersection(_ other: SlotSet) -> SlotSet { SlotSet(words: words & other.words) }
    package func subtracting(_ other: SlotSet) -> SlotSet { SlotSet(words: words & ~other.words) }

    /// Calls `body` with each slot, in order.
    @inline(__always)
    package func forEach(_ body: (Int) throws -> Void) rethrows {
        for index in 0..<4 {
            var word = words[index]
            while word != 0 {
                try body(index * 64 + word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }
}
