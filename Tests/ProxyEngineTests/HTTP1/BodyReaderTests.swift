import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct BodyReaderTests {
    @Test(arguments: [
        (BodyFraming.none, "", "", true), (.length(0), "", "", true), (.length(3), "abc", "abc", true),
        (.length(4), "abc", "abc", false), (.chunked, "3\r\nabc\r\n0\r\n\r\n", "abc", true),
        (.chunked, "3\r\nabc\r\n", "abc", false), (.untilClose, "abcNEXT", "abcNEXT", false),
    ])
    func `a body ends where its framing says, wherever the stream is cut`(
        framing: BodyFraming,
        wire: String,
        content: String,
        isDone: Bool
    ) throws {
        let next = framing == .untilClose || !isDone ? "" : "NEXT"
        let bytes = Array((wire + next).utf8)
        for cut in 0...bytes.count {
            var reader = BodyReader(framing)
            var read: [UInt8] = []
            var consumed = 0
            for part in [bytes[..<cut], bytes[cut...]] where !part.isEmpty {
                consumed += try part.withUnsafeBytes { all in
                    try reader.consume(all) { read += all[$0] }
                }
            }
            #expect(read == Array(content.utf8), "cut at \(cut)")
            #expect(consumed == wire.utf8.count, "cut at \(cut)")
            #expect(reader.isDone == isDone)
        }
    }

    @Test func `only a chunked body has trailers`() throws {
        var reader = BodyReader(.chunked)

        _ = try Array("0\r\nA: b\r\n\r\n".utf8).withUnsafeBytes { try reader.consume($0) { _ in } }

        #expect(reader.trailers?["a"] == "b")
    }

    @Test(arguments: [
        (BodyFraming.length(5), 4, true), (.length(5), 5, false), (.length(5), 9, false), (.none, 0, false),
        (.chunked, 0, true), (.chunked, 1, false), (.untilClose, 0, false),
    ])
    func `a body knows when what is there cannot be its end`(framing: BodyFraming, count: Int, needsMore: Bool) {
        #expect(BodyReader(framing).needsMore(than: count) == needsMore)
    }
}
