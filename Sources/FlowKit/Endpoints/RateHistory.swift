/// How many flows began in each of the last intervals in which there were any.
package struct RateHistory: Hashable, Sendable {
    /// The length of an interval, in nanoseconds.
    package static let interval: Int64 = 5_000_000_000
    /// How many intervals are kept, back from the newest one with a flow: two minutes.
    package static let capacity = 24

    private struct Entry: Hashable {
        let interval: Int32
        var count: UInt32
    }

    /// Oldest first; none is empty.
    private var entries: [Entry] = []

    package init() {}

    /// The number of the interval a moment is in.
    package static func interval(of nanoseconds: Int64) -> Int {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: interval)
        return Int(remainder < 0 ? quotient - 1 : quotient)
    }

    mutating func add(_ nanoseconds: Int64, count: UInt32 = 1) {
        add(Int32(Self.interval(of: nanoseconds)), count: count)
    }

    mutating func add(_ other: RateHistory) {
        for entry in other.entries { add(entry.interval, count: entry.count) }
    }

    private mutating func add(_ interval: Int32, count: UInt32) {
        let index = (entries.lastIndex { $0.interval <= interval } ?? -1) + 1
        if index > 0, entries[index - 1].interval == interval {
            entries[index - 1].count &+= count
            return
        }
        if let newest = entries.last?.interval, Int(newest) - Int(interval) >= Self.capacity { return }
        entries.insert(Entry(interval: interval, count: count), at: index)
        let newest = Int(entries[entries.count - 1].interval)
        while let first = entries.first, newest - Int(first.interval) >= Self.capacity { entries.removeFirst() }
    }

    mutating func remove(_ nanoseconds: Int64) {
        let interval = Int32(Self.interval(of: nanoseconds))
        guard let index = entries.lastIndex(where: { $0.interval == interval }) else { return }
        entries[index].count -= 1
        if entries[index].count == 0 { entries.remove(at: index) }
    }

    /// The number of the newest interval with a flow; `nil`: there is none.
    package var newest: Int? { entries.last.map { Int($0.interval) } }

    /// The counts of `count` intervals, oldest first, the last of which is `end`.
    package func counts(endingAt end: Int, count: Int) -> [Int] {
        var counts = Array(repeating: 0, count: max(0, count))
        for entry in entries {
            let place = count - 1 - (end - Int(entry.interval))
            if counts.indices.contains(place) { counts[place] = Int(entry.count) }
        }
        return counts
    }
}
