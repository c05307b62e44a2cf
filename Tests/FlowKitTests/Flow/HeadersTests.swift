import FlowKit
import Testing

@Suite struct HeadersTests {
    @Test func `order, case, repetition and spacing are kept`() {
        let lines = "Host: a\r\nX-A:1\r\nx-a:  2 \r\nEmpty:\r\n"

        let headers = Headers(lines: lines.utf8)

        #expect(headers.map(\.name) == ["Host", "X-A", "x-a", "Empty"])
        #expect(headers.map(\.value) == ["a", "1", "2", ""])
        #expect(headers.bytes == Array(lines.utf8))
    }

    @Test func `a value that is not UTF-8 is read as Latin-1`() {
        let headers = Headers(lines: Array("A: caf".utf8) + [0xE9] + Array("\r\n".utf8))

        #expect(headers["a"] == "café")
    }

    @Test func `replacing keeps the first place and drops the rest`() {
        var headers: Headers = [("A", "1"), ("B", "2"), ("a", "3")]

        headers.replace("a", with: "9")

        #expect(headers.map { "\($0.name)=\($0.value)" } == ["A=9", "B=2"])
    }

    @Test func `a pseudo-field keeps its leading colon`() {
        let headers: Headers = [(":method", "GET"), ("accept", "*/*")]

        #expect(headers[":method"] == "GET")
    }

    @Test func `list members are joined over lines`() {
        let headers: Headers = [("Connection", "Keep-Alive, X"), ("connection", " close ,")]

        #expect(headers.tokens("Connection") == ["keep-alive", "x", "close"])
    }
}

@Suite struct RequestTests {
    @Test(arguments: [
        ("/a?b", "/a?b"), ("http://h/a", "/a"), ("http://h", "/"), ("http://h?q", "/?q"), ("*", "*"),
        ("/r?u=http://x/y", "/r?u=http://x/y"),
    ])
    func `the path is the target in origin-form`(target: String, path: String) {
        let request = Request(method: "GET", target: WireText(target), origin: Origin(scheme: .http, host: "h"))

        #expect(request.path == path)
    }

    @Test func `the URL names a port only where it is not the scheme's own`() {
        let plain = Request(method: "GET", target: "/a", origin: Origin(scheme: .https, host: "::1", port: 443))
        let odd = Request(method: "GET", target: "/a", origin: Origin(scheme: .https, host: "h", port: 8443))

        #expect(plain.url == "https://[::1]/a")
        #expect(odd.url == "https://h:8443/a")
    }
}
