import FlowKit
import Testing

@testable import ProxyEngine

/// Where a request ends (RFC 9112 §6): the one way to read it, or a refusal.
@Suite struct FramingTableTests {
    private static let chunks = "2\\r\\nhi\\r\\n0\\r\\n\\r\\n"

    /// Fields => body => content; what stands behind the body is the next request.
    @Test(
        arguments: WireTable.rows(
            #"""
            Content-Length: 2 => hi => hi
            content-length:2 => hi => hi
            CONTENT-LENGTH:\t2\t => hi => hi
            Content-Length: 002 => hi => hi
            Content-Length: 2, 2 => hi => hi
            Content-Length: 2,2,2 => hi => hi
            Content-Length: 2\r\nContent-Length: 2 => hi => hi
            Content-Length: 02\r\nX: y\r\ncontent-length: 2 => hi => hi
            Content-Length: 0 => \- => \-
            X: y => \- => \-
            Transfer-Encoding: chunked => 2\r\nhi\r\n0\r\n\r\n => hi
            transfer-encoding:chunked => 2\r\nhi\r\n0\r\n\r\n => hi
            Transfer-Encoding: CHUNKED => 2\r\nhi\r\n0\r\n\r\n => hi
            Transfer-Encoding:\tchunked\t => 2\r\nhi\r\n0\r\n\r\n => hi
            Transfer-Encoding: gzip, chunked => 2\r\nhi\r\n0\r\n\r\n => hi
            Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked => 2\r\nhi\r\n0\r\n\r\n => hi
            Transfer-Encoding: x;a=b , chunked => 2\r\nhi\r\n0\r\n\r\n => hi
            Transfer-Encoding: chunked => 0\r\n\r\n => \-
            """#
        )
    )
    func `the next request begins where the body ends`(row: WireTable.Row) {
        let next = Array("GET /next HTTP/1.1\r\n".utf8)
        let head = WireTable.bytes("POST / HTTP/1.1\\r\\nHost: h\\r\\n") + row.bytes(0) + [13, 10, 13, 10]

        let reading = readAtEveryCut(head + row.bytes(1) + next)

        #expect(reading.error == nil)
        #expect(reading.isComplete)
        #expect(reading.content == row.bytes(2))
        #expect(reading.restCount == next.count)
        #expect(reading.forwarded.suffix(row.bytes(1).count) == row.bytes(1)[...])
        let lengths = reading.text.lowercased().split(separator: "content-length:").count - 1
        #expect(lengths <= 1, "one length goes on: \(reading.text)")
    }

    @Test(
        arguments: WireTable.rows(
            #"""
            Transfer-Encoding: chunked\r\nContent-Length: 5 => both
            Transfer-Encoding: chunked\r\nContent-Length: 0 => both
            Content-Length: 5\r\nTransfer-Encoding: chunked => both
            Content-Length: 5\r\nX: y\r\ntransfer-encoding:chunked => both
            Content-Length: 5\r\nTransfer-Encoding: identity => both
            Content-Length: 5\r\nTransfer-Encoding: x => both
            Content-Length: 5\r\nTransfer-Encoding: => empty or a quoted
            Content-Length: 5\r\nTransfer-Encoding: xchunked => both
            Transfer-Encoding: gzip => must be chunked
            Transfer-Encoding: identity => must be chunked
            Transfer-Encoding: x => must be chunked
            Transfer-Encoding: xchunked => must be chunked
            Transfer-Encoding: chunkedx => must be chunked
            Transfer-Encoding: chunke => must be chunked
            Transfer-Encoding: chunked x => must be chunked
            Transfer-Encoding: chunked;a=b => must be chunked
            Transfer-Encoding: chunked; => must be chunked
            Transfer-Encoding: 'chunked' => must be chunked
            Transfer-Encoding: chunked\x0B => must be chunked
            Transfer-Encoding: \x0Bchunked => must be chunked
            Transfer-Encoding: \x0Cchunked => must be chunked
            Transfer-Encoding: chunked\xA0 => must be chunked
            Transfer-Encoding: \x01chunked => must be chunked
            Transfer-Encoding: chunked\x7F => must be chunked
            Transfer-Encoding: ch\xFAnked => must be chunked
            Transfer-Encoding: [chunked] => must be chunked
            Transfer-Encoding: chun ked => must be chunked
            Transfer-Encoding: chunked, gzip => must be chunked
            Transfer-Encoding: chunked, identity => must be chunked
            Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip => must be chunked
            Transfer-Encoding: chunked\r\nTransfer-Encoding: x => must be chunked
            Transfer-Encoding: chunked\r\nTransfer-Encoding: identity => must be chunked
            Transfer-Encoding: chunked, chunked => more than once
            Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked => more than once
            Transfer-Encoding: chunked, gzip, chunked => more than once
            Transfer-Encoding: chunked\r\nTransfer-encoding: cow, chunked => more than once
            Transfer-Encoding: => empty or a quoted
            Transfer-Encoding: , => empty or a quoted
            Transfer-Encoding: , chunked => empty or a quoted
            Transfer-Encoding: chunked, => empty or a quoted
            Transfer-Encoding: gzip,, chunked => empty or a quoted
            Transfer-Encoding: \r\nTransfer-Encoding: chunked => empty or a quoted
            Transfer-Encoding: "chunked" => empty or a quoted
            Transfer-Encoding: gzip;a="b, chunked => empty or a quoted
            Transfer-Encoding: gzip;a="b, chunked" => empty or a quoted
            Transfer-Encoding: gzip;a="x", chunked => empty or a quoted
            """#
        )
    )
    func `a framing that two could read differently is refused`(row: WireTable.Row) {
        for method in ["POST", "GET", "HEAD", "OPTIONS"] {
            let head = WireTable.bytes("\(method) / HTTP/1.1\\r\\nHost: h\\r\\n") + row.bytes(0) + [13, 10, 13, 10]

            let reading = readAtEveryCut(head + WireTable.bytes(Self.chunks))

            #expect(reading.error?.status == 400)
            #expect(reading.error?.message.contains(row[1]) == true, "\(reading.error?.message ?? "passed")")
        }
    }

    @Test(arguments: ["chunked", "gzip, chunked", "identity", "x", ""])
    func `HTTP 1.0 has no transfer codings`(value: String) {
        let head = "POST / HTTP/1.0\r\nTransfer-Encoding: \(value)\r\n\r\n"

        #expect(readAtEveryCut(Array(head.utf8)).error?.status == 400)
    }

    // MARK: - Chunks

    /// Body => content => layout.
    @Test(
        arguments: WireTable.rows(
            #"""
            0\r\n\r\n => \- => 0
            00\r\n\r\n => \- => 0
            000000000000000\r\n\r\n => \- => 0
            2\r\nhi\r\n0\r\n\r\n => hi => 1 (2)
            02\r\nhi\r\n0\r\n\r\n => hi => 1 (2)
            A\r\n0123456789\r\n0\r\n\r\n => 0123456789 => 1 (10)
            a\r\n0123456789\r\n0\r\n\r\n => 0123456789 => 1 (10)
            1\r\na\r\n1\r\nb\r\n2\r\ncd\r\n0\r\n\r\n => abcd => 3 (1 ×2, 2)
            4\r\n\r\n\r\n\r\n0\r\n\r\n => \r\n\r\n => 1 (4)
            5\r\n0\r\n\r\n\r\n0\r\n\r\n => 0\r\n\r\n => 1 (5)
            2;a\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2;a=b\r\nhi\r\n0;c=d\r\n\r\n => hi => 1 (2), extensions on 2
            2;a="b;c"\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2 ;a\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2\t;\ta\t=\tb\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2;\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2;;;\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2;\xE9\r\nhi\r\n0\r\n\r\n => hi => 1 (2), extensions on 1
            2 \r\nhi\r\n0\r\n\r\n => hi => 1 (2)
            2  \t \r\nhi\r\n0 \r\n\r\n => hi => 1 (2)
            0\r\nX: y\r\n\r\n => \- => 0
            0;e\r\nX: y\r\nx:\r\n\r\n => \- => 0, extensions on 1
            """#
        )
    )
    func `chunks leave as they came, and how they were cut is known`(row: WireTable.Row) {
        let head = Array("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)

        let reading = readAtEveryCut(head + row.bytes(0) + Array("GET".utf8))

        #expect(reading.error == nil)
        #expect(reading.isComplete)
        #expect(reading.restCount == 3)
        #expect(reading.forwarded == head + row.bytes(0))
        #expect(reading.content == row.bytes(1))
        #expect(reading.layout?.summary == row[2])
    }

    /// What stands where a chunk's size line should => words.
    @Test(
        arguments: WireTable.rows(
            #"""
            \r\n => without a size
            \n => without a size
            ;a\r\n => without a size
             2\r\n => without a size
            \t2\r\n => without a size
            -2\r\n => without a size
            +2\r\n => without a size
            "2"\r\n => without a size
            G\r\n => without a size
            x2\r\n => without a size
            \x002\r\n => without a size
            \xB2\r\n => without a size
            hi\r\n => without a size
            0x2\r\n => not hexadecimal
            2h\r\n => not hexadecimal
            2-\r\n => not hexadecimal
            2_0\r\n => not hexadecimal
            2.0\r\n => not hexadecimal
            2,2\r\n => not hexadecimal
            2:\r\n => not hexadecimal
            2 2\r\n => not hexadecimal
            2 x\r\n => not hexadecimal
            2\x00\r\n => not hexadecimal
            2\x0B\r\n => not hexadecimal
            2\xA0\r\n => not hexadecimal
            2\n => not hexadecimal
            2\rhi => bare CR
            2\r\r\n => bare CR
            2;a\rb\r\n => bare CR
            2;a\r\r\n => bare CR
            2;a\nhi => control character
            2;a\n\r\n => control character
            2;"\n"\r\n => control character
            2;\x00\r\n => control character
            2;a=\x01\r\n => control character
            2;\x7F\r\n => control character
            2 \n => control character
            2 ;\x0B\r\n => control character
            FFFFFFFFFFFFFFFF\r\n => more than 15 digits
            10000000000000000\r\n => more than 15 digits
            10000000000000002\r\n => more than 15 digits
            0000000000000002\r\n => more than 15 digits
            7FFFFFFFFFFFFFFF\r\n => more than 15 digits
            8000000000000000\r\n => more than 15 digits
            """#
        )
    )
    func `a chunk size that is not one is refused, first and later`(row: WireTable.Row) {
        let head = Array("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        for before in ["", "3\r\nabc\r\n", "1;x=y\r\n.\r\n1\r\n.\r\n"] {
            let reading = readAtEveryCut(head + before.utf8 + row.bytes(0) + Array("hi\r\n0\r\n\r\n".utf8))

            #expect(reading.error?.status == 400)
            #expect(reading.error?.message.contains(row[1]) == true, "\(reading.error?.message ?? "passed")")
        }
    }

    /// What stands behind a chunk's content => words.
    @Test(
        arguments: WireTable.rows(
            #"""
            0\r\n\r\n => longer than its size
            x\r\n0\r\n\r\n => longer than its size
            \n0\r\n\r\n => longer than its size
             \r\n0\r\n\r\n => longer than its size
            \r0\r\n\r\n => does not end in CRLF
            \r\r\n0\r\n\r\n => does not end in CRLF
            \r\n\r\n0\r\n\r\n => without a size
            \r\n\n0\r\n\r\n => without a size
            \r\n0\r\n\n => LF without CR
            \r\n0\r\n\rX\r\n\r\n => bare CR
            \r\n0\n\r\n => not hexadecimal
            \r\n0\r\n X: y\r\n\r\n => obs-fold
            \r\n0\r\nX: y\r\n z\r\n\r\n => obs-fold
            \r\n0\r\nX : y\r\n\r\n => white space in or after
            \r\n0\r\nX\r\n\r\n => without a colon
            \r\n0\r\n: y\r\n\r\n => without a name
            \r\n0\r\nX: y\n\r\n => LF without CR
            \r\n0\r\nX: y\r\n\n => LF without CR
            \r\n0\r\nX: a\rb\r\n\r\n => bare CR
            \r\n0\r\nX: \x00\r\n\r\n => NUL
            \r\n0\r\nX(y): z\r\n\r\n => not allowed
            \r\n0\r\nGET / HTTP/1.1\r\n\r\n => white space in or after
            \r\n0\r\nContent-Length: a\r\n\r\n => not a number
            \r\n0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n => different values
            """#
        )
    )
    func `what is wrong behind a chunk is refused`(row: WireTable.Row) {
        let head = Array("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi".utf8)

        let reading = readAtEveryCut(head + row.bytes(0))

        #expect(reading.error?.status == 400)
        #expect(reading.error?.message.contains(row[1]) == true, "\(reading.error?.message ?? "passed")")
    }

    @Test(arguments: [
        "Content-Length: 5", "Transfer-Encoding: chunked", "Host: evil", "Connection: close", "Trailer: X", "X:",
        "X-Sum: abc\r\nx-sum: def", "Authorization: x", "X: caf\u{E9}",
    ])
    func `a trailer passes as it came, and means nothing to the message`(line: String) {
        let wire =
            WireTable.bytes("POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n")
            + WireTable.bytes(line) + [13, 10, 13, 10]

        let reading = readAtEveryCut(wire)

        #expect(reading.forwarded == wire)
        #expect(reading.trailers?.bytes == WireTable.bytes(line) + [13, 10])
    }
}
