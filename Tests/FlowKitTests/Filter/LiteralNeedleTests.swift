import TestSupport
import Testing

@testable import FlowKit

@Suite struct LiteralNeedleTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func `a needle is found where a plain search finds it, at every place of a block`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<600 {
            let text = (0..<Int.random(in: 0...150, using: &random)).map { _ in byte(&random) }
            let needle = (0..<Int.random(in: 1...5, using: &random)).map { _ in byte(&random) }
            let isCaseSensitive = Bool.random(using: &random)
            let start = Int.random(in: 0...max(1, text.count), using: &random)

            let found = text.withUnsafeBufferPointer {
                LiteralNeedle(needle, isCaseSensitive: isCaseSensitive).firstPlace(in: $0, from: start)
            }

            #expect(found == plainSearch(needle, text, from: start, isCaseSensitive), "\(needle) in \(text)")
        }
    }

    @Test func `signs that differ from another by the bit of case alone are told apart`() {
        let text = Array("@`[{\r-_\u{7F}".utf8)

        for (place, byte) in text.enumerated() {
            let found = text.withUnsafeBufferPointer { LiteralNeedle([byte]).firstPlace(in: $0) }
            #expect(found == place)
        }
    }

    @Test func `a needle longer than the text, and an empty one`() {
        #expect(!LiteralNeedle("abcd".utf8).isFound(in: Array("abc".utf8)))
        #expect(LiteralNeedle("".utf8).isFound(in: Array("abc".utf8)))
        #expect(LiteralNeedle("".utf8).isFound(in: [UInt8]()))
    }

    /// Few different ones, so that there are many near misses.
    private func byte(_ random: inout SeededRandom) -> UInt8 {
        Array("aAbB01@`\"".utf8).randomElement(using: &random) ?? 0
    }

    private func plainSearch(_ needle: [UInt8], _ text: [UInt8], from start: Int, _ isCaseSensitive: Bool) -> Int? {
        func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            isCaseSensitive ? Array(bytes) : bytes.map(\.asciiLowercased)
        }
        guard start <= text.count - needle.count else { return nil }
        return (start...(text.count - needle.count)).first {
            folded(text[$0..<($0 + needle.count)]) == folded(needle)
        }
    }
}
