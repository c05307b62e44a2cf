import Synchronization

/// The file of spilled bodies: extents of one file, which are free again when nobody has them any more.
final class SpillFile: Sendable {
    private let file: SystemFile
    /// Held while a place is looked for, which may take long: by the job that writes, and nobody else.
    private let space: Mutex<SpillSpace>
    /// Given back and not in order yet. Any thread gives back, and waits for no more than others that do.
    private let returned = Mutex(BlockQueue<Range<Int>>())

    /// - Parameter limit: bytes the file may take.
    init(_ file: SystemFile, limit: Int) {
        self.file = file
        space = Mutex(SpillSpace(limit: limit))
    }

    /// A place for so many bytes; `nil`: there is none.
    func extent(_ byteCount: Int) -> SpillExtent? {
        let offset = space.withLock { space -> Int? in
            if let offset = space.take(byteCount) { return offset }
            takeBack(&space)
            return space.take(byteCount)
        }
        return offset.map { SpillExtent(self, offset: $0, byteCount: byteCount) }
    }

    /// Puts in order what was given back, so that it does not pile up.
    func takeBack() {
        space.withLock { takeBack(&$0) }
    }

    private func takeBack(_ space: inout SpillSpace) {
        let ranges = returned.withLock { returned in
            defer { returned = BlockQueue() }
            return returned
        }
        space.give(back: ranges.elements)
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
        returned.withLock { $0.append(range) }
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
