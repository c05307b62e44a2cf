/// How often which duration was seen, in log-linear buckets: any quantile is within 0.8 % of the duration that has its rank.
///
/// Durations below 128 ns have a bucket each; above, every power of two is cut in 64. Only buckets that hold something
/// take memory, 8 bytes each: some hundred bytes for an endpoint whose answers take between 10 and 100 ms, 30 KB at the
/// very most. What was counted can be taken out again, so that the figures are always those of the flows there are.
package struct LatencyHistogram: Hashable, Sendable {
    private struct Bucket: Hashable {
        var number: UInt16
        var count: UInt32
    }

    /// In order of their numbers; none is empty.
    private var buckets: [Bucket] = []
    package private(set) var count = 0

    package init() {}

    /// - Parameter nanoseconds: below zero, as after a step of the clock, counts as zero.
    package mutating func add(_ nanoseconds: Int64) {
        count += 1
        let number = Self.bucketNumber(of: nanoseconds)
        let index = index(of: number)
        if index < buckets.count, buckets[index].number == number {
            buckets[index].count &+= 1
        } else {
            buckets.insert(Bucket(number: number, count: 1), at: index)
        }
    }

    /// Takes out what was added before; what was not is left alone.
    package mutating func remove(_ nanoseconds: Int64) {
        let number = Self.bucketNumber(of: nanoseconds)
        let index = index(of: number)
        guard index < buckets.count, buckets[index].number == number else { return }
        count -= 1
        buckets[index].count &-= 1
        if buckets[index].count == 0 { buckets.remove(at: index) }
    }

    package mutating func add(_ other: LatencyHistogram) {
        var merged: [Bucket] = []
        merged.reserveCapacity(buckets.count + other.buckets.count)
        var rest = other.buckets[...]
        for bucket in buckets {
            while let first = rest.first, first.number < bucket.number { merged.append(rest.removeFirst()) }
            merged.append(bucket)
            guard rest.first?.number == bucket.number else { continue }
            merged[merged.count - 1].count &+= rest.removeFirst().count
        }
        buckets = merged + rest
        count += other.count
    }

    /// The duration, in nanoseconds, that this share of all are not longer than, by nearest rank; `nil`: there are none.
    ///
    /// - Parameter share: between 0 and 1, such as 0.95.
    package func quantile(_ share: Double) -> Int64? {
        guard count > 0 else { return nil }
        let rank = min(max(1, Int((share * Double(count)).rounded(.up))), count)
        var seen = 0
        for bucket in buckets {
            seen += Int(bucket.count)
            if seen >= rank { return Self.middle(of: bucket.number) }
        }
        return buckets.last.map { Self.middle(of: $0.number) }
    }

    /// Bytes it takes behind its own.
    var byteCount: Int { buckets.capacity * MemoryLayout<Bucket>.stride }

    // MARK: - Buckets

    private static let digits = 6  // 64 buckets to a power of two

    static func bucketNumber(of nanoseconds: Int64) -> UInt16 {
        let value = UInt64(max(0, nanoseconds))
        let shift = max(0, 63 - digits - value.leadingZeroBitCount)
        return UInt16(shift << digits + Int(value >> UInt64(shift)))
    }

    static func middle(of number: UInt16) -> Int64 {
        let shift = max(0, Int(number) >> digits - 1)
        let lower = Int64(Int(number) - shift << digits) << Int64(shift)
        return lower + (1 << Int64(shift)) / 2
    }

    /// The first bucket whose number is not below this one.
    private func index(of number: UInt16) -> Int {
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = low + (high - low) / 2
            if buckets[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
