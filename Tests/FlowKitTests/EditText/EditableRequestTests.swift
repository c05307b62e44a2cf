import FlowKit
import TestSupport
import Testing

@Suite struct EditableRequestTests {
    @Test func `a request reads as a request line with the absolute URL, its fields, an empty line and the body`() {
        let editable = EditableRequest(.order)

        #expect(
            editable.text == """
                POST https://api.example.com/v1/orders?dry=1 HTTP/1.1
                Host: api.example.com
                x-odd:  2\u{20}
                Content-Length: 17

                {"item":"pencil"}
                """
        )
    }

    @Test(arguments: Request.unusual)
    func `text that was not changed is the request, byte for byte`(request: Request) throws {
        let edited = try EditableRequest(request).parse(EditableRequest(request).text)

        #expect(edited.request == request)
        #expect(!edited.isChanged)
    }

    @Test func `what is not touched keeps its bytes when something else changes`() throws {
        let headers = Headers(
            lines: Array("Host: h\r\nX-A:caf".utf8) + [0xE9, 0x0D, 0x0A] + Array("Empty:\r\nB: \r\n".utf8)
        )
        let request = Request(method: "GET", target: "/a", origin: Origin(scheme: .http, host: "h"), headers: headers)

        let edited = try EditableRequest.parse(
            EditableRequest(request).text.replacing("/a", with: "/b"),
            basedOn: request
        )

        #expect(edited.isChanged)
        #expect(edited.request.target == "/b")
        #expect(edited.request.headers == headers)
    }

    @Test func `a changed Latin-1 value stays Latin-1, a new value is UTF-8`() throws {
        let headers = Headers(lines: Array("X-A: caf".utf8) + [0xE9, 0x0D, 0x0A])
        let request = Request(method: "GET", target: "/", origin: Origin(scheme: .http, host: "h"), headers: headers)

        let text = EditableRequest(request).text.replacing("café", with: "thé\nX-B: thé")
        let edited = try EditableRequest.parse(text, basedOn: request)

        let expected = Array("X-A: th".utf8) + [0xE9] + Array("\r\nX-B: thé\r\n".utf8)
        #expect(edited.request.headers.bytes == expected)
    }

    @Test(arguments: [
        ("GET", "http://other.test:8080/x?y HTTP/1.1", "http://other.test:8080", "/x?y"),
        ("GET", "http://h HTTP/1.1", "http://h", "/"),
        ("GET", "https://H?q", "https://h", "/?q"),
        ("GET", "https://[::1]:8443/ HTTP/1.0", "https://[::1]:8443", "/"),
        ("PATCH", "/only/path", "https://api.example.com", "/only/path"),
        ("OPTIONS", "* HTTP/1.1", "https://api.example.com", "*"),
        ("CONNECT", "db.test:5432 HTTP/1.1", "https://db.test:5432", "db.test:5432"),
    ])
    func `the URL decides origin and target`(method: String, rest: String, origin: String, target: String) throws {
        let edited = try EditableRequest.parse("\(method)  \(rest) \nA: b\n", basedOn: .order)

        #expect(edited.request.method == method)
        #expect(edited.request.origin.description == origin)
        #expect(edited.request.target.text == target)
    }

    @Test func `a target that was absolute on the wire stays absolute`() throws {
        var request = Request.order
        request.target = "http://api.example.com/v1"
        request.origin = Origin(scheme: .http, host: "api.example.com")

        let text = EditableRequest(request).text.replacing("/v1", with: "/v2")

        #expect(try EditableRequest.parse(text, basedOn: request).request.target == "http://api.example.com/v2")
    }

    @Test func `what goes to the origin has the target's own bytes, without scheme and host`() {
        var request = Request.order
        request.target = WireText(bytes: Array("http://h/".utf8) + [0xE9])
        #expect(request.originFormBytes == [0x2F, 0xE9])

        request.target = "*"
        #expect(request.originFormBytes == Array("*".utf8))
    }

    @Test func `Host follows a changed URL, and stands as typed once it was edited`() throws {
        let text = EditableRequest(.order).text.replacing("https://api.example.com", with: "http://localhost:3000")

        let followed = try EditableRequest.parse(text, basedOn: .order).request
        let typed = try EditableRequest.parse(text.replacing("Host: api", with: "Host: www"), basedOn: .order).request

        #expect(followed.headers["host"] == "localhost:3000")
        #expect(typed.headers["host"] == "www.example.com")
        #expect(typed.origin.port == 3000)
    }

    @Test func `pseudo-fields are not shown and follow the request line`() throws {
        let request = Request(
            method: "GET",
            target: "/a",
            origin: Origin(scheme: .https, host: "h"),
            version: .http2,
            headers: [
                (":method", "GET"), (":scheme", "https"), (":authority", "h"), (":path", "/a"), ("accept", "*/*"),
            ]
        )

        let text = EditableRequest(request).text
        #expect(text == "GET https://h/a HTTP/2\naccept: */*\n\n")

        let moved = try EditableRequest.parse(text.replacing("https://h/a", with: "https://i/b"), basedOn: request)
        #expect(moved.request.headers.map(\.value) == ["GET", "https", "i", "/b", "*/*"])
        let older = try EditableRequest.parse(text.replacing("HTTP/2", with: "HTTP/1.1"), basedOn: request)
        #expect(older.request.headers.map(\.name) == ["accept"])
    }

    @Test func `line breaks typed as CRLF end lines of the head too`() throws {
        let edited = try EditableRequest.parse("GET http://h/ HTTP/1.1\r\nA: b\r\n\r\nbody\r\n", basedOn: .order)

        #expect(edited.request.headers["A"] == "b")
        #expect(edited.request.body == Body("body\r\n"))
    }

    @Test(arguments: [
        ("", 0, 0..<0, "the first line is a method"),
        ("GET", 0, 0..<3, "the first line is a method"),
        ("G(T http://h/", 0, 1..<2, "a method is"),
        ("GET http://h/a b", 0, 14..<15, "a space in the URL"),
        ("GET http://h/ HTTP/3", 0, 14..<20, "write one of HTTP/1.0"),
        ("GET example.com", 0, 4..<15, "write the whole URL"),
        ("GET ftp://h/", 0, 4..<12, "write the whole URL"),
        ("GET http:///x", 0, 11..<11, "needs a host"),
        ("GET http://h:99999/", 0, 13..<18, "a port is a number"),
        ("GET http://h:80x/", 0, 13..<16, "a port is a number"),
        ("GET http://u:p@h/", 0, 11..<15, "use an Authorization field"),
        ("GET http://[::1/", 0, 11..<15, "closing bracket"),
        ("GET http://bücher.test/", 0, 12..<13, "ASCII"),
        ("CONNECT http://h/", 0, 13..<17, "a port is a number"),
        ("GET http://h/\nA: b\nno colon", 2, 0..<8, "a field is Name: value"),
        ("GET http://h/\nA : b", 1, 1..<2, "no space may stand before"),
        ("GET http://h/\nA: b\n folded", 2, 0..<1, "cannot begin with a space"),
        ("GET http://h/\n: b", 1, 0..<1, "needs a name"),
        ("GET http://h/\nA(: b", 1, 1..<2, "field name"),
        ("GET http://h/\nA: b\rC: d", 1, 4..<5, "a carriage return"),
        ("GET http://h/\nA: \0", 1, 3..<4, "a NUL byte"),
    ])
    func `an error says where and what to write`(text: String, line: Int, range: Range<Int>, message: String) {
        let error = #expect(throws: EditTextError.self) {
            _ = try EditableRequest.parse(text, basedOn: .order)
        }

        #expect(error?.line == line)
        #expect(error?.range == range)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `no text makes it trap`() {
        var random = SeededRandom(seed: 7)
        let alphabet = Array("GET http://[h]:80/\r\n\r\n: \t\0é*CONNECT@%[body: ")
        for _ in 0..<3000 {
            let text = String(
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
            )
            for base in Request.unusual.prefix(4) {
                // Only that it returns matters here.
                _ = try? EditableRequest.parse(text, basedOn: base)
            }
        }
    }
}

extension Request {
    static let order = Request(
        method: "POST",
        target: "/v1/orders?dry=1",
        origin: Origin(scheme: .https, host: "api.example.com"),
        headers: Headers(lines: "Host: api.example.com\r\nx-odd:  2 \r\nContent-Length: 17\r\n".utf8),
        body: Body(#"{"item":"pencil"}"#),
        wireByteCount: 130
    )

    /// Requests with something odd in each.
    static var unusual: [Request] {
        func request(_ lines: [UInt8], _ body: Body? = nil, target: WireText = "/") -> Request {
            let origin = Origin(scheme: .http, host: "h", port: 8080)
            return Request(method: "PUT", target: target, origin: origin, headers: Headers(lines: lines), body: body)
        }
        func request(_ lines: String, _ body: Body? = nil, target: WireText = "/") -> Request {
            request(Array(lines.utf8), body, target: target)
        }
        var chunked = request("Transfer-Encoding: chunked\r\nTrailer: X\r\n", Body(chunks: [[65], [66]]))
        chunked.trailers = [("X", "1")]
        return [
            .order, chunked,
            request(""), request("", Body()), request("A:\r\nB: \r\nC:\t x \r\n"),
            request(Array("A: ".utf8) + [0xE9, 0x0D, 0x0A] + Array("A: é\r\nA: ".utf8) + [0xE9, 0x0D, 0x0A]),
            request("", Body([0, 1, 2, 255])), request("", Body("a\r\nb\r\n")), request("", Body("a\r\nb\n")),
            request("", Body("\r")), request("", Body("\n\n\n")), request("", Body("\u{FEFF}{}")),
            request("", Body("e\u{301} 👩‍👩‍👧")), request("", Body("[body: not a placeholder]")),
            request("Content-Type: text/plain; charset=\"ISO-8859-1\"\r\n", Body([0x63, 0xE9])),
            request("Content-Encoding: unheard-of\r\n", Body("abc")),
            request("Content-Length: 99\r\n", Body(chunks: [[1]], byteCount: 99, isTruncated: true)),
            request("", target: WireText(bytes: [0x2F, 0xE9, 0x20, 0x7F])), request("", target: "http://H:8080/x#y"),
            request("", target: "*"), request("", target: "//x"), request("", target: "/ HTTP/9"),
        ]
    }
}
