import TestSupport
import Testing

@testable import FlowKit

@Suite struct FlowSetTests {
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `flows are found by place and places by flow`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var set = FlowSet()
        var expected: Set<Int> = []
        for _ in 0..<40 {
            let chunk = Int.random(in: 0..<120, using: &random)
            var slots = SlotSet()
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                slots.insert(Int.random(in: 0..<256, using: &random))
            }
            set.set([(chunk, slots)])
            expected = expected.filter { $0 / 256 != chunk }
            slots.forEach { expected.insert(chunk * 256 + $0) }
        }

        let ids = expected.sorted().map { FlowID($0 + 1) }
        #expect(set.ids == ids && set.count == ids.count)
        #expect(ids.indices.allSatisfy { set.id(at: $0) == ids[$0] && set.rank(of: ids[$0]) == $0 })
        #expect(
            !set.contains(FlowID(0)) && !set.contains(FlowID(1 << 40)) && set.rank(of: FlowID(1 << 40)) == ids.count
        )
        #expect((0..<31_000).allSatisfy { set.contains(FlowID($0 + 1)) == expected.contains($0) })
        #expect(ids.indices.dropLast().allSatisfy { set.next(after: ids[$0]) == ids[$0 + 1] })
        #expect(ids.indices.dropFirst().allSatisfy { set.previous(before: ids[$0]) == ids[$0 - 1] })
        #expect(set.next(after: ids[ids.count - 1]) == nil && set.previous(before: ids[0]) == nil)
        #expect(set.next(after: FlowID(0)) == ids[0] && set.previous(before: FlowID(1 << 40)) == ids.last)
    }

    @Test(arguments: [[], [0], [255], [63, 64, 127, 128], [7, 100, 200], Array(0..<256)])
    func `slots are told by their elements`(slots: [Int]) {
        var column = (0..<256).map { Symbol($0 * 7) }
        for slot in slots { column[slot] = .unlisted }

        for set in [SlotSet(column, equalTo: .unlisted), SlotSet(column) { $0 == .unlisted }] {
            #expect((0..<256).filter { set.contains($0) } == slots)
        }
        #expect(SlotSet([], equalTo: .unlisted).isEmpty)
    }

    @Test func `sets are joined and taken apart`() {
        let (odd, small) = (set(1, 3, 5, 70_001), set(1, 2, 3))

        #expect(odd.union(small).ids.map(\.rawValue) == [1, 2, 3, 5, 70_001])
        #expect(odd.subtracting(small).ids.map(\.rawValue) == [5, 70_001])
        #expect(odd.intersection(small).ids.map(\.rawValue) == [1, 3])
        #expect(odd.replacing(small, by: set(2)).ids.map(\.rawValue) == [2, 5, 70_001])
        #expect(FlowSet().isEmpty && odd.subtracting(odd).isEmpty)
    }

    private func set(_ ids: Int...) -> FlowSet {
        var set = FlowSet()
        for id in ids {
            var slots = set[(id - 1) / 256]
            slots.insert((id - 1) % 256)
            set.set([((id - 1) / 256, slots)])
        }
        return set
    }
}
