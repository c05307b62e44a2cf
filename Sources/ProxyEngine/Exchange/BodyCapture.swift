import FlowKit

/// Copies a body into its record while it streams, up to a limit.
struct BodyCapture {
    private(set) var body: Body
    private let limit: Int
    private let expectedByteCount: Int?

    static let chunkByteCount = 64 << 10

    init(limit: Int, expectedByteCount: Int?) {
        body = Body()
        self.limit = limit
        self.expectedByteCount = expectedByteCount
    }

    mutating func note(_ layout: ChunkLayout?) {
        body.layout = layout
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...].prefix(max(0, limit - body.byteCount))
        body.byteCount += bytes.count
        body.isTruncated = body.byteCount > limit
        while !rest.isEmpty {
            if body.chunks.last.map({ $0.count >= Self.chunkByteCount }) ?? true { addChunk() }
            let last = body.chunks.count - 1
            let part = rest.prefix(Self.chunkByteCount - body.chunks[last].count)
            body.chunks[last].append(contentsOf: part)
            rest = rest.dropFirst(part.count)
        }
    }

    private mutating func addChunk() {
        var chunk: [UInt8] = []
        if let expectedByteCount, body.chunks.isEmpty {
            chunk.reserveCapacity(min(expectedByteCount, limit, Self.chunkByteCount))
        }
        body.chunks.append(chunk)
    }
}
