/// Some of the 256 slots of a chunk.
package struct SlotSet: Hashable, Sendable {
    package var words: SIMD4<UInt64>

    package init(words: SIMD4<UInt64> = .zero) {
        self.words = words
    }

    static let none = SlotSet()
    static let all = SlotSet(words: SIMD4(repeating: .max))

    /// The slots whose element of a column passes a test.
    @inline(__always)
    init<Element>(_ column: [Element], where test: (Element) -> Bool) {
        self.init()
        column.withUnsafeBufferPointer { column in
            for word in 0..<column.count / 64 {
                var bits: UInt64 = 0
                // From the last on, so that each takes a doubling and an addition.
                var index = word * 64 + 63
                while index >= word * 64 {
                    bits = bits &+ bits &+ (test(column[index]) ? 1 : 0)
                    index &-= 1
                }
                words[word] = bits
            }
        }
    }

    /// The slots whose symbol this is; quickest where none is, as is the rule of `unlisted`.
    init(_ column: [Symbol], equalTo symbol: Symbol) {
        let isThere = column.withUnsafeBytes { bytes in
            typealias Block = SIMD16<UInt32>
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
