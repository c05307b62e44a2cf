/// Memory that one body after the other is decoded into.
///
/// Grows as it is written to, and is kept for the next body unless it is much. One thread at a time.
final class ByteScratch {
    /// Bytes written.
    private(set) var count = 0
    private var memory = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)

    /// What is kept for bodies that need less.
    private static let keptByteCount = 1 << 20
    private static let leastByteCount = 4 << 10

    deinit { memory.deallocate() }

    /// Good until something is written.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: memory[..<count]) }

    /// Begins anew.
    ///
    /// - Parameter byteCount: what will be written, about.
    func clear(expecting byteCount: Int) {
        count = 0
        if memory.count > max(Self.keptByteCount, byteCount) { resize(to: 0) }
        if memory.count < byteCount { resize(to: max(Self.leastByteCount, byteCount)) }
    }

    /// Has `write` fill memory behind what there is, of which there is at least a byte, and say how much of it it wrote.
    ///
    /// - Parameter limit: the most that can be in it.
    func write(upTo limit: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        precondition(count < limit, "there is no room for more")
        if count == memory.count { resize(to: max(Self.leastByteCount, 2 * count)) }
        count += write(UnsafeMutableBufferPointer(rebasing: memory[count..<min(memory.count, limit)]))
    }

    func append(_ bytes: [UInt8]) {
        if memory.count - count < bytes.count { resize(to: max(2 * memory.count, count + bytes.count)) }
        _ = UnsafeMutableBufferPointer(rebasing: memory[count...]).update(fromContentsOf: bytes)
        count += bytes.count
    }

    func truncate(to byteCount: Int) {
        count = min(count, byteCount)
    }

    private func resize(to byteCount: Int) {
        let old = memory
        memory = byteCount == 0 ? UnsafeMutableBufferPointer(start: nil, count: 0) : .allocate(capacity: byteCount)
        if count > 0 { _ = memory.update(fromContentsOf: old[..<count]) }
        old.deallocate()
    }
}
