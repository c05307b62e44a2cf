import FlowKit
import TestSupport

/// Flows with every field there is, some of them odd.
struct RandomFlow {
    var random: SeededRandom

    mutating func flow(_ id: FlowID) -> Flow {
        var flow = Flow(id: id, source: source(), kind: one([.http, .tunnel]), request: request(), started: time())
        flow.forwardedRequest = maybe { $0.request() }
        flow.requestForm = maybe { $0.requestForm() }
        flow.response = maybe { $0.response() }
        flow.responseForm = maybe { generator in
            ForwardedResponseForm(
                version: generator.one(HTTPVersion.allCases),
                chunks: generator.one([.asReceived, .added, .removed]),
                connection: generator.one([nil, .close, .keepAlive, .upgrade])
            )
        }
        flow.informational = (0..<one([0, 0, 0, 2])).map { _ in response() }
        flow.error = maybe { FlowError($0.one(FlowError.Code.allCases), $0.text()) }
        flow.blockedBy = maybe { RuleHit(id: RuleID($0.number()), name: $0.text()) }
        flow.isAnsweredByProxy = one([true, false])
        flow.tunnel = maybe { $0.tunnel() }
        flow.messages = maybe { $0.messages() }
        flow.timing = timing(from: flow.timing.started)
        flow.client = maybe { $0.connection() }
        flow.server = maybe { $0.connection() }
        flow.isServerConnectionReused = one([true, false])
        flow.isEdited = one([true, false])
        flow.isMarked = one([true, false])
        return flow
    }

    private mutating func request() -> Request {
        let origin = Origin(scheme: one([.http, .https]), host: text(), port: number())
        let targets = [
            "/", "/a?b", "*", "h:443", "http://h.test/x", "http://h.test?x", "", "\u{0}/\u{FF}", "é", "/\u{301}://a/y",
        ]
        var request = Request(
            method: one(["GET", "CONNECT", "", "M\u{FC}"]),
            target: WireText(one(targets)),
            origin: origin
        )
        if one([false, false, true]) { request.target = WireText(bytes: bytes(one([3, 5_000]))) }
        fill(&request)
        return request
    }

    private mutating func response() -> Response {
        var response = Response(status: number(), reason: WireText(bytes: bytes(one([0, 4]))))
        fill(&response)
        return response
    }

    private mutating func fill(_ message: inout some Message) {
        message.version = one(HTTPVersion.allCases)
        message.headers = Headers([("Host", text()), ("Content-Type", one(["a/b", "c/d", "\u{FF}"]))])
        message.trailers = maybe { Headers([("X", $0.text())]) }
        message.wireByteCount = number()
        message.body = maybe { $0.body() }
    }

    private mutating func body() -> Body {
        let chunks = (0..<one([0, 1, 1, 3])).map { _ in bytes(one([0, 1, 200, 3_000, 70_000])) }
        var body = Body(chunks: chunks)
        if one([true, false]) {
            body.byteCount += 10
            body.isTruncated = true
        }
        guard one([true, false]) else { return body }
        var layout = ChunkLayout()
        for _ in 0..<5 {
            if one([true, false]) { layout.append(extension: bytes(4)) }
            layout.append(byteCount: one([1, 7]))
        }
        body.layout = layout
        return body
    }

    private mutating func requestForm() -> ForwardedRequestForm {
        ForwardedRequestForm(
            version: one(HTTPVersion.allCases),
            target: bytes(3),
            received: one([[], bytes(3)]),
            host: maybe { $0.text() },
            addsChunks: one([true, false]),
            upgrade: one([.asReceived, .declined, .http2(settings: "AAMAAABk")]),
            addsProxyAuthorization: one([true, false])
        )
    }

    private mutating func tunnel() -> TunnelCounts {
        var counts = TunnelCounts(bytesFromClient: number(), bytesFromServer: number(), protocolName: text())
        counts.serverName = maybe { $0.text() }
        counts.passThroughReason = maybe { $0.text() }
        return counts
    }

    private mutating func messages() -> MessageLog {
        var log = MessageLog()
        for _ in 0..<3 {
            let message = StreamMessage(
                sender: one([.client, .server]),
                kind: one([.text, .binary, .close(code: 1_000)]),
                time: time(),
                payload: Body(bytes(9)),
                wireByteCount: 11
            )
            log.append(message, limit: 1 << 20)
        }
        return log
    }

    private mutating func timing(from started: Timestamp) -> Timing {
        var timing = Timing(started: started)
        timing.requestHead = maybe { $0.time() }
        timing.resolved = maybe { $0.time() }
        timing.connectStarted = maybe { $0.time() }
        timing.connected = maybe { $0.time() }
        timing.upstreamTLSDone = maybe { $0.time() }
        timing.requestDone = maybe { $0.time() }
        timing.firstByte = maybe { $0.time() }
        timing.finished = time()
        return timing
    }

    private mutating func source() -> Flow.Source {
        one([.client, .file, .replay(of: nil), .replay(of: FlowID(number()))])
    }

    private mutating func connection() -> Connection {
        Connection(id: number(), remoteAddress: text(), localAddress: text(), opened: time())
    }

    // MARK: - Values

    private mutating func one<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func maybe<Value>(_ body: (inout RandomFlow) -> Value) -> Value? {
        one([true, false]) ? body(&self) : nil
    }

    private mutating func number() -> Int { one([0, 1, -1, 443, 70_000, Int.max, Int.min]) }
    private mutating func time() -> Timestamp {
        Timestamp(nanoseconds: one([0, 5, -5, 1_800_000_000_000_000_000, Int64.max, Int64.min]))
    }
    private mutating func text() -> String { one(["", "a", "api.example.test", "grüße \u{1F600}", "\u{0}"]) }
    private mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}

extension Flow {
    /// Each field by name, so that a test can say which one differs.
    var fields: [String: AnyHashable?] {
        [
            "id": id, "source": source, "kind": kind, "request": request, "forwardedRequest": forwardedRequest,
            "requestForm": requestForm, "response": response, "responseForm": responseForm,
            "informational": informational, "error": error?.code, "errorMessage": error?.message,
            "blockedBy": blockedBy, "isAnsweredByProxy": isAnsweredByProxy, "tunnel": tunnel, "messages": messages,
            "timing": timing, "client": client.map { ObjectIdentifier($0) },
            "server": server.map { ObjectIdentifier($0) }, "isServerConnectionReused": isServerConnectionReused,
            "isEdited": isEdited, "isMarked": isMarked,
        ]
    }
}
