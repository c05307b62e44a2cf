import FlowKit
import Testing

@Suite struct HARRoundTripTests {
    @Test(arguments: Request.unusual)
    func `a request comes back with everything but the spacing of its fields`(request: Request) throws {
        var flow = Flow.simple()
        flow.request = request
        flow.request.wireByteCount = 99

        let read = try #require(try roundTrip([flow]).first)

        #expect(read.request.method == request.method)
        #expect(read.request.target == request.target)
        #expect(read.request.origin == request.origin)
        #expect(pairs(read.request.headers) == pairs(request.headers))
        #expect(read.request.body?.bytes == request.body?.bytes)
        #expect(read.request.body?.byteCount == request.body?.byteCount)
        #expect(read.request.body?.isTruncated == request.body?.isTruncated)
        #expect(read.request.trailers == request.trailers)
        #expect(read.request.wireByteCount == 99)
        #expect(read.error == nil)
    }

    @Test func `all else of a flow comes back`() throws {
        var origin = Flow.simple(3)
        origin.isMarked = true
        var flow = Flow.rich
        flow.error = FlowError(.clientClosed, "the client hung up")
        flow.blockedBy = RuleHit(id: RuleID(2), name: "ads")
        flow.isAnsweredByProxy = true
        flow.isServerConnectionReused = true
        flow.forwardedRequest = Request.order
        flow.informational = [Response(status: 103, reason: "Early Hints", headers: [("Link", "x")], wireByteCount: 20)]
        flow.tunnel = TunnelCounts(bytesFromClient: 1, bytesFromServer: 2, protocolName: "websocket")
        flow.response?.trailers = [("Sum", "1")]

        let flows = try roundTrip([origin, flow])
        let read = try #require(flows.last)

        #expect(flows[0].isMarked && flows[0].source == .file)
        #expect(read.source == .replay(of: flows[0].id))
        #expect(read.timing == flow.timing)
        #expect(read.response == flow.response)
        #expect(read.error?.code == .clientClosed && read.error?.message == "the client hung up")
        #expect(read.blockedBy == flow.blockedBy)
        #expect(read.isAnsweredByProxy && read.isServerConnectionReused && read.isEdited && !read.isMarked)
        #expect(read.forwardedRequest.map { pairs($0.headers) } == pairs(Request.order.headers))
        #expect(read.informational == flow.informational)
        #expect(read.tunnel == flow.tunnel)
        #expect(read.client?.remoteAddress == "127.0.0.1:53124")
        #expect(read.server?.tls == flow.server?.tls)
        #expect(read.server?.opened.rfc3339 == flow.server?.opened.rfc3339)
    }

    @Test func `flows of one connection share it again`() throws {
        var second = Flow.rich
        second.request.target = "/2"

        let flows = try roundTrip([.rich, second])

        #expect(flows[0].server === flows[1].server && flows[0].server != nil)
    }

    @Test func `bytes of an encoded body come back, and other tools see it decoded`() throws {
        var flow = Flow.simple()
        flow.response?.headers = [("Content-Encoding", "gzip"), ("Content-Type", "text/plain")]
        // Two members: nothing would compress it again like that.
        let member = try ContentCoding.encode(Array("hello ".utf8), with: ["gzip"])
        flow.response?.body = Body(member + member)

        let content = try #require(try entries([flow])[0]["response"]?["content"])
        #expect(content["text"] == "hello hello ")
        #expect(content["size"] == 12)
        #expect(content["compression"]?.int == 12 - 2 * member.count)
        #expect(try roundTrip([flow])[0].response == flow.response)
    }

    @Test(arguments: [Body([0, 255, 1]), Body("not gzip"), Body(), Body("\u{0}\u{1B}é\u{2028}"), nil])
    func `any response body comes back`(body: Body?) throws {
        for coding in ["gzip", "identity", "unknown"] {
            var flow = Flow.simple()
            flow.response?.headers = [("Content-Encoding", coding)]
            flow.response?.body = body

            #expect(try roundTrip([flow])[0].response == flow.response)
        }
    }

    @Test func `a tunnel and a flow without a response come back as they are`() throws {
        let origin = Origin(scheme: .https, host: "::1", port: 8443)
        let request = Request(method: "CONNECT", target: "[::1]:8443", origin: origin)
        var tunnel = Flow(id: FlowID(1), kind: .tunnel, request: request, started: Timestamp(nanoseconds: 0))
        tunnel.error = FlowError(.clientTLSFailed, "the client does not trust our certificate")

        let read = try roundTrip([tunnel])[0]

        #expect(read.kind == .tunnel)
        #expect(read.request.origin == origin)
        #expect(read.response == nil)
        #expect(read.error?.code == .clientTLSFailed)
    }

    @Test func `messages are told as Chrome tells them, and come back whole`() throws {
        let entry = try entries([.webSocket])[0]

        #expect(entry["_resourceType"] == "websocket")
        let messages = try #require(entry["_webSocketMessages"]?.elements)
        #expect(messages.map { $0["type"]?.string } == ["send", "receive", "send", "receive", "send"])
        #expect(messages.map { $0["opcode"]?.int } == [1, 2, 9, 8, 1])
        #expect(messages[0]["data"] == "{\"hello\": \"wörld\"}")
        #expect(messages[0]["time"]?.double == 1_784_976_129.000_001)
        #expect(messages[1]["data"] == "AP8=")
        let read = try roundTrip([.webSocket])[0]
        #expect(read.messages == Flow.webSocket.messages)
        #expect(read.error == nil)
    }

    @Test func `a log that had dropped messages has its numbers again`() throws {
        var flow = Flow.webSocket
        var log = MessageLog()
        for message in Array(repeating: try #require(flow.messages).first { _ in true }, count: 300).compactMap(\.self)
        {
            log.append(message, limit: 20_000)
        }
        flow.messages = log

        let read = try #require(try roundTrip([flow])[0].messages)

        #expect(read.numbers == log.numbers && read.droppedCount > 100)
        #expect(zip(read, log).allSatisfy { $0 == $1 })
    }

    @Test(arguments: [
        #"{}"#, #"{"type":"send","opcode":1,"time":-1}"#, #"{"type":"send","opcode":3,"time":1}"#,
        #"{"type":"send","opcode":2,"time":1,"data":"?"}"#, #"{"type":"sing","opcode":1,"time":1}"#,
    ])
    func `a message that cannot be read is told, the others are kept`(json: String) throws {
        let good = #"{"type":"receive","time":1784976128.5,"opcode":1,"data":"hi"}"#
        let error = #"{"type":"error","time":1784976128.5,"opcode":-1,"data":""}"#
        let text = """
            {"log":{"entries":[{"startedDateTime":"2026-07-25T10:42:08Z","request":{"method":"GET","url":"wss://h/"},
            "response":{"status":101},"_webSocketMessages":[\(good),\(json),\(error),\(good)]}]}}
            """
        var flows: [Flow] = []

        try HARFile.read(Array(text.utf8), makeID: { FlowID(1) }, record: { flows.append($0) })

        #expect(flows[0].messages?.map(\.payload) == [Body("hi"), Body("hi")])
        #expect(flows[0].error?.message.contains("WebSocket message") == true)
    }

    @Test func `entries have what HAR 1.2 asks for`() throws {
        let entry = try entries([.rich])[0]

        #expect(entry["time"]?.double == 91.5)
        #expect(entry["request"]?["queryString"] == [["name": "dry", "value": "1"]])
        #expect(entry["request"]?["cookies"] == [["name": "a", "value": "1"], ["name": "b", "value": "x=y"]])
        #expect(entry["request"]?["postData"]?["text"] == #"{"item":"pencil"}"#)
        #expect(entry["request"]?["bodySize"] == 17)
        #expect(entry["response"]?["headersSize"]?.int == 22 + 92 + 2)
        #expect(entry["response"]?["cookies"]?[1]?["secure"] == true)
        #expect(entry["timings"]?["dns"]?.double == 1.2)
        #expect(entry["serverIPAddress"] == "2001:db8::1")
        #expect(entry["connection"] == "4")
        #expect(entry["cache"] == .object([]))
        let stages = ["blocked", "dns", "connect", "send", "wait", "receive"].compactMap {
            entry["timings"]?[$0]?.double
        }
        #expect(abs(stages.reduce(0, +) - 91.5) < 0.001)
    }

    @Test func `forms are told as parameters too`() throws {
        var flow = Flow.simple()
        flow.request.headers.append("Content-Type", "application/x-www-form-urlencoded")
        flow.request.body = Body("a=1+2&b=%C3%A9&&c")

        let params = try entries([flow])[0]["request"]?["postData"]?["params"]

        #expect(params == [["name": "a", "value": "1 2"], ["name": "b", "value": "é"], ["name": "c", "value": ""]])
    }

    private func entries(_ flows: [Flow]) throws -> [JSONValue] {
        let bytes = try #require(Exporters.named("har")).export(flows)
        return try #require(try JSONValue.parse(bytes)["log"]?["entries"]?.elements)
    }

    private func roundTrip(_ flows: [Flow]) throws -> [Flow] {
        var read: [Flow] = []
        try HARFile.read(
            try #require(Exporters.named("har")).export(flows),
            makeID: { FlowID(100 + read.count) },
            record: { read.append($0) }
        )
        return read
    }

    private func pairs(_ headers: Headers) -> [[ArraySlice<UInt8>]] {
        headers.map { [$0.nameBytes, $0.valueBytes] }
    }
}
