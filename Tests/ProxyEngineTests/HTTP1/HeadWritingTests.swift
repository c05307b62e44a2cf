import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// What is left of a head when it leaves for the next hop (RFC 9110 §7.6.1).
@Suite struct HeadWritingTests {
    @Test(arguments: [
        "Connection: x", "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "Proxy-Authorization: Basic eA==",
        "TE: gzip", "Upgrade: h2c", "connection: CLOSE",
    ])
    func `a field of one connection is not forwarded`(line: String) throws {
        #expect(try forwarded("Host: h\r\n\(line)\r\nAccept: */*") == "Host: h\r\nAccept: */*\r\n")
    }

    @Test(arguments: [
        ("Connection: X-Own, close\r\nx-own: 1\r\nX-Owner: 2", "X-Owner: 2\r\n"),
        ("X-Own: 1\r\nX-Own: 2\r\nConnection:  x-own ,", ""),
        (
            "Connection: Host, Content-Length, Transfer-Encoding, Content-Type\r\nContent-Length: 1",
            "Content-Length: 1\r\n"
        ),
    ])
    func `fields that Connection names go with it, unless they are meant for all`(lines: String, left: String) throws {
        #expect(try forwarded("Host: h\r\n" + lines) == "Host: h\r\n" + left)
    }

    @Test(arguments: [
        "A: 1\r\nb:2\r\nA:  3 \r\nX-Empty:\r\n", "Via: 1.1 x\r\nCookie: a=b\r\nCookie: c=d\r\n",
        "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n", "X-Latin: caf\u{E9}\u{FF}\r\n",
    ])
    func `everything else leaves as it came`(lines: String) throws {
        #expect(try forwarded("Host: h\r\n" + lines.dropLast()) == "Host: h\r\n" + lines)
        #expect(
            try forwarded("Connection: close\r\nHost: h\r\n" + lines.dropLast()) == "Host: h\r\n" + lines
        )
    }

    @Test(arguments: [
        ("Upgrade: websocket\r\nConnection: keep-alive, Upgrade", "Upgrade: websocket\r\nConnection: Upgrade\r\n"),
        (
            "Connection: close, Upgrade\r\nA: b\r\nConnection: x\r\nUpgrade: y",
            "Connection: Upgrade\r\nA: b\r\nUpgrade: y\r\n"
        ),
        ("CONNECTION:upgrade\r\nA: b\r\nUpgrade: y", "CONNECTION:upgrade\r\nA: b\r\nUpgrade: y\r\n"),
        ("TE: trailers, gzip\r\nConnection: TE", "TE: trailers\r\nConnection: TE\r\n"),
        ("Content-Length: 5\r\nA: b\r\nContent-Length: 5", "Content-Length: 5\r\nA: b\r\n"),
        ("content-length: 5, 5", "content-length: 5\r\n"),
    ])
    func `what the next hop must know is said anew`(lines: String, left: String) throws {
        #expect(try forwarded("Host: h\r\n" + lines) == "Host: h\r\n" + left)
    }

    @Test(arguments: [
        ("Host: other", "Host: a:1\r\n"), ("A: b", "Host: a:1\r\nA: b\r\n"),
        ("X: y\r\nhost: other\r\nZ: z", "X: y\r\nhost: a:1\r\nZ: z\r\n"),
    ])
    func `the Host field follows the target`(lines: String, left: String) throws {
        #expect(try forwarded(lines, host: "a:1") == left)
    }

    @Test(arguments: [
        ("Connection: upgrade\r\nUpgrade: x\r\n", "Connection: upgrade\r\nUpgrade: x\r\n"),
        ("connection:  close , Upgrade\r\nUpgrade: x\r\n", "connection: Upgrade\r\nUpgrade: x\r\n"),
        ("Upgrade: x\r\n", "Upgrade: x\r\nConnection: Upgrade\r\n"),
    ])
    func `an agreement to upgrade names it, as it came where it does`(fields: String, left: String) throws {
        let start = "HTTP/1.1 101 Fine\r\n"
        let head = try Array((start + fields + "\r\n").utf8).withUnsafeBytes { try HeadParser.response($0) }
        var bytes = ByteBuffer()

        bytes.writeResponseHead(head, ForwardedResponseForm(connection: .upgrade))

        #expect(WireText.decode(bytes.readableBytesView) == start + left + "\r\n")
    }

    @Test(arguments: [
        ("HTTP/1.0 200 OK\r\nServer: x\r\n\r\n", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"),
        ("HTTP/1.1 299 \r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n\r\n", "HTTP/1.1 299 \r\n\r\n"),
        ("HTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (
            "HTTP/1.1 401 No\r\nProxy-Authenticate: Basic\r\n\r\n",
            "HTTP/1.1 401 No\r\nProxy-Authenticate: Basic\r\n\r\n"
        ),
    ])
    func `a response leaves as HTTP 1.1`(text: String, expected: String) throws {
        let head = try Array(text.utf8).withUnsafeBytes { try HeadParser.response($0) }
        var bytes = ByteBuffer()

        bytes.writeResponseHead(head, ForwardedResponseForm())

        #expect(WireText.decode(bytes.readableBytesView) == expected)
    }

    /// The field lines as the next hop gets them.
    private func forwarded(_ lines: String, host: String? = nil) throws -> String {
        let wire = "GET http://h/ HTTP/1.1\r\n\(lines)\r\n\r\n".unicodeScalars.map {
            UInt8(truncatingIfNeeded: $0.value)
        }
        let head = try wire.withUnsafeBytes { try HeadParser.request($0) }
        var bytes = ByteBuffer()
        bytes.writeRequestHead(head, target: Array("/".utf8), host: host)
        let text = WireText.decode(bytes.readableBytesView)
        #expect(text.hasPrefix("GET / HTTP/1.1\r\n"))
        return WireText.decode(
            Array(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })[16...].dropLast(2)
        )
    }
}
