import CCompression

/// Undoes deflate data that comes in pieces, each of which may refer back to those before (RFC 1951, RFC 7692).
package final class RawInflater {
    // On the heap: zlib checks that the address of the stream stays the same.
    private let stream: UnsafeMutablePointer<z_stream>

    private static let blockByteCount = 16 << 10

    /// - Parameter windowBits: how far back it may refer, as a power of two: 8 to 15.
    /// - Returns: `nil` when there is no memory.
    package init?(windowBits: Int) {
        precondition((8...15).contains(windowBits), "no such deflate window")
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, -Int32(windowBits), zlibVersion(), size) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Hands over what the next bytes inflate to, in blocks, for as long as `receive` says that it wants more.
    ///
    /// - Returns: `nil`, or why the data cannot be read; nothing that follows can be then.
    package func inflate(_ input: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) -> Bool) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.blockByteCount) { block in
            var rest = input.bindMemory(to: UInt8.self)
            while true {
                let (offered, room) = stream.set(rest, block)
                let result = CCompression.inflate(stream, Z_SYNC_FLUSH)
                let consumed = offered - Int(stream.pointee.avail_in)
                let produced = room - Int(stream.pointee.avail_out)
                rest = UnsafeBufferPointer(rebasing: rest[consumed...])
                if produced > 0, !receive(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: block[..<produced]))) {
                    return nil
                }
                switch result {
                case Z_STREAM_END:
                    // RFC 7692 §7.2.3.4: a last block is not the last of a message. What it said is still referred to.
                    guard inflateResetKeep(stream) == Z_OK else { return "zlib cannot go on" }
                    if rest.isEmpty { return nil }
                case Z_OK, Z_BUF_ERROR:
                    if produced < room, rest.isEmpty || consumed == 0 { return nil }
                case Z_NEED_DICT:
                    return "it needs a dictionary"
                default:
                    return stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(result)"
                }
            }
        }
    }

    /// Forgets what came before: the next piece stands alone.
    package func reset() {
        inflateReset(stream)
    }
}
