import FlowKit
import Testing

@testable import ProxyEngine

/// Requests as they come, and what goes on or why it does not: RFC 9112 §2 to §6, and what requests are smuggled with.
@Suite struct RequestTableTests {
    // MARK: - Request lines

    @Test(
        arguments: WireTable.rows(
            #"""
            GET / HTTP/1.1 => GET / HTTP/1.1
            GET / HTTP/1.0 => GET / HTTP/1.1
            get / HTTP/1.1 => get / HTTP/1.1
            !#$%&'*+-.^_`|~09Az / HTTP/1.1 => !#$%&'*+-.^_`|~09Az / HTTP/1.1
            OPTIONS * HTTP/1.1 => OPTIONS * HTTP/1.1
            OPTIONS http://h HTTP/1.1 => OPTIONS * HTTP/1.1
            OPTIONS http://h/ HTTP/1.1 => OPTIONS / HTTP/1.1
            GET http://h HTTP/1.1 => GET / HTTP/1.1
            GET http://h? HTTP/1.1 => GET /? HTTP/1.1
            GET http://h?a=b HTTP/1.1 => GET /?a=b HTTP/1.1
            GET HTTP://h/A HTTP/1.1 => GET /A HTTP/1.1
            GET http://h/a#b HTTP/1.1 => GET /a HTTP/1.1
            GET http://user:pass@h/a HTTP/1.1 => GET /a HTTP/1.1
            GET https://h/a HTTP/1.1 => GET /a HTTP/1.1
            GET ws://h/a HTTP/1.1 => GET /a HTTP/1.1
            GET //a//b/../c HTTP/1.1 => GET //a//b/../c HTTP/1.1
            GET /http://x/ HTTP/1.1 => GET /http://x/ HTTP/1.1
            GET /%00%0d%0a HTTP/1.1 => GET /%00%0d%0a HTTP/1.1
            GET /a?b?c#d HTTP/1.1 => GET /a?b?c#d HTTP/1.1
            GET /caf\xE9\xFF HTTP/1.1 => GET /caf\xE9\xFF HTTP/1.1
            GET /"<>\\^`{|} HTTP/1.1 => GET /"<>\\^`{|} HTTP/1.1
            """#
        )
    )
    func `a request line leaves with the method and the target it has`(row: WireTable.Row) throws {
        for field in ["Host: h\\r\\nA: b", "A: b\\r\\nhost:h"] {
            let fields = WireTable.bytes("\\r\\n\(field)\\r\\n\\r\\n")
            let wire = row.bytes(0) + fields

            let reading = readAtEveryCut(wire)

            #expect(reading.error == nil)
            #expect(reading.forwarded == row.bytes(1) + fields)
            #expect(reading.isComplete)
        }
    }

    @Test(
        arguments: WireTable.rows(
            #"""
            GET => 400 => no spaces
            GET / => 400 => no HTTP version
            GET /a => 400 => no HTTP version
            GET  / HTTP/1.1 => 400 => target is empty
            GET /  HTTP/1.1 => 400 => not an HTTP version
            GET / HTTP/1.1  => 400 => not an HTTP version
            GET\t/ HTTP/1.1 => 400 => not a token
            GET /\tHTTP/1.1 => 400 => no HTTP version
            GET / HTTP/1.1\t => 400 => not an HTTP version
            GET / a HTTP/1.1 => 400 => not an HTTP version
            GET /\x0B HTTP/1.1 => 400 => control characters
            GET /\x00 HTTP/1.1 => 400 => control characters
            GET /\x7F HTTP/1.1 => 400 => control characters
            GET /\x1B[31m HTTP/1.1 => 400 => control characters
            GET /\ra HTTP/1.1 => 400 => bare CR
            \tGET / HTTP/1.1 => 400 => not a token
             GET / HTTP/1.1 => 400 => not a token
            G\x00T / HTTP/1.1 => 400 => not a token
            G(T / HTTP/1.1 => 400 => not a token
            GET: / HTTP/1.1 => 400 => not a token
            G\xC9T / HTTP/1.1 => 400 => not a token
            "GET" / HTTP/1.1 => 400 => not a token
            \x16\x03\x01\x00\xA5 / HTTP/1.1 => 400 => not a token
            GET / HTTP/0.9 => 505 => not supported
            GET / HTTP/2.0 => 505 => not supported
            GET / HTTP/3.0 => 505 => not supported
            GET / HTTP/9.9 => 505 => not supported
            GET / HTTP/1.10 => 400 => not an HTTP version
            GET / HTTP/01.1 => 400 => not an HTTP version
            GET / HTTP/1 => 400 => not an HTTP version
            GET / HTTP/1. => 400 => not an HTTP version
            GET / HTTP/2 => 400 => not an HTTP version
            GET / HTTP/ 1.1 => 400 => not an HTTP version
            GET / HTTP /1.1 => 400 => not an HTTP version
            GET / http/1.1 => 400 => not an HTTP version
            GET / Http/1.1 => 400 => not an HTTP version
            GET / HTTP-1.1 => 400 => not an HTTP version
            GET / HTTPS/1.1 => 400 => not an HTTP version
            GET / SIP/2.0 => 400 => not an HTTP version
            GET / ICY/1.1 => 400 => not an HTTP version
            GET / HTTP/1,1 => 400 => not an HTTP version
            GET a HTTP/1.1 => 400 => neither a path nor a URL
            GET a/b HTTP/1.1 => 400 => neither a path nor a URL
            GET ?a HTTP/1.1 => 400 => neither a path nor a URL
            GET *a HTTP/1.1 => 400 => neither a path nor a URL
            GET h:80 HTTP/1.1 => 400 => neither a path nor a URL
            GET http:/h/ HTTP/1.1 => 400 => neither a path nor a URL
            GET http:h HTTP/1.1 => 400 => neither a path nor a URL
            GET ://h/ HTTP/1.1 => 501 => not proxied
            GET ftp://h/ HTTP/1.1 => 501 => not proxied
            GET file:///etc/passwd HTTP/1.1 => 501 => not proxied
            GET http:///a HTTP/1.1 => 400 => no valid host
            GET http://:80/ HTTP/1.1 => 400 => no valid host
            GET http://?a HTTP/1.1 => 400 => no valid host
            GET http://h:0/ HTTP/1.1 => 400 => no valid host
            GET http://h:65536/ HTTP/1.1 => 400 => no valid host
            GET http://h:-1/ HTTP/1.1 => 400 => no valid host
            GET http://h:8a/ HTTP/1.1 => 400 => no valid host
            GET http://h:80:90/ HTTP/1.1 => 400 => no valid host
            GET http://h\\@x/ HTTP/1.1 => 400 => no valid host
            GET http://[::1/ HTTP/1.1 => 400 => no valid host
            GET http://[::1]x/ HTTP/1.1 => 400 => no valid host
            GET http://[g::]/ HTTP/1.1 => 400 => no valid host
            GET http://a<b/ HTTP/1.1 => 400 => no valid host
            CONNECT / HTTP/1.1 => 400 => needs host:port
            CONNECT h HTTP/1.1 => 400 => needs host:port
            CONNECT h: HTTP/1.1 => 400 => needs host:port
            CONNECT :443 HTTP/1.1 => 400 => needs host:port
            CONNECT h:0 HTTP/1.1 => 400 => needs host:port
            CONNECT h:99999 HTTP/1.1 => 400 => needs host:port
            CONNECT http://h:443 HTTP/1.1 => 400 => needs host:port
            CONNECT h:443/ HTTP/1.1 => 400 => needs host:port
            CONNECT a@h:443 HTTP/1.1 => 400 => needs host:port
            """#
        )
    )
    func `a request line that is not one is refused`(row: WireTable.Row) {
        let reading = readAtEveryCut(row.bytes(0) + WireTable.bytes("\\r\\nHost: h\\r\\n\\r\\n"))

        expect(reading, row)
    }

    // MARK: - Field lines

    /// Each of the lines stands at each of the places of each of the messages.
    private static let bases = [
        ("GET / HTTP/1.1\\r\\nHost: h\\r\\n", "A: b\\r\\n\\r\\n"), ("GET /x HTTP/1.0\\r\\n", "\\r\\n"),
        ("POST http://h/ HTTP/1.1\\r\\nHost: h\\r\\n", "Content-Length: 2\\r\\n\\r\\nhi"),
        ("PUT / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\n", "\\r\\n2\\r\\nhi\\r\\n0\\r\\n\\r\\n"),
    ]

    @Test(
        arguments: WireTable.rows(
            #"""
            X: y
            x:y
            X:  y
            X: y\x20\x20
            X:\ty\t
            X: \t y \t z \t\x20
            X:
            X:\x20
            X::
            X: a:b
            X: caf\xE9
            X: \x80\xFF
            X: caf\xC3\xA9
            X: \x01\x08\x0B\x0C\x1B\x1F\x7F
            X: "a, \\"b" (c)
            !#$%&'*+-.^_`|~: y
            0: 1
            Content_Length: 9
            Content-Length-X: 9
            X-Transfer-Encoding: chunked
            Transfer_Encoding: chunked
            Set-Cookie: a=b; Path=/, c
            Cookie: a=b\r\nCookie: c=d
            X: 1\r\nx: 2\r\nX: 1
            Accept: */*\r\nAccept:\r\nACCEPT: a
            Date: Mon, 01 Jan 2024 00:00:00 GMT
            Via: 1.1 other
            Max-Forwards: 0
            Trailer: X-Sum, Y
            Expect: 100-continue
            Authorization: Basic eA==
            Forwarded: for="[::1]:80"
            X-Very-Odd: '; DROP TABLE--
            HTTP2-Settings: AAMAAABk
            Content-Type: multipart/form-data; boundary="x"
            Range: bytes=0-0,-1
            """#
        )
    )
    func `a field line leaves byte for byte`(row: WireTable.Row) {
        for (before, after) in Self.bases {
            let wire = WireTable.bytes(before) + row.bytes(0) + [0x0D, 0x0A] + WireTable.bytes(after)

            let reading = readAtEveryCut(wire)

            #expect(reading.error == nil)
            #expect(reading.isComplete)
            let lines = { (bytes: [UInt8]) in bytes.drop { $0 != 0x0A } }
            #expect(lines(reading.forwarded) == lines(wire), "\(reading.text)")
        }
    }

    @Test(
        arguments: WireTable.rows(
            #"""
            X => 400 => without a colon
            X Y => 400 => white space in or after a field name
            X : y => 400 => white space in or after a field name
            X\t: y => 400 => white space in or after a field name
            Transfer-Encoding : chunked => 400 => white space in or after a field name
            Content-Length : 5 => 400 => white space in or after a field name
             X: y => 400 => obs-fold
            \tX: y => 400 => obs-fold
            X: y\r\n z => 400 => obs-fold
            X: y\r\n\tz => 400 => obs-fold
            X: y\r\n \r\nZ: z => 400 => obs-fold
            Transfer-Encoding:\r\n chunked => 400 => obs-fold
            : y => 400 => without a name
            :: y => 400 => without a name
            \x00X: y => 400 => NUL
            X\x00: y => 400 => NUL
            X:\x00 => 400 => NUL
            X: a\x00b => 400 => NUL
            X\x01: y => 400 => not allowed
            X\x7F: y => 400 => not allowed
            X\xE9: y => 400 => not allowed
            X(c): y => 400 => not allowed
            X@Y: y => 400 => not allowed
            X[0]: y => 400 => not allowed
            X/Y: y => 400 => not allowed
            X,Y: y => 400 => not allowed
            X;Y: y => 400 => not allowed
            X=Y => 400 => not allowed
            "X": y => 400 => not allowed
            {X}: y => 400 => not allowed
            \\X: y => 400 => not allowed
            GET / HTTP/1.1 => 400 => white space in or after a field name
            X: y\r => 400 => bare CR
            X: \ry => 400 => bare CR
            X\r: y => 400 => bare CR
            \rX: y => 400 => bare CR
            X: y\nZ: z => 400 => LF without CR
            X: y\n => 400 => LF without CR
            X: y\rZ: z => 400 => bare CR
            X: y\n\rZ: z => 400 => LF without CR
            Transfer\x0BEncoding: chunked => 400 => not allowed
            \x0BTransfer-Encoding: chunked => 400 => not allowed
            Host: h\r\nHost: h => 400 => more than one Host
            Host: h\r\nhost: x => 400 => more than one Host
            Content-Length: 1\r\nContent-Length: 3 => 400 => different values
            Content-Length: 4, 5 => 400 => different values
            Content-Length: a => 400 => not a number
            Content-Length: => 400 => not a number
            Content-Length: -2 => 400 => not a number
            Content-Length: +2 => 400 => not a number
            Content-Length: 0x2 => 400 => not a number
            Content-Length: 2.0 => 400 => not a number
            Content-Length: 2e0 => 400 => not a number
            Content-Length: 2 2 => 400 => not a number
            Content-Length: "2" => 400 => not a number
            Content-Length: 2, => 400 => not a number
            Content-Length: ,2 => 400 => not a number
            Content-Length: 2,,2 => 400 => not a number
            Content-Length: 2;2 => 400 => not a number
            Content-Length: 2\x0B => 400 => not a number
            Content-Length: \xB2 => 400 => not a number
            Content-Length: 2\xA0 => 400 => not a number
            Content-Length: 9223372036854775808 => 400 => not a number
            Content-Length: 18446744073709551618 => 400 => not a number
            Content-Length: 1000000000000000000 => 400 => not a number
            """#
        )
    )
    func `a field line that two could read differently is refused wherever it stands`(row: WireTable.Row) {
        for (before, after) in Self.bases {
            let reading = readAtEveryCut(
                WireTable.bytes(before) + row.bytes(0) + [0x0D, 0x0A] + WireTable.bytes(after)
            )

            expect(reading, row)
        }
    }

    // MARK: - Hosts

    @Test(
        arguments: WireTable.rows(
            #"""
            h
            h:80
            h:
            H.EXAMPLE:8080
            a-b_c.~x
            127.0.0.1
            [::1]
            [::1]:80
            [fe80::1.2.3.4]
            xn--caf-dma.test
            a%20b
            a!$&'()*+,;=b
            \x20
            """#
        )
    )
    func `a Host that may be one passes`(row: WireTable.Row) {
        let wire = WireTable.bytes("GET / HTTP/1.1\\r\\nHost: ") + row.bytes(0) + WireTable.bytes("\\r\\n\\r\\n")

        #expect(readAtEveryCut(wire).forwarded == wire)
    }

    @Test(
        arguments: WireTable.rows(
            #"""
            a b
            a\tb
            a/b
            a?b
            a#b
            a@b
            user:pass@h
            http://h
            a\\b
            a"b
            a<b>
            a^b
            a`b
            a{b}
            a|b
            caf\xE9
            a\x01
            a\x7F
            a:b
            a:80:90
            a:-1
            ::1
            [::1
            [::1]x
            [::1]:a
            []
            [h]
            h]
            """#
        )
    )
    func `a Host that is none is refused, as the RFC demands`(row: WireTable.Row) {
        let reading = readAtEveryCut(
            WireTable.bytes("GET / HTTP/1.1\\r\\nHost: ") + row.bytes(0) + WireTable.bytes("\\r\\n\\r\\n")
        )

        #expect(reading.error?.status == 400)
        #expect(reading.error?.message.contains("not a host") == true, "\(row): \(reading.error?.message ?? "")")
    }

    // MARK: - Helpers

    private func expect(_ reading: MessageReading, _ row: WireTable.Row) {
        #expect(reading.error?.status == Int(row[1]), "\(reading)")
        #expect(reading.error?.message.contains(row[2]) == true, "\(reading.error?.message ?? "passed")")
    }
}

/// The same wherever the stream is cut.
func readAtEveryCut(_ wire: [UInt8], read: ([UInt8], Int?) -> MessageReading = { .request($0, cut: $1) })
    -> MessageReading
{
    let whole = read(wire, nil)
    for cut in wire.indices {
        let parts = read(wire, cut)
        #expect(parts == whole, "cut at \(cut) of \(WireText.decode(wire))")
        if parts != whole { break }
    }
    return whole
}
