import FlowKit
import Testing

@testable import ProxyEngine

/// Responses as they come, and what goes on or why it does not.
@Suite struct ResponseTableTests {
    // MARK: - Status lines

    @Test(
        arguments: WireTable.rows(
            #"""
            HTTP/1.1 200 OK => HTTP/1.1 200 OK
            HTTP/1.0 200 OK => HTTP/1.1 200 OK
            HTTP/1.1 200 => HTTP/1.1 200\x20
            HTTP/1.1 200\x20 => HTTP/1.1 200\x20
            HTTP/1.1 200  OK => HTTP/1.1 200  OK
            HTTP/1.1 200 OK\x20 => HTTP/1.1 200 OK\x20
            HTTP/1.1 200 not ok at all => HTTP/1.1 200 not ok at all
            HTTP/1.1 200 \tOK\t => HTTP/1.1 200 \tOK\t
            HTTP/1.1 200 caf\xE9\xFF => HTTP/1.1 200 caf\xE9\xFF
            HTTP/1.1 200 \xE2\x9C\x93 => HTTP/1.1 200 \xE2\x9C\x93
            HTTP/1.1 200 \x01\x1B[31m => HTTP/1.1 200 \x01\x1B[31m
            HTTP/1.1 200 200 => HTTP/1.1 200 200
            HTTP/1.1 299 X: y => HTTP/1.1 299 X: y
            HTTP/1.1 599 X => HTTP/1.1 599 X
            HTTP/1.1 600 X => HTTP/1.1 600 X
            HTTP/1.1 999 Request denied => HTTP/1.1 999 Request denied
            """#
        )
    )
    func `a status line leaves with the reason it has`(row: WireTable.Row) {
        let fields = "\r\nServer: x\r\nContent-Length: 0\r\n\r\n".utf8

        let reading = readAtEveryCut(row.bytes(0) + fields) { .response($0, cut: $1) }

        #expect(reading.error == nil)
        #expect(reading.forwarded == row.bytes(1) + fields)
    }

    @Test(
        arguments: WireTable.rows(
            #"""
            HTTP/1.1 => not three digits
            HTTP/1.1\x20 => not three digits
            HTTP/1.1 2 OK => not three digits
            HTTP/1.1 20 OK => not three digits
            HTTP/1.1 2000 OK => not three digits
            HTTP/1.1 020 OK => not three digits
            HTTP/1.1 000 OK => not three digits
            HTTP/1.1 099 OK => not three digits
            HTTP/1.1 -20 OK => not three digits
            HTTP/1.1 +20 OK => not three digits
            HTTP/1.1 2e2 OK => not three digits
            HTTP/1.1 0x1 OK => not three digits
            HTTP/1.1 OK 200 => not three digits
            HTTP/1.1  200 OK => not three digits
            HTTP/1.1 200\tOK => not three digits
            HTTP/1.1 200OK => not three digits
            HTTP/1.1 \xB2\xB2\xB2 OK => not three digits
            HTTP/1.1\t200 OK => not an HTTP version
            HTTP/2.0 200 OK => not supported
            HTTP/0.9 200 OK => not supported
            HTTP/2 200 OK => not an HTTP version
            HTTP/1 200 OK => not an HTTP version
            http/1.1 200 OK => not an HTTP version
            HTTP/1.1x 200 OK => not an HTTP version
            HTTP 200 OK => not an HTTP version
            ICY 200 OK => not an HTTP version
            RTSP/1.0 200 OK => not an HTTP version
             HTTP/1.1 200 OK => not an HTTP version
            SSH-2.0-OpenSSH => not an HTTP version
            200 OK => not an HTTP version
            <html> => not an HTTP version
            HTTP/1.1 200 O\rK => bare CR
            HTTP/1.1 200 OK\r => bare CR
            HTTP/1.1 200 \x00 => NUL
            """#
        )
    )
    func `a status line that is not one is refused`(row: WireTable.Row) {
        let wire = row.bytes(0) + Array("\r\nServer: x\r\n\r\n".utf8)

        let reading = readAtEveryCut(wire) { .response($0, cut: $1) }

        #expect(reading.error?.message.contains(row[1]) == true, "\(reading.error?.message ?? "passed")")
    }

    // MARK: - Field lines

    /// What a proxy mends (RFC 9112 §2.2, §5.1, §5.2), and what it leaves.
    @Test(
        arguments: WireTable.rows(
            #"""
            X: y\r\n => X: y\r\n
            X:y \r\nx:\r\nX:\t\r\n => X:y \r\nx:\r\nX:\t\r\n
            X: caf\xE9\x01\x7F\r\n => X: caf\xE9\x01\x7F\r\n
            Set-Cookie: a\r\nset-cookie: b, c\r\n => Set-Cookie: a\r\nset-cookie: b, c\r\n
            X: y\n => X: y\r\n
            X: y\nY: z\r\nZ: \n => X: y\r\nY: z\r\nZ: \r\n
            X : y\r\n => X: y\r\n
            X \t : y\r\nY: a : b\r\n => X: y\r\nY: a : b\r\n
            X\t:\n => X:\r\n
            X: y\r\n z\r\n => X: y   z\r\n
            X: y\r\n\tz\r\n  w\r\nY: a\r\n => X: y  \tz    w\r\nY: a\r\n
            X: y\n z\n => X: y  z\r\n
            X: y\r\n \r\nY: z\r\n => X: y   \r\nY: z\r\n
            X:\r\n y : z\r\n => X:   y : z\r\n
            X : y\r\n z\r\n => X: y   z\r\n
            Connection: close\r\nX : y\r\n => X: y\r\n
            Connection: x\r\n , y\r\nY: 1\r\nX: 2\r\nZ: 3\r\n => Z: 3\r\n
            Keep-Alive: timeout=5\r\nProxy-Connection: x\r\n => \-
            Proxy-Authenticate: Basic\r\n => Proxy-Authenticate: Basic\r\n
            Upgrade: h2c\r\nX: y\r\n => X: y\r\n
            Host: a b\r\nHost: c\r\n => Host: a b\r\nHost: c\r\n
            """#
        )
    )
    func `fields of a response are mended where the RFC says so, and otherwise left`(row: WireTable.Row) {
        let start = Array("HTTP/1.1 204 No\r\n".utf8)

        let reading = readAtEveryCut(start + row.bytes(0) + [13, 10]) { .response($0, cut: $1) }

        #expect(reading.error == nil)
        #expect(reading.forwarded == start + row.bytes(1) + [13, 10], "\(reading.text)")
    }

    @Test(
        arguments: WireTable.rows(
            #"""
             X: y\r\n => before the first field
            \tX: y\r\n => before the first field
            \x20\r\nX: y\r\n => before the first field
            X\r\n => without a colon
            X\r\n : y\r\n => without a colon
            X Y: z\r\n => white space in
            : y\r\n => without a name
            \x20: y\r\n => before the first field
            X\x00: y\r\n => NUL
            X: \x00\r\n => NUL
            X: y\r\n \x00\r\n => NUL
            X(y): z\r\n => not allowed
            X\xE9: z\r\n => not allowed
            X: a\rb\r\n => bare CR
            X: a\r\r\n => bare CR
            X\r: b\r\n => bare CR
            Content-Length: a\r\n => not a number
            Content-Length: 1\r\n 2\r\n => not a number
            Content-Length: 1\r\n , 2\r\n => different values
            Content-Length: 1\r\nContent-Length : 2\r\n => different values
            """#
        )
    )
    func `a field line of a response that cannot be mended is refused`(row: WireTable.Row) {
        let wire = Array("HTTP/1.1 200 OK\r\n".utf8) + row.bytes(0) + [13, 10]

        let reading = readAtEveryCut(wire) { .response($0, cut: $1) }

        #expect(reading.error?.message.contains(row[1]) == true, "\(reading.error?.message ?? "passed")")
    }

    // MARK: - Framing

    /// Fields => the framing they ask for, where there may be a body at all.
    private static let framings: [(fields: String, framing: BodyFraming)] = [
        ("X: y", .untilClose), ("Content-Length: 3", .length(3)), ("Content-Length: 3, 3", .length(3)),
        ("Content-Length: 0", .length(0)), ("Transfer-Encoding: chunked", .chunked),
        ("Transfer-Encoding: gzip, Chunked", .chunked), ("Transfer-Encoding: gzip", .untilClose),
        ("Transfer-Encoding: identity", .untilClose),
        ("Transfer-Encoding : chunked", .chunked), ("Transfer-Encoding:\r\n chunked", .chunked),
    ]

    @Test(
        arguments: [100, 103, 200, 201, 204, 205, 206, 301, 304, 400, 418, 500, 999],
        ["GET", "POST", "HEAD", "CONNECT"]
    )
    func `where a response ends follows from request, status and fields, in this order`(
        status: Int,
        method: String
    ) throws {
        for (fields, framing) in Self.framings {
            let wire = Array("HTTP/1.1 \(status) X\r\n\(fields)\r\n\r\n".utf8)

            let head = try wire.withUnsafeBytes { try HeadParser.response($0) }

            let hasNone = method == "HEAD" || [100, 103, 204, 304].contains(status)
            let isTunnel = method == "CONNECT" && (200...299).contains(status)
            #expect(try head.bodyFraming(requestMethod: method) == (hasNone || isTunnel ? .none : framing), "\(fields)")
        }
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\nContent-Length: 3", "Content-Length: 3\r\nTransfer-Encoding: gzip",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: , chunked", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
    ])
    func `a response that two could end differently is refused`(fields: String) {
        let wire = "HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n0\r\n\r\n"

        #expect(readAtEveryCut(Array(wire.utf8)) { .response($0, cut: $1) }.error != nil)
    }

    @Test(
        arguments: WireTable.rows(
            #"""
            Content-Length: 2 => hi => hi
            Transfer-Encoding: chunked => 2;x\r\nhi\r\n0\r\nT: u\r\n\r\n => hi
            Content-Length: 0 => \- => \-
            """#
        )
    )
    func `the next response begins where the body ends`(row: WireTable.Row) {
        let head = Array("HTTP/1.1 200 OK\r\n".utf8) + row.bytes(0) + [13, 10, 13, 10]

        let reading = readAtEveryCut(head + row.bytes(1) + Array("HTTP".utf8)) { .response($0, cut: $1) }

        #expect(reading.isComplete)
        #expect(reading.forwarded == head + row.bytes(1))
        #expect(reading.content == row.bytes(2))
        #expect(reading.restCount == 4)
    }

    @Test func `without a length a response goes on until the end`() {
        let wire = Array("HTTP/1.1 200 OK\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".utf8)

        let reading = readAtEveryCut(wire) { .response($0, cut: $1) }

        #expect(!reading.isComplete)
        #expect(reading.forwarded == wire)
    }
}
