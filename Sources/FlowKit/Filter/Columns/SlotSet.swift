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
                for bit in 0..<64 where test(column[word * 64 + bit]) { bits |= 1 << UInt64(bit) }
                words[word] = bits
            }
        }
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
