import FlowKit
import Testing

@Suite struct StreamViewTests {
    @Test func `events show name, id, retry, comments and data, each foldable`() {
        let text =
            ": hi\n\nevent: up\nid: 7\nretry: 3000\n: note\nx: y\ndata: {\"a\":\ndata: 1}\n\ndata: a\ndata: b\n\n"

        let shown = rendering(of: text, type: "text/event-stream")

        #expect(shown.viewName == "events")
        #expect(
            shown.text == [
                "1  : hi", "2  up  id 7  retry 3000 ms", "  : note", "  x: y  clients ignore this", "  {",
                "    \"a\": 1", "  }", "3  message", "  a", "  b",
            ]
        )
        let folds = shown.folds.map { "\($0.firstLine)-\($0.lastLine)" }
        #expect(folds == ["1-6", "4-6", "7-9"])
        #expect(shown.spans(.number) == ["1"])
    }

    @Test func `lines of data are set in, but for empty ones and the rest of a wide one`() {
        let wide = String(repeating: "x", count: 5000)

        let shown = rendering(of: "data: a\ndata:\ndata: \(wide)\n\n", type: "text/event-stream")

        #expect(shown.text.prefix(3) == ["1  message", "  a", ""])
        #expect(shown.text.dropFirst(3).joined() == "  " + wide)
        #expect(shown.lines.last?.isContinuation == true)
    }

    @Test func `an event that the body ends in is marked`() {
        #expect(
            lines(of: "data: a\n\ndata: {\"b\":", type: "text/event-stream")
                == ["1  message", "  a", "2  message", "  {", "    \"b\": ", "  unfinished: the body ends here"]
        )
        #expect(lines(of: "retry: 5\n\nevent: x\n\n", type: "text/event-stream").count == 2)
    }

    @Test func `rows are numbered and a broken one leaves the others as they are`() {
        let shown = rendering(of: "{\"a\":[1]}\nnope\n7\n{\"b\":", type: "application/x-ndjson")

        #expect(shown.viewName == "ndjson")
        #expect(
            shown.text == [
                "1  {", "    \"a\": [", "      1", "    ]", "  }", "2  nope",
                "  not valid JSON at column 2: expected a value, found \"o\"", "3  7", "4  {", "    \"b\": ",
                "  unfinished: the body ends here",
            ]
        )
        let folds = shown.folds.map { "\($0.firstLine)-\($0.lastLine) \($0.childCount)" }
        #expect(folds.contains("0-4 1"))
    }

    @Test(arguments: [nil, "application/json", "text/plain"])
    func `rows are recognised by what they are`(type: String?) {
        #expect(rendering(of: "{\"a\":1}\n{\"b\":2}\n", type: type).viewName == "ndjson")
        #expect(rendering(of: "{\"a\":1}\n", type: type).viewName == "json")
    }

    @Test func `the messages of a gRPC call are split and decompressed`() throws {
        let packed = try ContentCoding.encode(Array("{\"a\":1}".utf8), with: ["gzip"])
        let bytes = StreamSample.frame(1, packed) + StreamSample.frame(0, "[]".utf8) + StreamSample.frame(0, [])
        let shown = try grpc("application/grpc+json", bytes, coding: "gzip", path: "/shop.v1.Cart/Get")

        #expect(shown.viewName == "grpc")
        let title = "1  message  \(packed.count) bytes, gzip decoded to 7"
        #expect(
            shown.text == [
                "Get of shop.v1.Cart", title, "  {", "    \"a\": 1", "  }", "2  message  2 bytes", "  []",
                "3  message  0 bytes",
            ]
        )
    }

    @Test(arguments: ["deflate", "zstd", "br", "identity", "snappy"])
    func `every known compression of messages is undone, and an unknown one is told`(coding: String) throws {
        let payload = Array("{\"a\":1}".utf8)
        let packed = coding == "snappy" ? payload : try ContentCoding.encode(payload, with: [coding])
        let shown = try grpc("application/grpc+json", StreamSample.frame(1, packed), coding: coding, path: "/")

        #expect(shown.text.suffix(3) == ["  {", "    \"a\": 1", "  }"])
        #expect(shown.text.contains("  unknown content coding \"snappy\": shown as received") == (coding == "snappy"))
    }

    @Test func `trailers of gRPC-Web show the status by its name`() throws {
        let trailers = "grpc-status:7\r\ngrpc-message:not%20yours\r\n"
        let bytes = StreamSample.frame(0, "ab".utf8) + StreamSample.frame(0x80, trailers.utf8)

        let shown = try grpc("application/grpc-web", bytes, coding: nil, path: "/a.B/C")

        #expect(
            shown.text.suffix(3) == [
                "2  trailers  41 bytes", "  grpc-status: 7  PERMISSION_DENIED", "  grpc-message: not%20yours",
            ]
        )
    }

    @Test func `bytes that are no gRPC are shown as what they are`() throws {
        let shown = try grpc("application/grpc", Array("<html>busy".utf8), coding: nil, path: "/")

        #expect(shown.viewName != "grpc")
        #expect(shown.notes == ["not gRPC: a message cannot begin with 0x3c"])
    }

    @Test func `many small bombs are decompressed up to a limit altogether`() throws {
        let bomb = try ContentCoding.encode([UInt8](repeating: 0, count: 16 << 20), with: ["gzip"])
        let bytes = (0..<12).flatMap { _ in StreamSample.frame(1, bomb) }

        let shown = try grpc("application/grpc", bytes, coding: "gzip", path: "/")

        let titles = shown.text.filter { $0.contains("decoded to") }
        let byteCount = titles.reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) }
        #expect(titles.count == 12)
        #expect(byteCount == 64 << 20)
    }

    private func grpc(_ type: String, _ bytes: [UInt8], coding: String?, path: String) throws -> ContentRendering {
        let request = Request(method: "POST", target: WireText(path), origin: Origin(scheme: .http, host: "h"))
        var flow = Flow(id: FlowID(1), request: request, started: Timestamp(nanoseconds: 0))
        flow.response = Response(status: 200, headers: [("Content-Type", type)], body: Body(bytes))
        if let coding { flow.response?.headers.append("grpc-encoding", coding) }
        flow.timing.finished = Timestamp(nanoseconds: 1)
        return ContentViews.render(try #require(Content(of: flow, .response)))
    }
}

@Suite struct GRPCStatusTests {
    private func flow(
        _ type: String = "application/grpc",
        head: [(String, String)] = [],
        trailers: Headers? = nil,
        body: [[UInt8]] = []
    ) -> Flow {
        let request = Request(method: "POST", target: "/a.B/C", origin: Origin(scheme: .http, host: "h"))
        var flow = Flow(id: FlowID(1), request: request, started: Timestamp(nanoseconds: 0))
        let headers = Headers([("content-type", type)] + head)
        flow.response = Response(status: 200, headers: headers, body: Body(chunks: body), trailers: trailers)
        return flow
    }

    @Test func `the status comes from the trailers, or from the head where there is nothing else`() {
        let late = flow(trailers: [("grpc-status", "5"), ("grpc-message", "no%20caf%C3%A9")]).grpcStatus
        let early = flow(head: [("Grpc-Status", "0")]).grpcStatus

        #expect(late?.code == 5 && late?.isFailure == true)
        #expect(late?.name == "NOT_FOUND" && late?.message == "no café")
        #expect(early?.name == "OK" && early?.isFailure == false)
        #expect(flow(trailers: [("grpc-status", "99")]).grpcStatus?.name == "CODE_99")
        #expect(flow().grpcStatus == nil)
    }

    @Test(arguments: ["", "-1", "x", "99999999999999999999"])
    func `what is no code is no status`(value: String) {
        #expect(flow(trailers: [("grpc-status", value)]).grpcStatus == nil)
    }

    @Test func `other traffic has no status of gRPC`() {
        #expect(flow("application/json", trailers: [("grpc-status", "5")]).grpcStatus == nil)
    }

    @Test func `the last frame of gRPC-Web holds the status, however the body was cut`() {
        let frame = StreamSample.frame(0x80, "grpc-status: 13\r\ngrpc-message: a\r\n".utf8)
        let bytes = StreamSample.frame(0, [UInt8](repeating: 0x80, count: 20_000)) + frame
        let text = Base64.encode(bytes.dropLast(frame.count)) + Base64.encode(frame)

        #expect(flow("application/grpc-web", body: [bytes]).grpcStatus?.name == "INTERNAL")
        #expect(flow("application/grpc-web+proto", body: bytes.map { [$0] }).grpcStatus?.code == 13)
        #expect(flow("application/grpc-web-text", body: [Array(text.utf8)]).grpcStatus?.code == 13)
        #expect(flow("application/grpc-web", body: [bytes.dropLast()]).grpcStatus == nil)
    }

    @Test(arguments: [
        ("~grpc 5", true), ("~grpc NOT_FOUND", true), ("~grpc not-found,ok", true), ("~grpc >0", true),
        ("~grpc 1-16", true), ("~grpc 0", false), ("!~grpc OK", true), ("~grpc <=4", false),
    ])
    func `the filter finds calls by their code or its name`(text: String, expected: Bool) throws {
        let failed = flow(trailers: [("grpc-status", "5")])

        #expect(try Filter.parse(text).matches(failed) == expected)
        #expect(throws: FilterError.self) { try Filter.parse("~grpc LOST") }
    }

    private static let paths: [(String, String?, String?)] = [
        ("/a.B/C", "a.B", "C"), ("/api/x/a.B/C?d=/e", "a.B", "C"), ("/a/b/", nil, nil), ("/a", nil, nil),
        ("*", nil, nil),
    ]

    @Test(arguments: paths)
    func `service and method are read from the path`(path: String, service: String?, name: String?) {
        let method = GRPCMethod(path: path)

        #expect(method?.service == service && method?.name == name)
    }
}
