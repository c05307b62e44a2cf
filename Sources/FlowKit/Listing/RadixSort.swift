/// Flows with a number each to be ordered by.
struct KeyedFlow {
    var key: UInt64
    /// The flow's number less one.
    var index: Int
}

enum RadixSort {
    private static let digitBits = 11
    private static let digitCount = 1 << digitBits

    /// Orders by key; flows of equal keys stay as they stood. Takes a few passes over all, as many as keys differ in
    /// digits.
    static func sort(_ flows: [KeyedFlow]) -> [KeyedFlow] {
        guard let first = flows.first else { return flows }
        var (low, high) = (first.key, first.key)
        for flow in flows {
            low = min(low, flow.key)
            high = max(high, flow.key)
        }
        var source = flows
        var target = flows
        var shift = 0
        while shift < UInt64.bitWidth, (high - low) >> UInt64(shift) != 0 {
            pass(source, into: &target, low: low, shift: UInt64(shift))
            swap(&source, &target)
            shift += digitBits
        }
        return source
    }

    private static func pass(_ source: [KeyedFlow], into target: inout [KeyedFlow], low: UInt64, shift: UInt64) {
        let mask = UInt64(digitCount - 1)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: digitCount) { places in
            places.initialize(repeating: 0)
            source.withUnsafeBufferPointer { source in
                for flow in source { places[Int((flow.key &- low) >> shift & mask)] += 1 }
                var sum = 0
                for digit in 0..<digitCount {
                    let count = places[digit]
                    places[digit] = sum
                    sum += count
                }
                target.withUnsafeMutableBufferPointer { target in
                    for flow in source {
                        let digit = Int((flow.key &- low) >> shift & mask)
                        target[places[digit]] = flow
                        places[digit] += 1
                    }
                }
            }
        }
    }
}
