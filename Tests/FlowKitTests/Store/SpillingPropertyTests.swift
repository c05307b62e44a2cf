import FlowKit
import TestSupport
import Testing

@Suite struct SpillingPropertyTests {
    @Test(arguments: 1...6)
    func `whatever comes, a body is what it was or said to be dropped, and all that was counted is given back`(
        seed: UInt64
    ) {
        var random = SeededRandom(seed: seed)
        let bench = SpillBench(budget: 150_000, limit: 200_000)
        var held: [FlowSnapshot] = []
        var bodies: [FlowID: [UInt8]] = [:]
        for step in 1...600 {
            let snapshot = bench.store.snapshot()
            switch Int.random(in: 0..<12, using: &random) {
            case 0...1: bench.runJobs()
            case 2:
                if let id = snapshot.ids.randomElement(using: &random) {
                    bench.store.mark([id], isMarked: .random(using: &random))
                }
            case 3:
                let removed = snapshot.ids.filter { _ in Int.random(in: 0..<8, using: &random) == 0 }
                bench.store.remove(removed)
                if Bool.random(using: &random) { bench.store.restore(removed.compactMap { snapshot[$0] }) }
            case 4: held = held.suffix(2) + [snapshot]
            default:
                let number = Int.random(in: 1...40, using: &random)
                let bytes = SpillBench.bytes(number, count: number * 400)
                bodies[bench.record(bytes)] = bytes
            }
            #expect(snapshot.totals.spilledByteCount <= 200_000)
            #expect(snapshot.totals.byteCount <= 150_000)
            guard step % 25 == 0 else { continue }
            for snapshot in held + [snapshot] {
                for id in snapshot.ids {
                    guard let body = snapshot[id]?.response?.body, !body.isDropped else { continue }
                    #expect(body.bytes == bodies[id])
                }
            }
        }

        bench.store.remove(bench.store.snapshot().ids)
        bench.runJobs()

        let totals = bench.store.snapshot().totals
        #expect(totals.byteCount == 0 && totals.spilledByteCount == 0 && totals.flowCount == 0)
        #expect(totals.droppedBodyCount > 0)
    }
}
