import NIOCore

/// Bytes of a body on their way, in the form they were received in.
struct BodyPart {
    /// Content; of a chunked HTTP/1 body with the framing around it.
    var bytes: ByteBuffer
    /// Where the content is, counted from the first readable byte; `nil`: all of it is content.
    var contents: [Range<Int>]?

    /// The content's pieces, without any framing.
    var contentSlices: [ByteBuffer] {
        guard let contents else { return bytes.readableBytes > 0 ? [bytes] : [] }
        return contents.compactMap { bytes.getSlice(at: bytes.readerIndex + $0.lowerBound, length: $0.count) }
    }

    /// Calls `body` with each piece of content.
    func forEachContent(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeReadableBytes { all in
            guard let contents else { return body(all) }
            for range in contents { body(UnsafeRawBufferPointer(rebasing: all[range])) }
        }
    }
}
