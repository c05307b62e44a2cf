import TestSupport
import Testing

@testable import FlowKit

@Suite struct SpillSpaceTests {
    @Test(arguments: 1...10)
    func `no two places overlap, and all of it can be taken again`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var space = SpillSpace(limit: 10_000)
        var taken: [Range<Int>] = []
        var returned: [Range<Int>] = []
        for _ in 0..<4_000 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                space.give(back: returned.shuffled(using: &random))
                returned = []
            case 1...9:
                guard let index = taken.indices.randomElement(using: &random) else { continue }
                returned.append(taken.remove(at: index))
            default:
                let byteCount = Int.random(in: 1...700, using: &random)
                guard let offset = space.take(byteCount) else { continue }
                let range = offset..<offset + byteCount
                #expect(range.upperBound <= 10_000)
                #expect(!(taken + returned).contains { $0.overlaps(range) })
                taken.append(range)
            }
        }

        space.give(back: taken)
        space.give(back: returned)

        #expect(space.take(10_000) == 0)
        #expect(space.take(1) == nil)
    }

    @Test func `a place is found wherever there is one, also after others found none`() {
        var space = SpillSpace(limit: 1_000)
        for _ in 0..<10 { _ = space.take(100) }
        space.give(back: [100..<200, 500..<700])

        #expect(space.take(201) == nil)
        #expect(space.take(150) == 500)
        #expect(space.take(100) == 100)
        #expect(space.take(51) == nil)
        #expect(space.take(50) == 650)
        #expect(space.take(1) == nil)
        space.give(back: [0..<300])
        #expect(space.take(300) == 0)
    }
}
