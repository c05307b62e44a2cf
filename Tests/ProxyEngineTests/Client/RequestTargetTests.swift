import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("http://a/", "http", "a", 80, "/"), ("http://a", "http", "a", 80, "/"), ("http://a?b", "http", "a", 80, "/?b"),
        ("HTTP://A.Example:8080/X", "http", "a.example", 8080, "/X"), ("https://a/b#c", "https", "a", 443, "/b"),
        ("http://u:p@a/", "http", "a", 80, "/"), ("http://u@v@a/", "http", "a", 80, "/"),
        ("http://a:/", "http", "a", 80, "/"), ("http://a:65535/", "http", "a", 65_535, "/"),
        ("http://[::1]/", "http", "::1", 80, "/"), ("http://[::1]:81/x", "http", "::1", 81, "/x"),
        ("http://[::FFFF:1.2.3.4]:81", "http", "::ffff:1.2.3.4", 81, "/"), ("ws://a/", "http", "a", 80, "/"),
        ("wss://a/", "https", "a", 443, "/"), ("http://a_b.c/", "http", "a_b.c", 80, "/"),
        ("http://a//b/../c?http://d/", "http", "a", 80, "//b/../c?http://d/"),
        ("http://a/@b:c", "http", "a", 80, "/@b:c"),
        ("http://xn--bcher-kva.example/", "http", "xn--bcher-kva.example", 80, "/"),
    ])
    func `an absolute target is cut into origin and path`(
        text: String,
        scheme: String,
        host: String,
        port: Int,
        path: String
    ) throws {
        let target = try RequestTarget(method: "GET", target: Array(text.utf8))

        guard case .absolute(let origin, let cut) = target else {
            Issue.record("not absolute: \(target)")
            return
        }
        #expect(origin.scheme.rawValue == scheme)
        #expect(origin.host == host)
        #expect(origin.port == port)
        #expect(WireText.decode(cut) == path)
    }

    @Test(arguments: ["/", "/a b", "//a/b", "/?q", "*", "/\u{E9}", "/http://a/"])
    func `a path is a target in a tunnel`(text: String) throws {
        #expect(try RequestTarget(method: "GET", target: Array(text.utf8)) == .origin(path: Array(text.utf8)))
    }

    @Test(arguments: [
        ("a:443", "a", 443), ("A.b:1", "a.b", 1), ("[::1]:443", "::1", 443), ("1.2.3.4:65535", "1.2.3.4", 65_535),
    ])
    func `CONNECT names a host and a port`(text: String, host: String, port: Int) throws {
        #expect(try RequestTarget(method: "CONNECT", target: Array(text.utf8)) == .authority(host: host, port: port))
    }

    @Test(arguments: [
        ("CONNECT", "a"), ("CONNECT", "a:"), ("CONNECT", ":443"), ("CONNECT", "a:0"), ("CONNECT", "a:65536"),
        ("CONNECT", "a:4 3"), ("CONNECT", "a:+43"), ("CONNECT", "a:99999999999999999999"), ("CONNECT", "http://a:443"),
        ("CONNECT", "/"), ("CONNECT", "u@a:443"), ("CONNECT", "::1:443"), ("CONNECT", "[::1:443"),
        ("CONNECT", "[]:443"),
        ("CONNECT", "[::1]443"), ("CONNECT", "[a/b]:443"), ("CONNECT", ""), ("GET", ""), ("GET", "a"), ("GET", "a:443"),
        ("GET", "**"), ("GET", "http:a"), ("GET", "http:/a"), ("GET", "http://"), ("GET", "http:///a"),
        ("GET", "http://:80/"), ("GET", "http://a:b/"), ("GET", "http://a:0/"), ("GET", "http://a:70000/"),
        ("GET", "http://a\\b/"), ("GET", "http://[::1/"), ("GET", "http://[::1]x/"), ("GET", "http://a<b>/"),
        ("GET", "http://@/"), ("GET", "ftp://a/"), ("GET", "://a/"), ("GET", "file:///etc/passwd"),
        ("GET", "javascript://a/"), ("GET", "http://h\\@a/"), ("GET", "http://caf\u{E9}/"),
        ("CONNECT", "caf\u{E9}:443"),
        ("GET", "http://a{b}/"), ("GET", "http://a|b/"), ("GET", "http://a^b/"), ("GET", "http://a`b/"),
    ])
    func `what names no server is refused`(method: String, text: String) {
        #expect(throws: HTTP1Error.self) { try RequestTarget(method: method, target: Array(text.utf8)) }
    }

    @Test func `a host has at most 255 bytes`() throws {
        let host = String(repeating: "a", count: 255)

        _ = try RequestTarget(method: "GET", target: Array("http://\(host)/".utf8))
        #expect(throws: HTTP1Error.self) { try RequestTarget(method: "GET", target: Array("http://\(host)a/".utf8)) }
    }
}
