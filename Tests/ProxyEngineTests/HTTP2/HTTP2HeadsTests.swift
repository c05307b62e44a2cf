import FlowKit
import Testing

@testable import ProxyEngine

/// Requests that come in HTTP/2 and leave in it, for another server than they name.
@Suite struct HTTP2HeadsTests {
    private static func sent(
        _ fields: [(String, String)],
        host: String?,
        target: String = "/a",
        neverIndexed: [Int] = []
    ) throws -> HTTP2Fields {
        let head = try RequestHead(HTTP2Fields(headers: Headers(fields), neverIndexed: neverIndexed))
        let origin = Origin(scheme: .https, host: "b.test")
        return HTTP2Fields(
            ForwardedRequest(head: head, origin: origin, target: Array(target.utf8), host: host, framing: .none)
        )
    }

    @Test(arguments: [
        (
            [(":method", "GET"), (":scheme", "http"), (":authority", "a.test"), (":path", "/a"), ("x", "y")],
            ":authority"
        ),
        ([(":method", "GET"), (":scheme", "http"), (":path", "/a"), ("host", "a.test"), ("x", "y")], "host"),
    ])
    func `the server is named where the client named it`(fields: [(String, String)], place: String) throws {
        let sent = try Self.sent(fields, host: "b.test").headers

        #expect(sent.map(\.name) == fields.map(\.0))
        #expect(sent[place] == "b.test")
        #expect(sent[":scheme"] == "https")
        #expect(sent["x"] == "y")
    }

    @Test func `a client that named no server has one named, before all regular fields`() throws {
        let fields = [(":method", "GET"), (":scheme", "http"), (":path", "/a"), ("secret", "s")]

        let sent = try Self.sent(fields, host: "b.test", neverIndexed: [3])

        #expect(sent.headers.map(\.name) == [":authority", ":method", ":scheme", ":path", "secret"])
        #expect(sent.neverIndexed == [4])
        #expect(HTTP2FieldScan(sent.headers, allowing: .ofRequests).problem == nil)
    }

    @Test func `a server named twice is named twice alike`() throws {
        let fields = [(":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "a"), ("host", "a")]

        let sent = try Self.sent(fields, host: "b.test").headers

        #expect(sent[":authority"] == "b.test")
        #expect(sent["host"] == "b.test")
    }

    @Test func `the path is the one on the server, and all else leaves as it came`() throws {
        let fields = [(":method", "GET"), (":scheme", "http"), (":path", "/a"), (":authority", "a.test")]

        #expect(try Self.sent(fields, host: nil).headers == Headers(fields))
        #expect(try Self.sent(fields, host: nil, target: "/v1/a").headers[":path"] == "/v1/a")
    }
}
