import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct ChunkedDecoderTests {
    private static let stream =
        "5\r\nhello\r\n1;ext=\"a\" \r\n!\r\nA \r\n0123456789\r\n0000\r\nX-T: 1\r\nX-U:\r\n\r\nNEXT"

    @Test func `a stream cut anywhere gives the same content, trailers and end`() throws {
        let bytes = Array(Self.stream.utf8)
        for first in 0...bytes.count {
            for second in stride(from: first, through: bytes.count, by: 7) {
                let result = try read([bytes[..<first], bytes[first..<second], bytes[second...]])
                #expect(result.content == "hello!0123456789")
                #expect(result.consumed == bytes.count - 4, "cut at \(first) and \(second)")
                #expect(result.trailers?.map(\.name) == ["X-T", "X-U"])
            }
        }
    }

    @Test func `a body without trailers has none`() throws {
        let result = try read([Array("0\r\n\r\n".utf8)[...]])

        #expect(result.isDone)
        #expect(result.trailers == nil)
    }

    @Test(arguments: [
        "\r\n", ";a\r\n", "G\r\n", "-1\r\n", "+1\r\n", "0x1\r\n", "1_0\r\n", "1\n", "1\rX", " 1\r\n", "1 2\r\n",
        "1111111111111111\r\n", "1\r\nab", "1\r\na\nb", "1\r\na\r0", "1;\u{0}\r\n", "1;a\n",
        "0\r\nBad Name: x\r\n\r\n", "0\r\nno colon\r\n\r\n", "0\r\nA: b\n\r\n",
    ])
    func `framing that two recipients could read differently is refused`(text: String) {
        #expect(throws: HTTP1Error.self) { try read([Array(text.utf8)[...]]) }
    }

    @Test func `extensions and trailers have limits`() {
        let long = String(repeating: "a", count: 70_000)

        #expect(throws: HTTP1Error.self) { try read([Array("1;\(long)".utf8)[...]]) }
        #expect(throws: HTTP1Error.self) { try read([Array("0\r\nA: \(long)".utf8)[...]]) }
    }

    private func read(_ parts: [ArraySlice<UInt8>]) throws -> (
        content: String, consumed: Int, isDone: Bool, trailers: Headers?
    ) {
        var decoder = ChunkedDecoder()
        var content: [UInt8] = []
        var consumed = 0
        for part in parts where !decoder.isDone {
            consumed += try part.withUnsafeBytes { bytes in
                try decoder.consume(bytes) { content += bytes[$0] }
            }
        }
        return (WireText.decode(content), consumed, decoder.isDone, decoder.trailers)
    }
}
