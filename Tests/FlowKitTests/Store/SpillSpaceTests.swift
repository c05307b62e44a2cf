import Testing

@testable import FlowKit

@Suite struct SpillSpaceTests {
    @Test(arguments: 1...10)
    func `no two places overlap, and all of it can be taken again`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var space = SpillSpace(limit: 10_000)
        var taken: [Range<Int>] = []
        for _ in 0..<2_000 {
            if Bool.random(using: &random), let index = taken.indices.randomElement(using: &random) {
                space.give(back: taken.remove(at: index))
            } else {
                let byteCount = Int.random(in: 1...700, using: &random)
                guard let offset = space.take(byteCount) else { continue }
                let range = offset..<offset + byteCount
                #expect(range.upperBound <= 10_000)
                #expect(!taken.contains { $0.overlaps(range) })
                taken.append(range)
            }
        }

        for range in taken { space.give(back: range) }

        #expect(space.take(10_000) == 0)
        #expect(space.take(1) == nil)
    }
}
