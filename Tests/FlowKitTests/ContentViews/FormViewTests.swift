import FlowKit
import Testing

@Suite struct FormViewTests {
    @Test func `names and values are decoded, in order, repeated ones kept`() {
        let shown = rendering(
            of: "name=J%C3%BCrgen+M%FCller&&a=1&a=2&empty=&flag&bad=100%&eq=a=b%26\r\n",
            type: "application/x-www-form-urlencoded; charset=utf-8"
        )

        #expect(
            shown.text == [
                "name  = Jürgen M\u{FFFD}ller", "a     = 1", "a     = 2", "empty = ", "flag", "bad   = 100%",
                "eq    = a=b&",
            ]
        )
        #expect(shown.spans(.name).count == 7)
    }

    @Test func `parts show their fields and their content by its own type`() {
        let body = """
            preamble\r
            --X\r
            Content-Disposition: form-data; name="meta"\r
            Content-Type: application/json\r
            \r
            {"a":1}\r
            --Xtra is text\r
            --X\r
            content-disposition: form-data; name="file"; filename="ä.txt"\r
            \r
            line\r
            --Y\r
            \r
            --X--\r
            epilogue
            """

        let shown = rendering(of: body, type: "multipart/form-data; boundary=\"X\"")

        #expect(
            shown.text == [
                "preamble",
                "Part 1, \"meta\", 23 bytes",
                "Content-Disposition: form-data; name=\"meta\"",
                "Content-Type: application/json",
                "",
                "{\"a\":1}",
                "--Xtra is text",
                // The first part is not JSON after all.
                "not valid JSON at line 2, column 2: a number needs a digit here, found \"-\"",
                "",
                "Part 2, \"file\", file \"ä.txt\", 11 bytes",
                "content-disposition: form-data; name=\"file\"; filename=\"ä.txt\"",
                "",
                "line",
                "--Y",
                "epilogue",
            ]
        )
        #expect(shown.notes.isEmpty)
    }

    @Test func `JSON in a part is laid out, bytes are cut`() {
        let bytes =
            Array("--b\r\nContent-Type: application/json\r\n\r\n[1]\r\n--b\r\n\r\n".utf8)
            + [UInt8](repeating: 0, count: 600) + Array("\r\n--b--".utf8)

        let shown = rendering(of: bytes, type: "multipart/mixed; boundary=b").text

        #expect(shown[3...5] == ["[", "  1", "]"])
        #expect(shown.last == "88 more bytes")
        #expect(shown.count == 7 + 2 + 32 + 1)
    }

    @Test func `a missing boundary is guessed, a wrong one told`() {
        #expect(lines(of: "--q\n\nhi\n--q--", type: "multipart/mixed") == ["Part 1, 2 bytes", "", "hi"])

        let wrong = rendering(of: "--q\n\nhi\n--q--", type: "multipart/mixed; boundary=other")
        #expect(wrong.viewName == "text")
        #expect(wrong.notes == ["not valid multipart: the boundary is not in the body"])
    }

    @Test func `a body that stops inside a part says so`() {
        let shown = rendering(of: "--q\r\nA: b\r\n\r\nhal", type: "multipart/mixed; boundary=q")

        #expect(shown.text == ["Part 1, 3 bytes", "A: b", "", "hal"])
        #expect(shown.notes == ["the multipart body ends inside part 1"])
    }

    @Test func `multipart inside multipart ends somewhere`() {
        let head = (0..<20).map { "--\($0)\nContent-Type: multipart/mixed; boundary=\($0 + 1)\n\n" }.joined()

        #expect(rendering(of: head, type: "multipart/mixed; boundary=0").lines.count < 100)
    }
}
