import FlowKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyEngine

/// What the screen derives of a forwarded head is what was written, byte for byte.
@Suite struct ForwardedHeadTests {
    private static let requests = [
        "GET http://a.example:80/b?c HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
        "POST http://a HTTP/1.1\r\nHost: b\r\nContent-Length: 5, 5\r\nConnection: close, x-y\r\nX-Y: z\r\n\r\n",
        "PUT /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\nTE: trailers, gzip\r\nConnection: TE\r\n\r\n",
        "GET /chat HTTP/1.1\r\nhOST:a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nX:\u{E9}\r\n\r\n",
        "OPTIONS http://a HTTP/1.1\r\nHost: a\r\nProxy-Connection: keep-alive\r\nContent-Length: 1\r\n\r\n",
        "GET /caf\u{E9} HTTP/1.0\r\nContent-Length: 01\r\ncontent-length: 1\r\nA:  b \t\r\nA:\r\n\r\n",
    ]
    private static let responses = [
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nSet-Cookie: a=b\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n\r\n",
        "HTTP/1.0 404\r\nTransfer-Encoding: chunked\r\nX: \u{E9}\r\n\r\n",
        "HTTP/1.1 299 caf\u{E9}  x\r\nUpgrade: a\r\nConnection: upgrade, y\r\nY: 1\r\nContent-Length: 2, 2\r\n\r\n",
    ]
    private static let blocks = [
        ":method: GET\r\n:scheme: https\r\n:authority: a\r\n:path: /x\r\ncookie: a=b\r\nx: y\r\ncookie: c=\u{E9}\r\n",
        ":method: POST\r\n:scheme: http\r\n:path: /\r\nhost: b\r\nte: trailers\r\ncontent-length: 5\r\n",
        ":method: PUT\r\n:scheme: https\r\n:path: /\r\nte: trailers\r\n",
        ":method: GET\r\n:scheme: https\r\n:path: /\r\n:authority: a\r\nx: y\r\nhost: a\r\n",
    ]

    @Test func `a request to HTTP 1 shows as it was written`() throws {
        try forMutations(of: Self.requests, seed: 11) { bytes in
            guard let head = try? HeadParser.request(bytes), let target = Self.target(head) else { return }
            for (host, addsChunks) in [(nil, false), ("other:81", true), ("x", false)] as [(String?, Bool)] {
                check(head, target: target, host: host, addsChunks: addsChunks)
            }
        }
    }

    @Test func `a request from HTTP 2 to HTTP 1 shows as it was written`() throws {
        try forMutations(of: Self.blocks, seed: 12) { bytes in
            guard let fields = Self.block(bytes), let head = try? RequestHead(fields) else { return }
            check(head, target: head.target, host: "a", addsChunks: false)
            check(head, target: head.target, host: nil, addsChunks: true)
        }
    }

    @Test func `a request to HTTP 2 shows as it was written`() throws {
        let heads = Self.requests.compactMap { text in
            try? Self.latin1(text).withUnsafeBytes { try HeadParser.request($0) }
        }
        let others = Self.blocks.compactMap { text in
            try? RequestHead(HTTP2Fields(headers: Headers(lines: Self.latin1(text)), neverIndexed: []))
        }
        #expect(heads.count + others.count == 10)
        for head in heads + others {
            for host in [nil, "c:1"] {
                let origin = Origin(scheme: .https, host: "a.example")
                let sent = ForwardedRequest(head: head, origin: origin, target: [0x2F], host: host, framing: .none)
                let form = ForwardedRequestForm(version: .http2, target: [0x2F], received: head.target, host: host)

                let shown = Self.recorded(head, origin).forwardedHead(form)

                #expect(
                    shown.forwardedBytes == HTTP2Fields(sent).headers.bytes,
                    "\(WireText.decode(head.headers.bytes))"
                )
            }
        }
    }

    @Test func `a response shows as it was written`() throws {
        try forMutations(of: Self.responses, seed: 13) { bytes in
            guard let head = try? HeadParser.response(bytes) else { return }
            check(head)
            let shown = Self.recorded(head).forwardedHead(ForwardedResponseForm(version: .http2))
            #expect(shown.forwardedBytes == HTTP2Fields(head).headers.bytes)
        }
        try forMutations(of: [":status: 211\r\nserver: x\r\ncookie: a\r\ncookie: b\r\n"], seed: 14) { bytes in
            guard let fields = Self.block(bytes) else { return }
            let status = PseudoFields(fields.headers).status
            guard status.count == 3, status.allSatisfy({ $0 >= 0x31 && $0 <= 0x39 }) else { return }
            guard let head = try? ResponseHead(fields) else { return }
            check(head)
            let shown = Self.recorded(head).forwardedHead(ForwardedResponseForm(version: .http2))
            #expect(shown.isAsReceived)
        }
    }

    // MARK: - Comparing

    private func check(_ head: RequestHead, target: [UInt8], host: String?, addsChunks: Bool) {
        var written = ByteBuffer()
        written.writeRequestHead(head, target: target, host: host, addsChunks: addsChunks)
        let form = ForwardedRequestForm(target: target, received: head.target, host: host, addsChunks: addsChunks)

        let shown = Self.recorded(head, Origin(scheme: .http, host: "a")).forwardedHead(form)

        let text = WireText.decode(written.readableBytesView)
        #expect(shown.forwardedBytes + [0x0D, 0x0A] == Array(written.readableBytesView), "\(text)")
        #expect(received(shown, isHTTP2: head.version == .http2) == head.headers.bytes)
    }

    private func check(_ head: ResponseHead) {
        let forms: [ForwardedResponseForm] = [
            .init(), .init(chunks: .added, connection: .close), .init(chunks: .removed, connection: .keepAlive),
            .init(connection: .upgrade),
        ]
        for form in forms {
            var written = ByteBuffer()
            written.writeResponseHead(head, form)

            let shown = Self.recorded(head).forwardedHead(form)

            let text = WireText.decode(written.readableBytesView)
            #expect(shown.forwardedBytes + [0x0D, 0x0A] == Array(written.readableBytesView), "\(text)")
            #expect(received(shown, isHTTP2: head.version == .http2) == head.headers.bytes)
        }
    }

    /// The received fields, which no form may lose.
    private func received(_ head: ForwardedHead, isHTTP2: Bool) -> [UInt8] {
        let lines = head.lines.compactMap(\.received)
        return (isHTTP2 ? lines[...] : lines.dropFirst()).flatMap { $0 + [0x0D, 0x0A] }
    }

    private static func recorded(_ head: RequestHead, _ origin: Origin) -> Request {
        Request(
            method: head.method,
            target: WireText(bytes: head.target),
            origin: origin,
            version: head.version,
            headers: head.headers
        )
    }

    private static func recorded(_ head: ResponseHead) -> Response {
        Response(
            status: head.status,
            reason: WireText(bytes: head.reason),
            version: head.version,
            headers: head.headers
        )
    }

    // MARK: - Messages

    /// Some thousand messages made of a few.
    private func forMutations(
        of seeds: [String],
        seed: UInt64,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var generator = SeededRandom(seed: seed)
        for round in 0..<3_000 {
            let bytes = Self.latin1(seeds[round % seeds.count])
            let mutated = round < seeds.count ? bytes : generator.mutated(bytes)
            var scanner = HeadScanner()
            try mutated.withUnsafeBytes { all in
                let count = scanner.headByteCount(in: all) ?? all.count
                try body(UnsafeRawBufferPointer(rebasing: all[..<count]))
            }
        }
    }

    private static func target(_ head: RequestHead) -> [UInt8]? {
        switch try? RequestTarget(method: head.method, target: head.target) {
        case .absolute(_, let path), .origin(let path): path
        case .authority, nil: nil
        }
    }

    /// A block of lines as HTTP/2 has them: mutated ones that no decoder could have made are left out.
    private static func block(_ bytes: UnsafeRawBufferPointer) -> HTTP2Fields? {
        var fields = Headers()
        for line in bytes.split(separator: 0x0A) {
            let text = Array(line.prefix { $0 != 0x0D })
            guard let colon = text.dropFirst().firstIndex(of: 0x3A), colon > 0 else { return nil }
            let name = text[..<colon]
            let token = name.first == 0x3A ? name.dropFirst() : name
            guard !token.isEmpty, token.allSatisfy({ $0.isTokenCharacter && $0 == $0.asciiLowercased }) else {
                return nil
            }
            fields.append(name: name, value: text[(colon + 1)...].trimmingWhitespace())
        }
        return HTTP2Fields(headers: fields, neverIndexed: [])
    }

    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
