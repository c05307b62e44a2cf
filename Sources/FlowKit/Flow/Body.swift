/// The recorded bytes of a message body, before any content decoding.
///
/// `chunks` are in arrival order; empty means "present but zero bytes". A message without a body has `body == nil`.
/// Capture stops at the body limit: `isTruncated` is then true and `byteCount` still counts what passed on the wire.
package struct Body: Hashable, Sendable {
    package var chunks: [[UInt8]]
    /// Bytes of content that passed, after transfer coding was removed, captured or not.
    package var byteCount: Int
    package var isTruncated: Bool
    /// How the sender cut it, where the transfer coding was chunked; the captured `chunks` are cut otherwise.
    package var layout: ChunkLayout?

    package init(chunks: [[UInt8]] = [], byteCount: Int? = nil, isTruncated: Bool = false) {
        self.chunks = chunks
        self.byteCount = byteCount ?? chunks.reduce(0) { $0 + $1.count }
        self.isTruncated = isTruncated
    }

    package init(_ bytes: [UInt8]) {
        self.init(chunks: bytes.isEmpty ? [] : [bytes])
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// All captured bytes in one array; no copy when there is a single chunk.
    package var bytes: [UInt8] {
        chunks.count == 1 ? chunks[0] : chunks.flatMap(\.self)
    }

    package var capturedByteCount: Int { chunks.reduce(0) { $0 + $1.count } }
}
