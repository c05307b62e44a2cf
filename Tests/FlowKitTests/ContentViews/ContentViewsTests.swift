import FlowKit
import Testing

@Suite struct ContentViewsTests {
    @Test(arguments: ["Привет, мир", "日本語のテキスト", "emoji 🎉🎉🎉", "العربية", "ไทย", ""])
    func `valid UTF-8 in any language is text`(text: String) {
        #expect(rendering(of: text, type: "application/octet-stream").viewName == "text")
    }

    private static let binaries: [(type: String?, bytes: [UInt8])] = [
        ("text/plain", [UInt8](0...31)), ("text/plain; charset=utf-8", Array(repeating: 0, count: 20)),
        (nil, [0x0A, 0x05, 0x68, 0x65, 0x6C, 0x6C, 0x6F, 0x12, 0x03]), ("application/x-protobuf", [0xE9, 0xE8, 0x41]),
    ]

    @Test(arguments: binaries)
    func `bytes that are no text are not taken for text, whatever is declared`(type: String?, bytes: [UInt8]) {
        #expect(rendering(of: bytes, type: type).viewName == "hex")
    }

    @Test func `other bytes are shown in hexadecimal`() {
        let shown = rendering(of: [0x89, 0x00, 0x41] + Array(repeating: 0xFF, count: 15), type: nil)

        #expect(shown.viewName == "hex")
        #expect(
            shown.text == [
                "00000000  89 00 41 ff ff ff ff ff  ff ff ff ff ff ff ff ff  ..A.............",
                "00000010  ff ff                                             ..",
            ]
        )
    }

    private static let encodedTexts: [(type: String?, bytes: [UInt8], text: String)] = [
        ("text/plain; charset=iso-8859-1", [0x63, 0xE9, 0x80], "cé€"), ("text/plain", [0x63, 0xE9], "cé"),
        ("text/plain; charset=\"UTF-16BE\"", [0x00, 0x41, 0xD8, 0x3D, 0xDE, 0x00], "A😀"),
        ("text/plain; charset=utf-16", [0x41, 0x00, 0x42], "A\u{FFFD}"), (nil, [0xEF, 0xBB, 0xBF, 0x41], "A"),
        (nil, [0xFF, 0xFE, 0x41, 0x00], "A"), (nil, [0, 0, 0xFE, 0xFF, 0, 1, 0xF6, 0], "😀"),
        ("text/plain; charset=latin1", [0xE9, 0xE8, 0xE0], "éèà"), ("text/plain; charset=koi8-r", [0xC1, 0xC2], "ÁÂ"),
        ("text/plain; charset=utf-32", [0, 0, 0, 0x41, 0, 0x11, 0, 0, 0], "A\u{FFFD}\u{FFFD}"),
        ("text/plain; charset=us-ascii", [0xC3, 0xA9], "é"), ("text/plain; charset=utf-8", [0x61, 0xFF], "a\u{FFFD}"),
    ]

    @Test(arguments: encodedTexts)
    func `text is read in its charset`(type: String?, bytes: [UInt8], expected: String) {
        let shown = rendering(of: bytes, type: type)

        #expect(shown.viewName == "text")
        #expect(shown.text == [expected])
    }

    @Test func `an unknown charset is told`() {
        let shown = rendering(of: "abc", type: "text/plain; charset=x-klingon")

        #expect(shown.text == ["abc"])
        #expect(shown.notes == ["unknown charset \"x-klingon\": read as utf-8"])
    }

    @Test func `every kind of line break ends a line`() {
        #expect(lines(of: "a\nb\r\nc\rd\n\ne\n", type: "text/plain") == ["a", "b", "c", "d", "", "e"])
    }

    @Test func `a wide line goes on in marked ones, cut between characters`() {
        let text = "x" + String(repeating: "日", count: 3000)

        let shown = rendering(of: text, type: "text/plain")

        #expect(shown.lines.map(\.isContinuation) == [false, true, true])
        #expect(shown.lines.map(\.text).joined() == text)
        #expect(shown.lines.allSatisfy { $0.text.utf8.count <= 4096 })
    }

    @Test(arguments: ["text", "hex", "raw", "json"])
    func `a large body gives the lines asked for, and more on demand`(view: String) {
        let bytes = Array(String(repeating: "[1]\n", count: 20_000).utf8)
        let limits = ContentLimits(lines: 50, bytes: 1 << 20)

        let first = rendering(of: bytes, type: "text/plain", as: view, limits: limits)
        let second = rendering(of: bytes, type: "text/plain", as: view, limits: limits.extended)

        #expect(first.lines.count == 50 && first.hasMore)
        #expect(second.lines.count == 200 && second.hasMore)
        #expect(Array(second.lines.prefix(50)) == first.lines)
    }

    @Test func `text that just fits has no more`() {
        let limits = ContentLimits(lines: 2, bytes: 100)

        #expect(!rendering(of: Array("a\nb\n".utf8), type: nil, limits: limits).hasMore)
        #expect(rendering(of: Array("a\nb\nc".utf8), type: nil, limits: limits).hasMore)
        #expect(!rendering(of: Array("[]\n[]\n".utf8), type: "application/json", limits: limits).hasMore)
    }

    @Test func `a cancelled rendering stops`() {
        let content = Content(Array(String(repeating: "a\n", count: 5000).utf8), contentType: nil)

        let shown = ContentViews.render(content, isCancelled: { true })

        #expect(shown.lines.count < 100)
    }

    @Test func `raw shows bytes that are no text by their value`() {
        #expect(rendering(of: [0x61, 0xFF, 0xC3, 0xA9, 0xC3], type: nil, as: "raw").text == ["a\\xffé\\xc3"])
    }

    @Test func `a chosen view that fails gives way to the fitting one`() {
        let shown = rendering(of: "abc", type: "text/plain", as: "json")

        #expect(shown.viewName == "text")
        #expect(shown.notes == ["not valid JSON at line 1, column 1: expected a value, found \"a\""])
    }

    @Test func `the body of a message is decoded first`() throws {
        let body = Body(try ContentCoding.encode(Array("[1]".utf8), with: ["gzip"]))
        let response = Response(
            status: 200,
            headers: [("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
            body: body
        )

        let content = try #require(Content(of: response))

        #expect(content.codings == ["gzip"])
        #expect(ContentViews.render(content).text == ["[", "  1", "]"])
        #expect(Content(of: Response(status: 204)) == nil)
    }
}

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("Text/HTML; Charset=UTF-8", "text/html", "UTF-8"),
        ("text/html;charset=\"a\\\"b;c\" ; x=1", "text/html", "a\"b;c"),
        ("a/b;;; charset = x ", "a/b", "x"), ("a/b; charset", "a/b", nil), ("a/b; charset=\"open", "a/b", "open"),
        ("", "", nil), (";charset=x", "", "x"), ("a/b; charset=", "a/b", ""),
    ])
    func `types are read as servers write them`(value: String, essence: String, charset: String?) {
        let type = MediaType(value)

        #expect(type.essence == essence)
        #expect(type["charset"] == charset)
    }
}
