import FlowKit

/// Copies a body into its record while it streams, up to a limit.
struct BodyCapture {
    private var chunks: [[UInt8]] = []
    private var layout: ChunkLayout?
    /// Bytes that came, captured or not.
    private(set) var byteCount = 0
    /// 0 once what was captured was let go.
    private var limit: Int
    private let expectedByteCount: Int?

    static let chunkByteCount = 64 << 10

    init(limit: Int, expectedByteCount: Int?) {
        self.limit = limit
        self.expectedByteCount = expectedByteCount
    }

    /// What has been captured so far.
    var body: Body {
        var body = Body(chunks: chunks, byteCount: byteCount, isTruncated: byteCount > limit)
        body.layout = layout
        return body
    }

    /// Forgets the bytes, and keeps no further ones; they are counted on.
    mutating func letGo() {
        chunks = []
        limit = 0
    }

    mutating func note(_ layout: ChunkLayout?) {
        self.layout = layout
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...].prefix(max(0, limit - byteCount))
        byteCount += bytes.count
        while !rest.isEmpty {
            if chunks.last.map({ $0.count >= Self.chunkByteCount }) ?? true { addChunk() }
            let last = chunks.count - 1
            let part = rest.prefix(Self.chunkByteCount - chunks[last].count)
            chunks[last].append(contentsOf: part)
            rest = rest.dropFirst(part.count)
        }
    }

    private mutating func addChunk() {
        var chunk: [UInt8] = []
        if let expectedByteCount, chunks.isEmpty {
            chunk.reserveCapacity(min(expectedByteCount, limit, Self.chunkByteCount))
        }
        chunks.append(chunk)
    }
}
