import FlowKit
import Foundation
import TestSupport
import Testing

@Suite struct CurlCommandTests {
    @Test func `an ordinary request is an ordinary command`() {
        let request = Request(
            method: "POST",
            target: "/v1/it's?a=1",
            origin: Origin(scheme: .https, host: "api.example.com"),
            headers: [
                ("Host", "api.example.com"), ("User-Agent", "app/1"), ("Accept", "*/*"),
                ("Content-Type", "application/json"), ("Content-Length", "12"),
            ],
            body: Body(#"{"a":"it's"}"#)
        )

        #expect(
            CurlCommand(request).text == #"""
                curl 'https://api.example.com/v1/it'\''s?a=1' \
                  --http1.1 \
                  -H 'User-Agent: app/1' \
                  -H 'Accept: */*' \
                  -H 'Content-Type: application/json' \
                  -H 'Content-Length: 12' \
                  --data-raw '{"a":"it'\''s"}'
                """#
        )
    }

    @Test func `what would act on a terminal or change on the way through a clipboard is spelled out`() {
        var request = Request(method: "GET", target: "/", origin: Origin(scheme: .http, host: "h"))
        request.headers = Headers(lines: Array("A: \u{1B}]0;x\u{7}\u{202E}!%\\'".utf8) + [0xE9, 0x0D, 0x0A])

        let text = CurlCommand(request).text

        #expect(text.contains(#"-H "$(printf 'A: \033]0;x\007\342\200\256\041%%\\'\''\351')""#))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20..<0x7F).contains($0.value) })
    }

    @Test func `a body captured in part says so and lets curl count`() {
        var request = Request(method: "PUT", target: "/", origin: Origin(scheme: .http, host: "h"))
        request.headers = [("Host", "h"), ("Content-Length", "9")]
        request.body = Body(chunks: [[65]], byteCount: 9, isTruncated: true)

        let text = CurlCommand(request).text

        #expect(text.hasPrefix("# only the first 1 of 9 bytes of the body were captured\ncurl"))
        #expect(!text.contains("Content-Length"))
    }

    @Test func `sh and curl send the very request again`() throws {
        let sink = try RequestSink()
        var random = SeededRandom(seed: 42)
        let requests =
            Self.special(port: sink.port) + (0..<60).map { _ in Self.random(port: sink.port, using: &random) }

        try runInShell(requests.map { CurlCommand($0).text })

        let received = sink.requests
        try #require(received.count == requests.count)
        for (request, bytes) in zip(requests, received) {
            let (head, body) = try #require(splitHead(bytes))
            let line = "\(request.method) ".utf8 + request.target.bytes + " \(request.version.rawValue)\r\n".utf8
            let expected = Self.withoutSpaceAfterEmpty(Array(line) + request.headers.bytes)
            #expect(
                Array(head) == expected,
                "\(WireText.decode(head)) is not \(WireText.decode(expected)), sent by\n\(CurlCommand(request).text)"
            )
            let isChunked = request.headers.contains("Transfer-Encoding")
            #expect((isChunked ? joinChunks(body) : Array(body)) == request.body?.bytes ?? [])
        }
    }

    /// `Name: ` as curl sends it: `Name:`.
    private static func withoutSpaceAfterEmpty(_ bytes: [UInt8]) -> [UInt8] {
        bytes.replacing(Array(": \r\n".utf8), with: Array(":\r\n".utf8))
    }

    private func runInShell(_ commands: [String]) throws {
        let script = FileManager.default.temporaryDirectory.appending(path: "sluice-\(UUID()).sh")
        try Data((commands.joined(separator: "\n") + "\n").utf8).write(to: script)
        defer { try? FileManager.default.removeItem(at: script) }
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = [script.path()]
        shell.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C"]
        shell.standardError = FileHandle.nullDevice
        shell.standardOutput = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
    }

    /// What has gone wrong in other tools, and what curl does on its own unless told not to.
    private static func special(port: Int) -> [Request] {
        let host = "Host: 127.0.0.1:\(port)\r\n"
        func request(_ method: String, _ target: WireText, _ lines: String, _ body: Body? = nil) -> Request {
            Request(
                method: method,
                target: target,
                origin: Origin(scheme: .http, host: "127.0.0.1", port: port),
                headers: Headers(lines: lines.utf8),
                body: body
            )
        }
        func post(_ body: [UInt8], _ more: String = "") -> Request {
            request("POST", "/", host + more + "Content-Length: \(body.count)\r\n", Body(body))
        }
        var old = request("GET", "/", "Accept: x\r\n")
        old.version = .http10
        return [
            request("GET", "/", host), old, request("GET", "/", "User-Agent: x\r\nhOST:127.0.0.1\r\nHost: two\r\n"),
            request("GET", "/", "Accept: */*\r\n\(host)"), request("HEAD", "/", host),
            request("GET", "/a/../b/./c?x=%41%2f", host), request("GET", "/f[1]{a,b}?q[]=1", host),
            request("GET", "/a b\"<>\\^`|#frag", host), request("GET", WireText(bytes: [0x2F, 0xE9, 0xFF]), host),
            request("GET", "/?", host), request("GET", "//x//", host), request("OPTIONS", "*", host),
            request("GET", "/$HOME`id`!!%25%s", host), request("m-search!'", "/", host),
            request("GET", "/", host + "A:\r\nB: 'q' \"d\" $PATH `id` \\ %s !!\r\nC:1\r\nD:  2 \r\na: @x\r\nE: ;\r\n"),
            request("POST", "/", host + "Content-Length: 0\r\n"), request("POST", "/", host),
            request("GET", "/", host + "Content-Length: 2\r\n", Body("hi")),
            request("DELETE", "/", host + "Transfer-Encoding: chunked\r\n", Body("some\nlines\n")),
            request("POST", "/", host + "Transfer-Encoding: chunked\r\n", Body()),
            request("POST", "/", host + "Accept-Encoding: gzip, br\r\nCookie: a=b\r\nConnection: close\r\n"),
            post(Array("@/etc/passwd".utf8)), post(Array("100%\n\n".utf8)), post(Array("-n %d \\n \\101 '".utf8)),
            post([0, 0x37, 0, 13, 10, 255, 0x37, 10]), post(Array("-\u{1}".utf8)), post(Array("é\u{202E}x".utf8)),
            post([UInt8](repeating: 0x61, count: 200_000)), post((0..<40_000).map { UInt8(truncatingIfNeeded: $0) }),
            post(Array("x=1".utf8), "Content-Type: a/b\r\nExpect:\r\n"),
        ]
    }

    private static func random(port: Int, using random: inout SeededRandom) -> Request {
        func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }
        let names = ["Accept", "User-Agent", "X-Q", "x-lower", "Cookie", "Referer", "Authorization", "If-Match", "TE"]
        let parts = ["a", "'", "\"", "$x", "`", "\\", "%", "!", " ", ";", "@", "é", "\t", "*", "#", "-", "\u{1}", "😀"]
        func text(_ count: Int) -> String {
            (0..<Int.random(in: 0...count, using: &random)).map { _ in pick(parts) }.joined()
        }
        var fields = (0..<Int.random(in: 0..<6, using: &random)).map { _ in
            "\(pick(names)):\(pick(["", " ", "  "]))v\(text(9))"
        }
        fields.insert("Host: 127.0.0.1:\(port)", at: Int.random(in: 0...fields.count, using: &random))
        var body: Body?
        if Bool.random(using: &random) {
            let bytes =
                Bool.random(using: &random)
                ? (0..<Int.random(in: 1..<300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                : Array("b\(text(30))".utf8)
            body = Body(bytes)
            fields.insert("Content-Length: \(bytes.count)", at: Int.random(in: 0...fields.count, using: &random))
        }
        return Request(
            method: pick(["GET", "POST", "PUT", "PATCH", "DELETE", "get"]),
            target: WireText("/" + text(6).filter { $0 != " " }),
            origin: Origin(scheme: .http, host: "127.0.0.1", port: port),
            headers: Headers(lines: fields.map { $0 + "\r\n" }.joined().utf8),
            body: body
        )
    }
}
