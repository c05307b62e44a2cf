import FlowKit
import Testing

@Suite struct MarkupViewTests {
    @Test func `XML is indented, short texts on the line of their element`() {
        let xml = """
            <?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c>">]><a x="1>2"   y='b'><b>text</b><c/><!-- a
            note --><d><![CDATA[<raw>]]></d>mixed <e></e></a>
            """

        let shown = rendering(of: xml, type: "application/xml")

        #expect(
            shown.text == [
                #"<?xml version="1.0"?>"#,
                #"<!DOCTYPE a [<!ENTITY b "c>">]>"#,
                #"<a x="1>2" y='b'>"#,
                #"  <b>text</b>"#,
                #"  <c/>"#,
                #"  <!-- a"#,
                #"note -->"#,
                #"  <d><![CDATA[<raw>]]></d>"#,
                #"  mixed"#,
                #"  <e></e>"#,
                #"</a>"#,
            ]
        )
        #expect(shown.spans(.name) == ["x", "y"])
        #expect(shown.spans(.string).first == #""1>2""#)
        #expect(shown.folds.map { [$0.firstLine, $0.lastLine, $0.childCount] } == [[2, 10, 4]])
    }

    @Test func `HTML keeps text in lines and leaves scripts alone`() {
        let html = """
            <!doctype html><html><head><meta charset=utf-8><title>A & b</title><script>
              if (a < b) { x("</p>") }
            </script></head><body><p>Some <b>bold</b> text,
            <a href=/x/y>link</a>.<p>Next<ul><li>one<li>two</ul><br></body></html>
            """

        #expect(
            lines(of: html, type: "text/html") == [
                "<!doctype html>",
                "<html>",
                "  <head>",
                "    <meta charset=utf-8>",
                "    <title>A & b</title>",
                "    <script>",
                "  if (a < b) { x(\"</p>\") }",
                "</script>",
                "  </head>",
                "  <body>",
                "    <p>",
                "      Some <b>bold</b> text,",
                "      <a href=/x/y>link</a>.",
                "    <p>",
                "      Next",
                "    <ul>",
                "      <li>",
                "        one",
                "      <li>two",
                "    </ul>",
                "    <br>",
                "  </body>",
                "</html>",
            ]
        )
    }

    @Test(arguments: [
        ("<a><b></a>", ["<a>", "  <b>", "</a>"]), ("</x><a/>", ["</x>", "<a/>"]), ("<a", ["<a"]),
        ("a < b", ["a < b"]), ("<", ["<"]), ("<a b=\"open>x", ["<a b=\"open>x"]), ("<!-- open", ["<!-- open"]),
        ("<a b\"c>x</a>", ["<a b\"c>x</a>"]), ("", []),
    ])
    func `broken XML is shown all the same`(xml: String, expected: [String]) {
        #expect(lines(of: xml, type: "text/xml") == expected)
    }

    @Test(arguments: [
        ("image/svg+xml", "<svg/>", "xml"), ("application/atom+xml", "<feed/>", "xml"), (nil, "<?xml ?><a/>", "xml"),
        (nil, "<!DOCTYPE html><p>", "html"), ("text/plain", "<3 you", "text"), ("text/html", "just words", "html"),
    ])
    func `the view follows the type, then the beginning`(type: String?, text: String, view: String) {
        #expect(rendering(of: text, type: type).viewName == view)
    }

    @Test func `the charset that XML and HTML declare is used`() {
        let xml = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        let html = Array("<html><meta charset=\"latin1\"><p>".utf8) + [0xE9] + Array("</p></html>".utf8)

        #expect(rendering(of: xml, type: "text/xml").text.last == "<a>é</a>")
        #expect(rendering(of: html, type: "text/html").text.contains { $0.contains("é") })
    }

    @Test func `deep nesting and unmatched ends take bounded time`() {
        let hostile = String(repeating: "<a>", count: 20_000) + String(repeating: "</b>", count: 20_000)

        let shown = rendering(
            of: Array(hostile.utf8),
            type: "text/xml",
            limits: ContentLimits(lines: 1_000_000, bytes: 1 << 30)
        )

        #expect(shown.lines.count == 40_000)
        #expect(!shown.hasMore)
    }
}
