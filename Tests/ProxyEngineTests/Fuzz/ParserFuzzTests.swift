import FlowKit
import TestSupport
import Testing

@testable import ProxyEngine

/// Parsers against bytes that are almost right: a value or an error, and what holds for every value.
@Suite struct ParserFuzzTests {
    private static let heads = [
        "GET http://a.example:80/b?c HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\nConnection: close, x-y\r\nX-Y: z\r\n\r\n",
        "PUT /x HTTP/1.0\r\nTransfer-Encoding: gzip, chunked\r\nTE: trailers\r\nUpgrade: a/1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: a=b\r\nWWW-Authenticate: NTLM\r\n\r\n",
    ]

    @Test func `a head is read or refused, and what is read can be written`() {
        var generator = SeededRandom(seed: 1)
        for round in 0..<20_000 {
            let bytes = generator.mutated(Array(Self.heads[round % Self.heads.count].utf8))
            var scanner = HeadScanner()
            bytes.withUnsafeBytes { all in
                guard let count = scanner.headByteCount(in: all) else { return }
                let head = UnsafeRawBufferPointer(rebasing: all[..<count])
                if let request = try? HeadParser.request(head) {
                    #expect(!request.method.isEmpty && !request.target.isEmpty)
                    let fields = request.headers.map { $0 }
                    #expect(fields.allSatisfy { !$0.name.isEmpty && !$0.valueBytes.contains(0x0A) })
                    _ = try? request.bodyFraming()
                }
                if let response = try? HeadParser.response(head) {
                    #expect((100...999).contains(response.status))
                    _ = try? response.bodyFraming(requestMethod: "GET")
                }
            }
        }
    }

    @Test func `a chunked body gives the same wherever it is cut`() {
        let seed = Array("5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\nGET".utf8)
        var generator = SeededRandom(seed: 2)
        for _ in 0..<10_000 {
            let bytes = generator.mutated(seed)
            let cut = Int.random(in: 0...bytes.count, using: &generator)

            let whole = read([bytes[...]])
            let parts = read([bytes[..<cut], bytes[cut...]])

            #expect(whole == parts, "\(bytes) cut at \(cut)")
        }
    }

    /// Whole connections' worth: requests in a row, and responses in a row.
    private static let pipelines = [
        "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: u\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "PUT http://a/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: x\r\n\r\n1\r\n.\r\n00\r\n\r\n",
    ]
    private static let answers = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 X\nA : b\n\n",
        "HTTP/1.1 103 E\r\nLink: a\r\n b\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nSet-Cookie: a\r\n\r\nto the end",
    ]

    @Test(arguments: [(pipelines, true, UInt64(21)), (answers, false, 22)])
    func `messages in a row are the same wherever the stream is cut, and pass a second time as they left`(
        seeds: [String],
        areRequests: Bool,
        seed: UInt64
    ) {
        let read: ([UInt8], Int?) -> MessageReading = {
            areRequests ? .request($0, cut: $1) : .response($0, cut: $1)
        }
        var generator = SeededRandom(seed: seed)
        for round in 0..<6_000 {
            var bytes = generator.mutated(Array(seeds[round % seeds.count].utf8))
            for _ in 0..<3 {
                let whole = read(bytes, nil)
                let cut = Int.random(in: 0...bytes.count, using: &generator)
                #expect(read(bytes, cut) == whole, "\(bytes) cut at \(cut)")
                guard whole.error == nil, !whole.forwarded.isEmpty else { break }
                // The next hop reads the message that we read.
                let again = read(whole.forwarded + bytes.suffix(whole.restCount), nil)
                #expect(again.error == nil, "\(bytes)")
                #expect(again.content == whole.content && again.restCount == whole.restCount, "\(bytes)")
                #expect(again.forwarded == whole.forwarded, "\(bytes)")
                bytes = Array(bytes.suffix(whole.restCount))
            }
        }
    }

    @Test func `a target names a host without anything that could end it, or is refused`() {
        let seeds = ["http://u@a.example:8080/b?c#d", "https://[::1]:443/", "a.example:443", "/a?b"].map {
            Array($0.utf8)
        }
        var generator = SeededRandom(seed: 3)
        for round in 0..<20_000 {
            let bytes = generator.mutated(seeds[round % seeds.count])
            for method in ["GET", "CONNECT"] {
                switch try? RequestTarget(method: method, target: bytes) {
                case .absolute(let origin, let path):
                    check(host: origin.host, port: origin.port)
                    #expect(path.first == UInt8(ascii: "/") || path == [UInt8(ascii: "*")])
                case .authority(let host, let port): check(host: host, port: port)
                case .origin, nil: break
                }
            }
        }
    }

    @Test func `more bytes never change what a tunnel was found to carry`() {
        let seeds = [
            "GET /a HTTP/1.1\r\n", "GET http://a/ HTTP/1.1\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}\u{1}\u{0}\u{0}\u{1}x",
            "PRI * HTTP/2.0\r\n",
        ]
        .map { Array($0.utf8) }
        let detector = ProtocolDetector(allowsTLS: true)
        var generator = SeededRandom(seed: 4)
        for round in 0..<5_000 {
            let bytes = generator.mutated(seeds[round % seeds.count])
            let findings = (0...bytes.count).map { count in
                bytes[..<count].withUnsafeBytes { detector.find(in: $0) }
            }
            let decided = findings.drop { $0 == .needsMore }
            #expect(decided.allSatisfy { $0 == decided.first }, "\(bytes)")
        }
    }

    private func check(host: String, port: Int) {
        #expect(!host.isEmpty && (1...65_535).contains(port))
        #expect(!host.unicodeScalars.contains { $0.value <= 0x20 || "/?#@\\[]".unicodeScalars.contains($0) })
    }

    private func read(_ parts: [ArraySlice<UInt8>]) -> [String] {
        var decoder = ChunkedDecoder()
        var content: [UInt8] = []
        var consumed = 0
        do {
            for part in parts where !decoder.isDone {
                consumed += try part.withUnsafeBytes { bytes in try decoder.consume(bytes) { content += bytes[$0] } }
            }
        } catch {
            return ["error"]
        }
        return [WireText.decode(content), "\(consumed)", "\(decoder.isDone)", "\(decoder.trailers.map(\.bytes) ?? [])"]
    }
}
