import TestSupport
import Testing

@testable import FlowKit

@Suite struct LatencyHistogramTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `quantiles are within a hundredth of the exact ones`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        // From nanoseconds to hours: uniform in the logarithm, and now and then all alike.
        let values = (0..<Int.random(in: 1...5_000, using: &random)).map { _ in
            seed % 3 == 0
                ? 38_000_000 : Int64.random(in: 0...(1 << Int64.random(in: 1...44, using: &random)), using: &random)
        }
        var histogram = LatencyHistogram()
        for value in values { histogram.add(value) }

        let sorted = values.sorted()
        for share in [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
            let rank = min(max(1, Int((share * Double(sorted.count)).rounded(.up))), sorted.count)
            let exact = Double(sorted[rank - 1])
            let found = Double(histogram.quantile(share) ?? -1)
            #expect(abs(found - exact) <= exact / 100, "share \(share) of \(sorted.count)")
        }
    }

    @Test func `what is added and taken out leaves nothing`() {
        var random = SeededRandom(seed: 9)
        let values = (0..<2_000).map { _ in Int64.random(in: 0...Int64.max, using: &random) }
        let kept = (0..<500).map { _ in Int64.random(in: 0...1_000_000, using: &random) }
        var histogram = LatencyHistogram()
        var expected = LatencyHistogram()

        for value in values + kept { histogram.add(value) }
        for value in values.shuffled(using: &random) { histogram.remove(value) }
        for value in kept { expected.add(value) }

        #expect(histogram == expected)
        #expect(histogram.count == 500)
    }

    @Test func `two together are as one that saw all`() {
        var random = SeededRandom(seed: 10)
        var (first, second, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
        for number in 0..<3_000 {
            let value = Int64.random(in: 0...(1 << Int64.random(in: 1...40, using: &random)), using: &random)
            if number % 3 == 0 { first.add(value) } else { second.add(value) }
            both.add(value)
        }

        first.add(second)

        #expect(first == both)
    }

    @Test func `the ends of what can be counted`() {
        var histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == nil)
        histogram.remove(5)
        #expect(histogram.count == 0)

        for value in [Int64.min, -1, 0, 1, 127, 128, .max] { histogram.add(value) }

        #expect(histogram.quantile(0) == 0)
        #expect(histogram.quantile(1) ?? 0 > .max / 100 * 99)
        for number in 0..<UInt16(3_712) {
            #expect(LatencyHistogram.bucketNumber(of: LatencyHistogram.middle(of: number)) == number)
        }
    }

    @Test func `memory is that of the buckets in use`() {
        var random = SeededRandom(seed: 11)
        var histogram = LatencyHistogram()
        for _ in 0..<100_000 { histogram.add(.random(in: 10_000_000...100_000_000, using: &random)) }
        #expect(histogram.byteCount <= 4_096)

        for _ in 0..<100_000 {
            histogram.add(Int64.random(in: 0...(1 << Int64.random(in: 0...62, using: &random)), using: &random))
        }
        #expect(histogram.byteCount <= 65_536)
    }
}

@Suite struct RateHistoryTests {
    private static func time(_ interval: Int) -> Int64 { Int64(interval) * RateHistory.interval + 7 }

    @Test func `intervals are counted back from the one asked for`() {
        var rate = RateHistory()
        for interval in [100, 100, 102, 101, 90] { rate.add(Self.time(interval)) }

        #expect(rate.counts(endingAt: 103, count: 5) == [0, 2, 1, 1, 0])
        #expect(rate.counts(endingAt: 90, count: 2) == [0, 1])
        #expect(rate.newest == 102)
    }

    @Test func `what is older than two minutes is forgotten`() {
        var rate = RateHistory()
        for interval in 0..<100 { rate.add(Self.time(interval)) }
        rate.add(Self.time(3))

        #expect(rate.counts(endingAt: 99, count: 100).reduce(0, +) == RateHistory.capacity)
        rate.remove(Self.time(3))
        for interval in 76..<100 { rate.remove(Self.time(interval)) }
        #expect(rate.newest == nil)
    }

    @Test func `clocks may say anything`() {
        var rate = RateHistory()
        for time in [Int64.min, -1, 0, .max, .min] { rate.add(time) }

        #expect(RateHistory.interval(of: -1) == -1)
        #expect(rate.counts(endingAt: Int(RateHistory.interval(of: .max)), count: 3) == [0, 0, 1])
        #expect(rate.counts(endingAt: .max / 2, count: -4) == [])
    }
}
