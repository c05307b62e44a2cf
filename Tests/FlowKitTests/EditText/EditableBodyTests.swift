import FlowKit
import Testing

@Suite struct EditableBodyTests {
    @Test func `Content-Length follows the body, in place and with its spacing`() throws {
        let request = post("content-length:17\r\nX: y\r\n", "{\"item\":\"pencil\"}")

        let edited = try edit(request, "pencil", "pen")

        #expect(edited.request.headers.bytes == Array("content-length:14\r\nX: y\r\n".utf8))
        #expect(edited.warnings.isEmpty)
    }

    @Test(arguments: [
        ("Content-Length: 5", "Content-Length: 50", "says 50, the body has 5"),
        ("Content-Length: 5", "Content-Length: five", "is not a number"),
        ("Content-Length: 5", "Content-Length: 5\nContent-Length: 6", "differ"),
        ("Content-Length: 5", "Content-Length: 5\nTransfer-Encoding: chunked", "both Content-Length and Transfer"),
        ("Content-Length: 5\n", "", "without Content-Length"),
        ("Content-Length: 5", "Transfer-Encoding: gzip", "does not end in chunked"),
        ("HTTP/1.1\nContent-Length: 5", "HTTP/1.0\nTransfer-Encoding: chunked", "for HTTP/1.1 only"),
    ])
    func `framing a person writes is kept, and a warning says what is odd`(
        old: String,
        new: String,
        warning: String
    ) throws {
        let edited = try edit(post("Content-Length: 5\r\n", "12345"), old, new)

        #expect(edited.request.body == Body("12345"))
        #expect(EditableRequest(edited.request).text.contains(new))
        #expect(edited.warnings.contains { $0.contains(warning) }, "\(edited.warnings)")
    }

    @Test func `a body typed where there was none gets a Content-Length`() throws {
        let request = Request(method: "POST", target: "/", origin: Origin(scheme: .http, host: "h"))

        let edited = try EditableRequest.parse(EditableRequest(request).text + "hello", basedOn: request)

        #expect(edited.request.body == Body("hello"))
        #expect(edited.request.headers["Content-Length"] == "5")
    }

    @Test func `a body that was emptied is empty, with length 0`() throws {
        let edited = try edit(post("Content-Length: 5\r\n", "12345"), "12345", "")

        #expect(edited.request.body == Body())
        #expect(edited.request.headers["Content-Length"] == "0")
    }

    @Test func `a chunked request stays chunked`() throws {
        var request = post("Transfer-Encoding: chunked\r\n", "one")
        request.trailers = [("Sum", "1")]

        let edited = try edit(request, "one", "two")

        #expect(edited.request.headers == request.headers)
        #expect(edited.request.trailers == request.trailers)
        #expect(edited.request.body == Body("two"))
    }

    @Test(arguments: [
        Body([0, 159, 146, 150]), Body(chunks: [[65]], byteCount: 9, isTruncated: true), Body([27, 91]),
    ])
    func `a body that is not text survives a change elsewhere`(body: Body) throws {
        var request = post("Content-Length: 4\r\n", "")
        request.body = body

        let edited = try edit(request, "POST", "PUT")

        #expect(edited.request.method == "PUT")
        #expect(edited.request.body == body)
        #expect(edited.request.headers == request.headers)
    }

    @Test func `a line break that an editor adds after the placeholder does not matter`() throws {
        var request = post("", "")
        request.body = Body([0, 1])

        let edited = try EditableRequest.parse(EditableRequest(request).text + "\n", basedOn: request)

        #expect(!edited.isChanged)
    }

    @Test func `a spoiled placeholder is an error, a replaced one is the new body`() throws {
        var request = post("Content-Length: 2\r\n", "")
        request.body = Body([0, 1])
        let text = EditableRequest(request).text

        let error = #expect(throws: EditTextError.self) {
            _ = try EditableRequest.parse(text + "more", basedOn: request)
        }
        #expect(error?.line == 3)
        #expect(throws: EditTextError.self) { _ = try EditableRequest.parse(text + "\nmore", basedOn: request) }

        let head = text.split(separator: "\n\n")[0]
        let replaced = try EditableRequest.parse(head + "\n\nnew text", basedOn: request).request
        #expect(replaced.body == Body("new text"))
        #expect(replaced.headers["Content-Length"] == "8")
    }

    @Test func `new lines in a CRLF body are CRLF`() throws {
        let request = post("", "--x\r\nA: b\r\n\r\n1\r\n--x--\r\n")
        #expect(!EditableRequest(request).text.utf8.contains(0x0D))

        let edited = try edit(request, "\n1\n", "\n1\n2\n")

        #expect(edited.request.body == Body("--x\r\nA: b\r\n\r\n1\r\n2\r\n--x--\r\n"))
    }

    @Test func `a Latin-1 body is edited as text and stays Latin-1`() throws {
        var request = post("Content-Type: text/plain; charset=iso-8859-1\r\n", "")
        request.body = Body([0x63, 0x61, 0x66, 0xE9])

        let edited = try edit(request, "café", "thé")
        #expect(edited.request.body == Body([0x74, 0x68, 0xE9]))

        let error = #expect(throws: EditTextError.self) { _ = try edit(request, "café", "x\ny€") }
        #expect(error?.line == 4)
        #expect(error?.range == 1..<4)
    }

    @Test func `a changed charset writes the body anew`() throws {
        var request = post("Content-Type: text/plain; charset=latin1\r\n", "")
        request.body = Body([0xE9])

        #expect(try edit(request, "latin1", "utf-8").request.body == Body("é"))
    }

    @Test(arguments: ["gzip", "br", "zstd", "deflate, gzip"])
    func `an encoded body is shown decoded, and encoded again when it changed`(coding: String) throws {
        let names = coding.split(separator: ", ").map(String.init)
        var request = post("Content-Encoding: \(coding)\r\nContent-Length: 0\r\n", "")
        request.body = Body(try ContentCoding.encode(Array("hello, world".utf8), with: names))
        #expect(EditableRequest(request).text.hasSuffix("\n\nhello, world"))

        let edited = try edit(request, "hello", "goodbye").request

        #expect(edited.decodedBodyBytes() == Array("goodbye, world".utf8))
        #expect(edited.headers["Content-Length"] == edited.body.map { String($0.byteCount) })
        let untouched = try edit(request, "POST", "PUT").request
        #expect(untouched.body == request.body)
    }

    @Test func `taking Content-Encoding away sends what the text shows`() throws {
        var request = post("Content-Encoding: gzip\r\n", "")
        request.body = Body(try ContentCoding.encode(Array("hello".utf8), with: ["gzip"]))

        #expect(try edit(request, "Content-Encoding: gzip\n", "").request.body == Body("hello"))
    }

    @Test func `a body that is not in the coding it names stays as received`() throws {
        let edited = try edit(post("Content-Encoding: gzip\r\n", "plain text"), "plain", "changed")

        #expect(edited.request.body == Body("changed text"))
    }

    @Test func `a coding that cannot be applied is warned of`() throws {
        let edited = try edit(post("X: y\r\n", "text"), "X: y", "Content-Encoding: compress")

        #expect(edited.request.body == Body("text"))
        #expect(edited.warnings.isEmpty == false)
    }

    @Test(arguments: ["", "\n", "a", "a\n", "a\n\n"])
    func `a file edited elsewhere gives the same text, whatever the editor does at its end`(text: String) throws {
        let bytes = EditTextFile.bytes(for: text)

        #expect(bytes.last == 0x0A)
        #expect(try EditTextFile.text(from: bytes) == text)
    }

    @Test func `a file that is not UTF-8 is refused with its line`() {
        let error = #expect(throws: EditTextError.self) {
            _ = try EditTextFile.text(from: Array("GET x\nab".utf8) + [0xFF, 0x63])
        }
        #expect(error?.line == 1)
        #expect(error?.range == 2..<3)
    }

    private func post(_ lines: String, _ body: String) -> Request {
        Request(
            method: "POST",
            target: "/",
            origin: Origin(scheme: .http, host: "h"),
            headers: Headers(lines: lines.utf8),
            body: Body(body)
        )
    }

    private func edit(_ request: Request, _ old: String, _ new: String) throws -> EditedRequest {
        let text = EditableRequest(request).text
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        return try EditableRequest.parse(changed, basedOn: request)
    }
}
