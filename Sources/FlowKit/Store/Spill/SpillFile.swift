import Synchronization

/// The file of spilled bodies: extents of one file, which are free again when nobody has them any more.
final class SpillFile: Sendable {
    private let file: SystemFile
    private let space: Mutex<SpillSpace>

    /// - Parameter limit: bytes the file may take.
    init(_ file: SystemFile, limit: Int) {
        self.file = file
        space = Mutex(SpillSpace(limit: limit))
    }

    /// A place for so many bytes; `nil`: there is none.
    func extent(_ byteCount: Int) -> SpillExtent? {
        let offset = space.withLock { $0.take(byteCount) }
        return offset.map { SpillExtent(self, offset: $0, byteCount: byteCount) }
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(SystemFile.Failure) {
        // Typed throws do not pass through the array's closure.
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(SystemFile.Failure) in try file.write(bytes, at: offset) }
        }
        try result.get()
    }

    fileprivate func read(_ byteCount: Int, at offset: Int) throws(SystemFile.Failure) -> [UInt8] {
        try file.read(byteCount, at: offset)
    }

    fileprivate func give(back range: Range<Int>) {
        space.withLock { $0.give(back: range) }
    }
}

/// A part of the file, taken until this is let go.
final class SpillExtent: Sendable {
    private let file: SpillFile
    let offset: Int
    let byteCount: Int

    fileprivate init(_ file: SpillFile, offset: Int, byteCount: Int) {
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
    }

    deinit {
        file.give(back: offset..<offset + byteCount)
    }

    /// `nil`: the disk did not give the bytes back.
    func read() -> [UInt8]? {
        try? file.read(byteCount, at: offset)  // what a reader can say is that the body is not there
    }
}

/// Which parts of a file are free. Neighbours that are free are one.
struct SpillSpace {
    private let limit: Int
    /// Behind it nothing was ever taken.
    private var end = 0
    /// In order, none touching the next.
    private var free: [Range<Int>] = []
    /// Given back since they were last put in order: giving back is quick, wherever it happens.
    private var returned: [Range<Int>] = []
    /// Where the last place was found in `free`.
    private var cursor = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: where so many bytes are free; `nil`: nowhere.
    mutating func take(_ byteCount: Int) -> Int? {
        takeFree(byteCount) ?? takeEnd(byteCount) ?? takeReturned(byteCount)
    }

    mutating func give(back range: Range<Int>) {
        returned.append(range)
    }

    private mutating func takeFree(_ byteCount: Int) -> Int? {
        let order = [cursor..<free.count, 0..<min(cursor, free.count)]
        for index in order.joined() where free[index].count >= byteCount {
            let offset = free[index].lowerBound
            if free[index].count == byteCount {
                free.remove(at: index)
            } else {
                free[index] = offset + byteCount..<free[index].upperBound
            }
            cursor = min(index, free.count)
            return offset
        }
        return nil
    }

    private mutating func takeEnd(_ byteCount: Int) -> Int? {
        guard byteCount <= limit - end else { return nil }
        end += byteCount
        return end - byteCount
    }

    private mutating func takeReturned(_ byteCount: Int) -> Int? {
        guard !returned.isEmpty else { return nil }
        var joined: [Range<Int>] = []
        for range in (free + returned).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, last.upperBound == range.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<range.upperBound
            } else {
                joined.append(range)
            }
        }
        if let last = joined.last, last.upperBound == end {
            end = last.lowerBound
            joined.removeLast()
        }
        (free, returned, cursor) = (joined, [], 0)
        return takeFree(byteCount) ?? takeEnd(byteCount)
    }
}
