/// Which parts of a file are free. Neighbours that are free are one.
struct SpillSpace {
    private let limit: Int
    /// Behind it nothing was ever taken.
    private var end = 0
    /// In order, none touching the next; empty where all of it was taken.
    private var free: [Range<Int>] = []
    /// Where the last place was found in `free`.
    private var cursor = 0
    /// So many bytes are nowhere in `free`, until something is given back.
    private var refusedByteCount = Int.max

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: where so many bytes are free; `nil`: nowhere.
    mutating func take(_ byteCount: Int) -> Int? {
        takeFree(byteCount) ?? takeEnd(byteCount)
    }

    private mutating func takeFree(_ byteCount: Int) -> Int? {
        guard byteCount < refusedByteCount else { return nil }
        for index in [cursor..<free.count, 0..<cursor].joined() where free[index].count >= byteCount {
            let offset = free[index].lowerBound
            free[index] = offset + byteCount..<free[index].upperBound
            cursor = index
            return offset
        }
        refusedByteCount = byteCount
        return nil
    }

    private mutating func takeEnd(_ byteCount: Int) -> Int? {
        guard byteCount <= limit - end else { return nil }
        end += byteCount
        return end - byteCount
    }

    /// Costs the number of all that are free, and the sorting of these: give many at a time.
    mutating func give(back ranges: [Range<Int>]) {
        guard !ranges.isEmpty else { return }
        let place = cursor < free.count ? free[cursor].lowerBound : 0
        var joined: [Range<Int>] = []
        joined.reserveCapacity(free.count + ranges.count)
        var old = free[...]
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            while let next = old.first, next.lowerBound < range.lowerBound {
                Self.join(next, to: &joined)
                old.removeFirst()
            }
            Self.join(range, to: &joined)
        }
        for range in old { Self.join(range, to: &joined) }
        if let last = joined.last, last.upperBound == end {
            end = last.lowerBound
            joined.removeLast()
        }
        free = joined
        cursor = free.firstIndex { $0.upperBound > place } ?? 0
        refusedByteCount = .max
    }

    private static func join(_ range: Range<Int>, to joined: inout [Range<Int>]) {
        if range.isEmpty { return }
        if let last = joined.last, last.upperBound == range.lowerBound {
            joined[joined.count - 1] = last.lowerBound..<range.upperBound
        } else {
            joined.append(range)
        }
    }
}
