/// Counts of latencies in buckets less than 1.6 % wide: millions of them in a few kilobytes.
struct LatencyHistogram: Sendable {
    private static let stepBits = 6
    private var counts = [Int](repeating: 0, count: 64 << stepBits)
    private(set) var count = 0

    mutating func record(nanoseconds: Int) {
        counts[Self.bucket(max(0, nanoseconds))] += 1
        count += 1
    }

    /// Nanoseconds that the given share (0...1) of all latencies does not exceed; 0 when there are none.
    func percentile(_ share: Double) -> Double {
        let rank = max(1, Int((Double(count) * share).rounded(.up)))
        var seen = 0
        for (bucket, count) in counts.enumerated() {
            seen += count
            if seen >= rank, count > 0 { return Self.middle(bucket) }
        }
        return 0
    }

    /// Values below 64 have a bucket each; above, 64 buckets for every doubling.
    private static func bucket(_ value: Int) -> Int {
        guard value >= 1 << stepBits else { return value }
        let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount - stepBits
        return (exponent + 1) << stepBits | value >> exponent & (1 << stepBits - 1)
    }

    private static func middle(_ bucket: Int) -> Double {
        guard bucket >= 1 << stepBits else { return Double(bucket) }
        let exponent = bucket >> stepBits - 1
        let low = (1 << stepBits | bucket & (1 << stepBits - 1)) << exponent
        return Double(low) + Double(1 << exponent) / 2
    }
}
