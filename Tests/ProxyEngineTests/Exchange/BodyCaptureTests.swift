import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct BodyCaptureTests {
    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func `what is below the limit is kept whole, in chunks of bounded size`(size: Int) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }

        let body = capture(bytes, inPiecesOf: 1_000, limit: 1 << 20)

        #expect(body.bytes == bytes)
        #expect(body.byteCount == size)
        #expect(!body.isTruncated)
        #expect(body.chunks.allSatisfy { $0.count <= BodyCapture.chunkByteCount && !$0.isEmpty })
    }

    @Test(arguments: [(0, 5), (1, 5), (5, 5), (70_000, 100_000), (5, 6)])
    func `what passes beyond the limit is only counted`(limit: Int, size: Int) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }

        let body = capture(bytes, inPiecesOf: 3, limit: limit)

        #expect(body.bytes == Array(bytes.prefix(limit)))
        #expect(body.byteCount == size)
        #expect(body.isTruncated == (size > limit))
    }

    @Test func `a length that was announced is not believed`() {
        let body = capture([1, 2], inPiecesOf: 1, limit: 10, announced: .max)

        #expect(body.bytes == [1, 2])
    }

    private func capture(_ bytes: [UInt8], inPiecesOf size: Int, limit: Int, announced: Int? = nil) -> Body {
        var capture = BodyCapture(limit: limit, expectedByteCount: announced)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { capture.append($0) }
        }
        return capture.body
    }
}
