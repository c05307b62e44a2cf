import FlowKit
import Testing

@testable import ProxyEngine

/// The cases of h2spec's section "http2" 8, and more: what is a message, and what is not.
@Suite struct H2SpecMessageTests {
    private typealias Wire = HTTP2Wire
    private static let malformed = H2SpecCase.Expected.streamError(1, ["PROTOCOL_ERROR"])

    @Test(arguments: exchanges)
    func `exchanges are checked`(row: H2SpecCase) {
        row.check()
    }

    @Test(arguments: requests)
    func `a malformed request is an error of its stream, and what was readable is told`(
        section: String,
        fields: [HTTP2Wire.Field],
        problem: String
    ) {
        var conversation = HTTP2Conversation()

        conversation.receive(Wire.headers(1, fields))

        #expect(conversation.frameTexts == ["RST_STREAM 1 PROTOCOL_ERROR"], "\(section)")
        #expect(conversation.events == ["stream error 1 PROTOCOL_ERROR"])
        #expect(
            conversation.messages.first.map { problem.isEmpty || $0.contains(problem) } == true,
            "\(conversation.messages)"
        )
        #expect(conversation.fields.count == 1)
        #expect(conversation.connection.openStreamCount == 0)
    }

    @Test(arguments: [
        Wire.get, Wire.get + [("te", "trailers")], Wire.get + [("TE".lowercased(), "Trailers")], Wire.get + [("x", "")],
        Wire.get + [("host", "a")], Wire.get + [("content-length", "0")],
        Wire.get + [("cookie", "a=b"), ("cookie", "c=d")],
        [(":method", "OPTIONS"), (":scheme", "https"), (":path", "*"), (":authority", "a")],
        [(":authority", "a:443"), (":method", "CONNECT")],
        [(":method", "GET"), (":scheme", "http"), (":path", "/\u{E9}")],
        Wire.get + [("x", "a\tb \u{E9}\u{7F}")],
    ])
    func `a well-formed request is passed on as it stands`(fields: [HTTP2Wire.Field]) {
        var conversation = HTTP2Conversation()

        conversation.receive(Wire.headers(1, fields))

        #expect(conversation.events == ["request 1 END_STREAM"], "\(conversation.messages)")
        #expect(conversation.fields.first?.headers == Headers(fields))
    }

    @Test func `extended CONNECT needs to be offered, and all of its fields`() {
        let fields = [
            (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "https"), (":path", "/"),
            (":authority", "a"),
        ]
        var settings = HTTP2Settings.proxy
        settings.isConnectProtocolEnabled = true
        var offered = HTTP2Conversation(settings: settings)
        var refused = HTTP2Conversation()

        offered.receive(Wire.headers(1, fields, endStream: false))
        offered.receive(Wire.headers(3, fields.dropLast(), endStream: false))
        offered.receive(Wire.headers(5, [(":method", "GET")] + fields.dropFirst(), endStream: false))
        refused.receive(Wire.headers(1, fields, endStream: false))

        #expect(offered.events == ["request 1", "stream error 3 PROTOCOL_ERROR", "stream error 5 PROTOCOL_ERROR"])
        #expect(refused.events == ["stream error 1 PROTOCOL_ERROR"])
    }

    @Test func `a request with too many fields is told, and can be answered`() {
        var limits = HTTP2Limits.standard
        limits.fieldsBytes = 1_000
        var conversation = HTTP2Conversation(limits: limits)

        conversation.receive(
            Wire.headers(1, Wire.get + [("x", String(repeating: "y", count: 2_000))], endStream: false)
        )
        conversation.respond(1, [(":status", "431")])
        conversation.connection.sendReset(1, .noError)
        conversation.receive(Wire.headers(3))

        #expect(conversation.events == ["too large 1", "request 3 END_STREAM"])
        #expect(conversation.frameTexts == ["HEADERS 1 END_STREAM", "RST_STREAM 1 NO_ERROR"])
    }

    private static let exchanges: [H2SpecCase] = [
        .row(
            "8.1",
            "a second HEADERS without END_STREAM",
            Wire.headers(1, Wire.post, endStream: false),
            Wire.data(1, "test"),
            Wire.headers(1, [("x-test", "ok")], endStream: false),
            expected: malformed
        ),
        .row(
            "8.1.2.1",
            "a pseudo-field in trailers",
            Wire.headers(1, Wire.post, endStream: false),
            Wire.data(1, "test"),
            Wire.headers(1, [("x-test", "ok"), (":method", "POST")]),
            expected: malformed
        ),
        .row(
            "8.1.2.6",
            "content-length is not the DATA's",
            Wire.headers(1, Wire.post + [("content-length", "1")], endStream: false),
            Wire.data(1, "test", endStream: true),
            expected: malformed
        ),
        .row(
            "8.1.2.6",
            "content-length is not the sum of the DATA's",
            Wire.headers(1, Wire.post + [("content-length", "1")], endStream: false),
            Wire.data(1, "test"),
            Wire.data(1, "test", endStream: true),
            expected: malformed
        ),
        .row(
            "8.1.2.6",
            "content-length is more than the DATA's",
            Wire.headers(1, Wire.post + [("content-length", "9")], endStream: false),
            Wire.data(1, "test", endStream: true),
            expected: malformed
        ),
        .row(
            "8.1.2.6",
            "trailers before content-length is reached",
            Wire.headers(1, Wire.post + [("content-length", "9")], endStream: false),
            Wire.data(1, "test"),
            Wire.headers(1, [("a", "b")]),
            expected: malformed
        ),
        .row(
            "8.1.2.6",
            "content-length without DATA",
            Wire.headers(1, Wire.post + [("content-length", "9")]),
            expected: malformed
        ),
        .row(
            "8.1.2.6",
            "content-length is the sum",
            Wire.headers(1, Wire.post + [("content-length", "8")], endStream: false),
            Wire.data(1, "test"),
            Wire.data(1, "test", endStream: true),
            expected: .accepted([])
        ),
    ]

    private static let requests: [(String, [HTTP2Wire.Field], String)] = [
        ("8.1.2", Wire.get + [("X-TEST", "ok")], "not allow"),
        ("8.1.2", Wire.get + [("x test", "ok")], "not allow"),
        ("8.1.2", Wire.get + [("x\u{E9}", "ok")], "not allow"),
        ("8.1.2", Wire.get + [("x", " ok")], "white space"),
        ("8.1.2", Wire.get + [("x", "ok\t")], "white space"),
        ("8.1.2", Wire.get + [("x", "a\r\nb: c")], ""),
        ("8.1.2", Wire.get + [("x", "a\u{0}")], ""),
        ("8.1.2", Wire.get + [("", "a")], ""),
        ("8.1.2", Wire.get + [("a:b", "c")], ""),
        ("8.1.2.1", Wire.get + [(":test", "ok")], "pseudo-field"),
        ("8.1.2.1", Wire.get + [(":status", "200")], "pseudo-field"),
        ("8.1.2.1", [("x-test", "ok")] + Wire.get, "after other fields"),
        ("8.1.2.2", Wire.get + [("connection", "keep-alive")], "connection"),
        ("8.1.2.2", Wire.get + [("keep-alive", "1")], "connection"),
        ("8.1.2.2", Wire.get + [("proxy-connection", "close")], "connection"),
        ("8.1.2.2", Wire.get + [("transfer-encoding", "chunked")], "connection"),
        ("8.1.2.2", Wire.get + [("upgrade", "h2c")], "connection"),
        ("8.1.2.2", Wire.get + [("te", "trailers, deflate;q=0.5")], "te field"),
        ("8.1.2.3", [(":method", "GET"), (":scheme", "http"), (":path", "")], "empty"),
        ("8.1.2.3", [(":method", "GET"), (":scheme", "http"), (":path", "a")], "slash"),
        ("8.1.2.3", [(":method", "GET"), (":scheme", "http"), (":path", "/ HTTP/1.1")], "white space"),
        ("8.1.2.3", [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "u@a")], "user"),
        ("8.1.2.3", Array(Wire.get.dropFirst()), ":method"),
        ("8.1.2.3", [(":method", "GET"), (":path", "/")], ":scheme"),
        ("8.1.2.3", [(":method", "GET"), (":scheme", "http://b"), (":path", "/")], "token"),
        ("8.1.2.3", [(":method", "GET"), (":scheme", "http")], ":path"),
        ("8.1.2.3", [(":method", "GET")] + Wire.get, "twice"),
        ("8.1.2.3", [(":scheme", "http")] + Wire.get, "twice"),
        ("8.1.2.3", Wire.get + [(":path", "/")], "twice"),
        ("8.1.2.3", [(":method", "G T"), (":scheme", "http"), (":path", "/")], "white space"),
        ("8.3", [(":method", "CONNECT"), (":scheme", "http"), (":path", "/"), (":authority", "a")], "CONNECT"),
        ("8.3", [(":method", "CONNECT")], "CONNECT"),
        ("8.1.2.6", Wire.get + [("content-length", "x")], "not a number"),
        ("8.1.2.6", Wire.get + [("content-length", "-1")], "not a number"),
        ("8.1.2.6", Wire.get + [("content-length", "0"), ("content-length", "1")], "different"),
        ("8.1.2.6", Wire.get + [("content-length", "99999999999999999999")], "not a number"),
    ]
}
