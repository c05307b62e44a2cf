import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct HeadParserTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/"),
        ("get http://a/b?c HTTP/1.0\r\n\r\n", "get", "http://a/b?c"),
        ("M-SEARCH * HTTP/1.1\r\nHost:\r\n\r\n", "M-SEARCH", "*"),
        ("GET /\u{E9} HTTP/1.1\r\nA:\tb \t\r\n\r\n", "GET", "/é"),
        ("PUT /a HTTP/1.1\r\nX: \u{1}\u{7F}\r\nX:\r\n\r\n", "PUT", "/a"),
    ])
    func `a request is read as it stands`(text: String, method: String, target: String) throws {
        let head = try parse(text)

        #expect(head.method == method)
        #expect(WireText.decode(head.target) == target)
        let fieldLines = text.utf8.drop { $0 != 0x0A }.dropFirst().dropLast(2)
        #expect(head.headers.bytes == Array(fieldLines))
    }

    @Test(arguments: [
        ("GET /\r\n\r\n", "no HTTP version", 400),
        ("GET  / HTTP/1.1\r\n\r\n", "target", 400),
        ("GET / HTTP/1.1 \r\n\r\n", "not an HTTP version", 400),
        ("GET / http/1.1\r\n\r\n", "not an HTTP version", 400),
        ("GET / HTTP/2.0\r\n\r\n", "not supported", 505),
        ("GET / HTTP/0.9\r\n\r\n", "not supported", 505),
        ("GET / HTTP/1.\r\n\r\n", "not an HTTP version", 400),
        ("GET / HTTP/1.11\r\n\r\n", "not an HTTP version", 400),
        ("G\u{0}T / HTTP/1.1\r\n\r\n", "not a token", 400),
        ("G T / HTTP/1.1\r\n\r\n", "not an HTTP version", 400),
        (" GET / HTTP/1.1\r\n\r\n", "not a token", 400),
        ("GET / HTTP/1.1\nHost: a\r\n\r\n", "LF without CR", 400),
        ("GET / HTTP/1.1\r\nHost: a\n\r\n", "LF without CR", 400),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "white space in or after a field name", 400),
        ("GET / HTTP/1.1\r\nHo st: a\r\n\r\n", "white space in or after a field name", 400),
        ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "obs-fold", 400),
        ("GET / HTTP/1.1\r\n A: b\r\n\r\n", "obs-fold", 400),
        ("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "bare CR", 400),
        ("GET / HTTP/1.1\r\nA: b\u{0}\r\n\r\n", "NUL", 400),
        ("GET / HTTP/1.1\r\nA\u{0}: b\r\n\r\n", "NUL", 400),
        ("GET / HTTP/1.1\r\nA\r\n\r\n", "without a colon", 400),
        ("GET / HTTP/1.1\r\n: b\r\n\r\n", "without a name", 400),
        ("GET / HTTP/1.1\r\nA\u{E9}: b\r\n\r\n", "not allowed", 400),
        ("GET / HTTP/1.1\r\nA(b): c\r\n\r\n", "not allowed", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "different values", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n", "different values", 400),
        ("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "not a number", 400),
        ("GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", "not a number", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n", "not a number", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1 1\r\n\r\n", "not a number", 400),
        ("GET / HTTP/1.1\r\nContent-Length:\r\n\r\n", "not a number", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "not a number", 400),
    ])
    func `what could be read in two ways is refused with a reason`(text: String, reason: String, status: Int) {
        let error = #expect(throws: HTTP1Error.self) { try parse(text) }

        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.status == status)
    }

    @Test(arguments: ["HTTP/1.2", "HTTP/1.9"])
    func `a later minor version is understood as the one we know`(version: String) throws {
        #expect(try parse("GET / \(version)\r\nHost: a\r\n\r\n").version == .http11)
    }

    @Test(arguments: [
        ("Content-Length: 5", BodyFraming.length(5)), ("Content-Length: 5, 5", .length(5)),
        ("Transfer-Encoding: chunked", .chunked), ("transfer-encoding: gzip, Chunked", .chunked), ("A: b", .none),
    ])
    func `a request's framing follows from its fields`(line: String, framing: BodyFraming) throws {
        #expect(try parse("POST / HTTP/1.1\r\n\(line)\r\n\r\n").bodyFraming() == framing)
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;a=b", "Transfer-Encoding:",
    ])
    func `an ambiguous framing is refused`(lines: String) throws {
        let head = try parse("POST / HTTP/1.1\r\n\(lines)\r\n\r\n")

        #expect(throws: HTTP1Error.self) { try head.bodyFraming() }
    }

    @Test func `HTTP 1.0 knows no transfer codings`() throws {
        let head = try parse("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")

        #expect(throws: HTTP1Error.self) { try head.bodyFraming() }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", 200, "OK"), ("HTTP/1.0 404\r\n\r\n", 404, ""),
        ("HTTP/1.1 200 \r\n\r\n", 200, ""), ("HTTP/1.1 299 a  b\nX: y\n\n", 299, "a  b"),
        ("HTTP/1.1 200 caf\u{E9}\r\n\r\n", 200, "café"),
    ])
    func `a response is read as it stands`(text: String, status: Int, reason: String) throws {
        let head = try response(text)

        #expect(head.status == status)
        #expect(WireText.decode(head.reason) == reason)
    }

    @Test(arguments: [
        "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "ICY 200 OK\r\n\r\n",
        "\r\n\r\n",
    ])
    func `a response without a status is refused`(text: String) {
        #expect(throws: HTTP1Error.self) { try response(text) }
    }

    @Test(arguments: [
        ("GET", 200, "Content-Length: 3", BodyFraming.length(3)), ("HEAD", 200, "Content-Length: 3", .none),
        ("GET", 304, "Content-Length: 3", .none), ("GET", 204, "Transfer-Encoding: chunked", .none),
        ("GET", 100, "Content-Length: 3", .none), ("GET", 200, "A: b", .untilClose),
        ("GET", 200, "Transfer-Encoding: chunked", .chunked), ("GET", 200, "Transfer-Encoding: gzip", .untilClose),
    ])
    func `a response's framing depends on what was asked`(
        method: String,
        status: Int,
        line: String,
        framing: BodyFraming
    ) throws {
        let head = try response("HTTP/1.1 \(status) X\r\n\(line)\r\n\r\n")

        #expect(try head.bodyFraming(requestMethod: method) == framing)
    }

    @Test func `too many fields are too large`() {
        let lines = String(repeating: "A: b\r\n", count: 2_001)

        let error = #expect(throws: HTTP1Error.self) { try parse("GET / HTTP/1.1\r\n\(lines)\r\n") }

        #expect(error?.status == 431)
    }

    @Test func `the end of a head is found wherever the stream is cut`() {
        let text = Array("GET / HTTP/1.1\r\nA: b\r\n\r\nrest".utf8)
        for first in 0..<text.count {
            var scanner = HeadScanner()
            let early = text[..<first].withUnsafeBytes { scanner.headByteCount(in: $0) }
            if first >= 24 {
                #expect(early == 24)
            } else {
                #expect(early == nil)
                #expect(text.withUnsafeBytes { scanner.headByteCount(in: $0) } == 24, "cut at \(first)")
            }
        }
    }

    private func parse(_ text: String) throws -> RequestHead {
        let bytes = Self.latin1(text)
        return try bytes.withUnsafeBytes { try HeadParser.request($0) }
    }

    private func response(_ text: String) throws -> ResponseHead {
        try Self.latin1(text).withUnsafeBytes { try HeadParser.response($0) }
    }

    /// Each scalar as one byte: what stands in the tables is what goes over the wire.
    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
