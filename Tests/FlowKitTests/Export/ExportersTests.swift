import FlowKit
import Testing

@Suite struct ExportersTests {
    @Test func `each format has a keyword of its own`() {
        #expect(Set(Exporters.builtIn.map(\.keyword)).count == Exporters.builtIn.count)
        #expect(Exporters.builtIn.allSatisfy { $0.keyword == $0.keyword.lowercased() && !$0.keyword.contains(" ") })
    }

    @Test(arguments: Exporters.builtIn.map(\.keyword))
    func `a format takes any number of flows, and says why not`(keyword: String) throws {
        let exporter = try #require(Exporters.named(keyword))
        var tunnel = Flow(
            id: FlowID(9),
            kind: .tunnel,
            request: Request(method: "CONNECT", target: "h:1", origin: Origin(scheme: .https, host: "h", port: 1)),
            started: Timestamp(nanoseconds: .min)
        )
        tunnel.tunnel = TunnelCounts()

        _ = exporter.export([])
        #expect(exporter.obstacle(.rich) == nil)
        #expect(!exporter.export([.rich, .simple(status: nil), tunnel]).isEmpty)
        if exporter.obstacle(tunnel) != nil { #expect(exporter.export([tunnel]).isEmpty) }
    }

    @Test func `raw messages are HTTP/1 bytes, with the fields as they were`() throws {
        let request = try export("request", .rich)
        #expect(request.hasPrefix("POST /v1/orders?dry=1 HTTP/1.1\r\nHost: api.example.com\r\nx-odd:  2 \r\n"))
        #expect(request.hasSuffix("\r\n\r\n{\"item\":\"pencil\"}"))

        var flow = Flow.simple()
        flow.response?.headers = [("Transfer-Encoding", "chunked")]
        flow.response?.body = Body(chunks: [Array("0123456789".utf8), Array("abcdef".utf8)])
        flow.response?.trailers = [("T", "1")]
        #expect(
            try export("response", flow)
                == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n0\r\nT: 1\r\n\r\n"
        )
    }

    @Test func `a body is saved without its content coding`() throws {
        var flow = Flow.simple()
        flow.response?.headers = [("Content-Encoding", "br")]
        flow.response?.body = Body(try ContentCoding.encode(Array("text".utf8), with: ["br"]))

        #expect(try export("response-body", flow) == "text")
    }

    @Test func `Markdown reads as a heading, the facts and both messages`() throws {
        var flow = Flow.rich
        flow.response?.body = Body("```\nnot the end\n```")

        #expect(
            try export("markdown", flow) == """
                ### `POST https://api.example.com/v1/orders?dry=1` → 201

                2026-07-25T10:42:08.000125Z · 91.5 ms · 412 bytes received · TLSv1.3 · replay of flow 3 · edited

                **Request**

                ```http
                POST /v1/orders?dry=1 HTTP/1.1
                Host: api.example.com
                x-odd:  2\u{20}
                Content-Length: 17
                X-Latin: cé
                Cookie: a=1; b=x=y

                {"item":"pencil"}
                ```

                **Response**

                ````http
                HTTP/1.1 201 Created
                Content-Type: application/json
                Set-Cookie: s=1; Path=/; HttpOnly
                Set-Cookie: t=2; secure

                ```
                not the end
                ```
                ````

                """
        )
    }

    @Test func `a body that is not text is a number in Markdown`() throws {
        var flow = Flow.simple()
        flow.response?.body = Body([0, 1, 2, 255])

        #expect(try export("markdown", flow).contains("(4 bytes that are not text)"))
    }

    @Test(arguments: [
        ("curl", "application/json", "h", "h-1.sh"), ("response-body", "application/json", "h", "h-1.json"),
        ("response-body", "application/problem+json", "::1", "1-1.json"), ("response-body", "a/b", "..", "flow-1.bin"),
        ("response-body", "image/png; x", "../x\u{1B}", "x--1.png"),
    ])
    func `a file is named after its host and flow`(keyword: String, type: String, host: String, name: String) throws {
        var flow = Flow.simple()
        flow.request.origin.host = host
        flow.response?.headers = [("Content-Type", type)]
        let exporter = try #require(Exporters.named(keyword))

        #expect(exporter.fileName(for: [flow]) == name)
        #expect(exporter.fileName(for: [flow, flow]) == "flows.\(exporter.fileExtension)")
    }

    private func export(_ keyword: String, _ flow: Flow) throws -> String {
        WireText.decode(try #require(Exporters.named(keyword)).export([flow]))
    }
}

@Suite struct TimestampTextTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"), (-1000, "1969-12-31T23:59:59.999999Z"),
        (1_784_976_128_000_125_000, "2026-07-25T10:42:08.000125Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000Z"),
        (4_107_542_399_999_999_000, "2100-02-28T23:59:59.999999Z"),
    ])
    func `a time is written in UTC and read back`(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "2026-07-25T12:42:08+02:00", "2026-07-25 10:42:08Z", "2026-07-25T10:42:08", "2026-07-25T05:12:08.000-0530",
        "2026-07-25T10:42:08.000000000000Z",
    ])
    func `other programs' forms are read`(text: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == "2026-07-25T10:42:08.000000Z")
    }

    @Test(arguments: [
        "", "2026", "2026-13-01T00:00:00Z", "2026-07-25", "9999-01-01T00:00:00Z", "2026-07-25T10:42:08.Z",
        "2026-07-25T10:42:08Zx", "2026-07-25T25:00:00Z", "2026-07-25T10:42:08+1", "٢٠٢٦-07-25T10:42:08Z",
    ])
    func `what is no time is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [Int64.min, .max])
    func `the ends of time can be written`(nanoseconds: Int64) {
        #expect(Timestamp(nanoseconds: nanoseconds).rfc3339.utf8.count == 27)
    }
}

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func `the examples of RFC 4648 hold`(text: String, encoded: String) {
        #expect(Base64.encode(text.utf8) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func `every byte comes back`() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }

        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(arguments: [("-_8", [0xFB, 0xFF]), ("Zm\r\n 9v", [0x66, 0x6F, 0x6F])] as [(String, [UInt8])])
    func `other alphabets and line breaks are read`(text: String, bytes: [UInt8]) {
        #expect(Base64.decode(text) == bytes)
    }

    @Test(arguments: ["Z", "Zg==Zg", "Z!==", "é"])
    func `what is no base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
