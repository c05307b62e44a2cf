import FlowKit
import TestSupport
import Testing

@Suite struct DecodedBodyTests {
    private static let text = Array(String(repeating: "Grüße, 世界! ", count: 500).utf8)

    @Test(arguments: ["gzip", "x-gzip", "deflate", "br", "zstd"])
    func `what was encoded is decoded, however it is cut into chunks`(coding: String) throws {
        let encoded = try ContentCoding.encode(Self.text, with: [coding])
        let headers: Headers = [("content-encoding", coding.uppercased())]

        for size in [1, 2, 3, 7, encoded.count] {
            let decoded = Body(chunks: encoded.split(every: size)).decoded(headers: headers)
            #expect(decoded.bytes == Self.text)
            #expect(decoded.codings == [coding])
            #expect(decoded.notes.isEmpty)
            #expect(!decoded.isTruncated)
        }
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `an empty body is encoded and decoded`(coding: String) throws {
        let encoded = try ContentCoding.encode([], with: [coding])

        let decoded = Body(encoded).decoded(headers: [("Content-Encoding", coding)])

        #expect(decoded.bytes == [] && decoded.notes == [])
        #expect(Body().decoded(headers: [("Content-Encoding", coding)]).notes == [])
    }

    @Test func `codings are undone last first, over several fields`() throws {
        let encoded = try ContentCoding.encode(Self.text, with: ["gzip", "identity", "br"])

        let decoded = Body(encoded).decoded(headers: [
            ("Content-Encoding", "gzip, identity"), ("Content-Encoding", "br"),
        ])

        #expect(decoded.bytes == Self.text)
        #expect(decoded.codings == ["br", "gzip"])
    }

    @Test func `deflate without the zlib wrapper is read too`() {
        let raw: [UInt8] = [0x4B, 0x4C, 0x4A, 0x06, 0x00]  // "abc"

        #expect(Body(raw).decoded(headers: [("Content-Encoding", "deflate")]).bytes == Array("abc".utf8))
    }

    @Test(arguments: ["gzip", "zstd"])
    func `members that follow each other are one body`(coding: String) throws {
        let member = try ContentCoding.encode(Self.text, with: [coding])
        let headers: Headers = [("Content-Encoding", coding)]

        #expect(Body(member + member).decoded(headers: headers).bytes == Self.text + Self.text)
        #expect(Body(chunks: [member, member]).decoded(headers: headers).bytes == Self.text + Self.text)
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `bytes after the end are left out and told`(coding: String) throws {
        let encoded = try ContentCoding.encode(Self.text, with: [coding])

        let decoded = Body(chunks: [encoded, [1, 2], [3]]).decoded(headers: [("Content-Encoding", coding)])

        #expect(decoded.bytes == Self.text)
        #expect(decoded.notes == ["3 bytes after the end of the \(coding) data left out"])
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `data that ends early gives its beginning, at every cut`(coding: String) throws {
        let encoded = try ContentCoding.encode(Array("hello, hello, hello, world".utf8), with: [coding])

        for count in 1..<encoded.count {
            let decoded = Body(Array(encoded.prefix(count))).decoded(headers: [("Content-Encoding", coding)])
            #expect("hello, hello, hello, world".utf8.starts(with: decoded.bytes))
            #expect(decoded.isTruncated)
            #expect(decoded.notes == ["the \(coding) data ends early: decoded what is there"])
        }
    }

    @Test func `a body captured in part says so once`() throws {
        let encoded = try ContentCoding.encode(Self.text, with: ["gzip"])
        let body = Body(chunks: [Array(encoded.prefix(40))], byteCount: encoded.count, isTruncated: true)

        let decoded = body.decoded(headers: [("Content-Encoding", "gzip")])

        #expect(decoded.notes == ["only the first 40 of \(encoded.count) bytes were captured"])
        #expect(Self.text.starts(with: decoded.bytes))
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `a bomb is cut at the limit`(coding: String) throws {
        let bomb = try ContentCoding.encode(Array(repeating: 0, count: 4 << 20), with: [coding])

        let decoded = Body(bomb).decoded(headers: [("Content-Encoding", coding)], limit: 100_000)

        #expect(decoded.bytes.count == 100_000)
        #expect(decoded.isTruncated)
        #expect(decoded.notes == ["the \(coding) data decodes to more than 100000 bytes: cut there"])
        #expect(Body(bomb).decoded(headers: [("Content-Encoding", coding)], limit: 4 << 20).notes == [])
    }

    @Test(arguments: ["gzip", "zstd"])
    func `what is not encoded is shown as received`(coding: String) {
        let decoded = Body("{\"plain\": true}").decoded(headers: [("Content-Encoding", coding)])

        #expect(decoded.bytes == Array("{\"plain\": true}".utf8))
        #expect(decoded.codings.isEmpty)
        #expect(decoded.notes.count == 1)
        #expect(decoded.notes.first?.hasPrefix("not \(coding) (") == true)
    }

    @Test func `an unknown coding stops the decoding there`() throws {
        let encoded = try ContentCoding.encode(Self.text, with: ["gzip"])

        let decoded = Body(encoded).decoded(headers: [("Content-Encoding", "aws-chunked, gzip")])

        #expect(decoded.bytes == Self.text)
        #expect(decoded.notes == ["unknown content coding \"aws-chunked\": shown as received"])
        #expect(throws: ContentCodingError.self) { try ContentCoding.encode([1], with: ["aws-chunked"]) }
    }

    @Test func `damage keeps what came before it`() throws {
        var random = SeededRandom(seed: 1)
        let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        var encoded = try ContentCoding.encode(noise, with: ["gzip"])
        for index in 200_000..<encoded.count { encoded[index] = 0xFF }

        let decoded = Body(encoded).decoded(headers: [("Content-Encoding", "gzip")])

        #expect(decoded.bytes.count > 100_000)
        #expect(noise.starts(with: decoded.bytes.prefix(100_000)))
        #expect(decoded.notes.first?.hasPrefix("the gzip data is damaged after ") == true)
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `random and mutated data never crashes or outgrows the limit`(coding: String) throws {
        var random = SeededRandom(seed: 99)
        let good = try ContentCoding.encode(Self.text, with: [coding])
        for _ in 0..<400 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let decoded = Body(bytes).decoded(headers: [("Content-Encoding", "\(coding), \(coding)")], limit: 20_000)
            #expect(decoded.bytes.count <= 20_000)
        }
    }

    @Test func `a plain body is given as it is, up to the limit`() {
        let request = Request(method: "POST", target: "/", origin: Origin(scheme: .http, host: "a"), body: Body("abc"))

        #expect(request.decodedBodyBytes() == Array("abc".utf8))
        #expect(request.decodedBody(limit: 2)?.isTruncated == true)
        #expect(request.decodedBodyBytes(limit: 2) == Array("ab".utf8))
        #expect(Response(status: 204).decodedBody() == nil)
    }
}

extension Array {
    fileprivate func split(every count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}
