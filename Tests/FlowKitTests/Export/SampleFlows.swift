import FlowKit

extension Flow {
    /// A flow that has something of everything.
    static let rich: Flow = {
        var request = Request.order
        request.headers.append(name: Array("X-Latin".utf8), value: [0x63, 0xE9])
        request.headers.append("Cookie", "a=1; b=x=y")
        var flow = Flow(id: FlowID(7), source: .replay(of: FlowID(3)), request: request, started: time(0))
        flow.timing.requestHead = time(100_000)
        flow.timing.resolved = time(1_300_000)
        flow.timing.connectStarted = time(1_300_000)
        flow.timing.connected = time(10_300_000)
        flow.timing.upstreamTLSDone = time(21_300_000)
        flow.timing.requestDone = time(21_500_000)
        flow.timing.firstByte = time(90_500_000)
        flow.timing.finished = time(91_500_000)
        let tls = TLSInfo(version: "TLSv1.3", cipher: "AES", alpn: "http/1.1", serverName: "api.example.com")
        flow.client = Connection(
            id: 3,
            remoteAddress: "127.0.0.1:53124",
            localAddress: "127.0.0.1:8080",
            opened: time(0)
        )
        flow.server = Connection(
            id: 4,
            remoteAddress: "[2001:db8::1]:443",
            localAddress: "[::1]:40112",
            opened: time(1),
            tls: tls
        )
        flow.isEdited = true
        flow.response = Response(
            status: 201,
            reason: "Created",
            headers: [
                ("Content-Type", "application/json"), ("Set-Cookie", "s=1; Path=/; HttpOnly"),
                ("Set-Cookie", "t=2; secure"),
            ],
            body: Body(#"{"ok":true}"#),
            wireByteCount: 412
        )
        return flow
    }()

    static func simple(_ id: Int = 1, status: Int? = 200) -> Flow {
        let request = Request(
            method: "GET",
            target: "/a",
            origin: Origin(scheme: .http, host: "h"),
            headers: [("Host", "h")],
            wireByteCount: 30
        )
        var flow = Flow(id: FlowID(id), request: request, started: time(0))
        flow.response = status.map { Response(status: $0, reason: "OK", wireByteCount: 19) }
        return flow
    }

    private static func time(_ offset: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_784_976_128_000_125_000 + offset)
    }
}

extension Flow {
    /// An upgraded exchange and what was said then.
    static var webSocket: Flow {
        var flow = Flow.simple(status: 101)
        flow.request.headers.append("Upgrade", "websocket")
        flow.tunnel = TunnelCounts(bytesFromClient: 60, bytesFromServer: 20, protocolName: "websocket")
        let started = Timestamp(nanoseconds: 1_784_976_128_000_001_000)
        func message(_ sender: StreamMessage.Sender, _ kind: StreamMessage.Kind, _ payload: Body) -> StreamMessage {
            let time = started + .seconds(1)
            return StreamMessage(sender: sender, kind: kind, time: time, payload: payload, wireByteCount: 9)
        }
        var cut = message(.client, .text, Body(chunks: [[0x61, 0xFF]], byteCount: 77, isTruncated: true))
        cut.isCompressed = true
        cut.fragmentCount = 3
        cut.isInjected = true
        cut.note = "the client's frame at byte 12 ends a text that is not UTF-8"
        var log = MessageLog()
        for message in [
            message(.client, .text, Body(#"{"hello": "wörld"}"#)), message(.server, .binary, Body([0, 255])),
            message(.client, .ping, Body("?")), message(.server, .close(code: 1000), Body("bye")), cut,
        ] { log.append(message, limit: .max) }
        flow.messages = log
        return flow
    }
}
