import FlowKit
import ProxyEngine
import Testing

/// What a flow says was forwarded is what the sockets at both ends got.
@Suite struct BothFormsTests {
    private static let requests = [
        "GET http://ORIGIN/a HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
        "GET http://ORIGIN HTTP/1.1\r\nHost: ORIGIN\r\nProxy-Connection: keep-alive\r\nKeep-Alive: 5\r\n\r\n",
        "GET http://ORIGIN?b=c#d HTTP/1.1\r\nA: b\r\nhost: elsewhere\r\n\r\n",
        "GET http://ORIGIN/1.0 HTTP/1.0\r\n\r\n",
        "GET http://ORIGIN/1.0 HTTP/1.0\r\nConnection: keep-alive\r\nHost: ORIGIN\r\n\r\n",
        "OPTIONS http://ORIGIN HTTP/1.1\r\nHost: ORIGIN\r\n\r\n",
        "GET http://user@ORIGIN/caf\u{E9} HTTP/1.1\r\nHost: ORIGIN\r\nX-Odd:\u{E9}  \r\nx-odd:\r\n\r\n",
        "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nContent-Length: 2, 2\r\ncontent-length: 2\r\n\r\nhi",
        "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nTE: trailers, gzip\r\nConnection: TE, X-Own\r\nX-Own: 1\r\n\r\n",
        "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nUpgrade: x\r\nConnection: Upgrade, close\r\n\r\n",
        "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nUpgrade: x\r\nProxy-Authorization: Basic eA==\r\n\r\n",
    ]
    private static let responses = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd:  v \r\n\r\nok",
        "HTTP/1.0 200\r\nSet-Cookie: a=\u{E9}\r\n\r\nto the end",
        "HTTP/1.1 299 caf\u{E9}  x\r\nConnection: keep-alive, y\r\nKeep-Alive: 5\r\nY: z\r\nContent-Length: 0, 0\r\n\r\n",
        "HTTP/1.1 200 OK\nX : y\r\n folded\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nT: 1\r\n\r\n",
        "HTTP/1.1 204 No\r\nUpgrade: h2c\r\n\r\n",
    ]

    @Test(arguments: responses)
    func `both heads of a flow are those that went through the sockets`(response: String) async throws {
        let seen = Received()
        let origin = TestOrigin { socket in
            seen.append(Self.text(Self.head(from: socket)))
            socket.send(Self.latin1(response))
            socket.shutdownOutput()
            _ = socket.receiveAll()  // what is left unread would reset the connection
        }
        let proxy = try await TestProxy()
        for (index, request) in Self.requests.enumerated() {
            let client = try proxy.connect()
            client.send(Self.latin1(request.replacing("ORIGIN", with: "127.0.0.1:\(origin.port)")))
            let answer = Self.head(from: client)
            let flow = try #require(await proxy.finishedFlows(index + 1).last)
            client.close()

            #expect(flow.error == nil)
            let requestForm = try #require(flow.requestForm)
            let sent = flow.request.forwardedHead(requestForm).forwardedBytes + [0x0D, 0x0A]
            #expect(seen.texts.last == Self.text(sent))
            let responseForm = try #require(flow.responseForm)
            let answered = try #require(flow.response).forwardedHead(responseForm).forwardedBytes + [0x0D, 0x0A]
            #expect(Self.text(answer) == Self.text(answered))
        }
    }

    @Test func `a chunked body is recorded with its cuts and extensions, on both sides`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "0\r\n\r\n")
            socket.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n"
            )
            socket.send("0;last\r\nX: y\r\n\r\n")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("POST http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n")
        client.send("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        let answer = client.receiveText()

        #expect(answer.hasSuffix("3;a=\"b\"\r\nabc\r\n3\r\ndef\r\n1\r\ng\r\n0;last\r\nX: y\r\n\r\n"))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.body?.layout?.summary == "1 (5)")
        #expect(flow.response?.body?.layout?.summary == "3 (3 ×2, 1), extensions on 2")
        #expect(flow.response?.body?.layout?.extensions.map(\.text) == [";a=\"b\"", ";last"])
    }

    @Test func `a body of a known length has no cuts`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("GET http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")
        _ = client.receiveMessage()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.response?.body?.bytes == Array("ok".utf8))
        #expect(flow.response?.body?.layout == nil)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", "no Host field", 400),
        ("GET http://h/ HTTP/1.1\r\nA: b\r\n\r\n", "no Host field", 400),
        ("GET http://h/ HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", "more than one Host field", 400),
        ("GET http://h/ HTTP/1.1\r\nHost: a b\r\n\r\n", "the Host field is not a host", 400),
        ("GET http://h/ HTTP/1.1\r\nHost: h\n\r\n", "LF without CR", 400),
        ("\r\n\r\nGET http://h/ HTTP/3.0\r\nHost: h\r\n\r\n", "not supported", 505),
        ("GET gopher://h/ HTTP/1.1\r\nHost: h\r\n\r\n", "not proxied", 501),
        ("GET http://h/\(String(repeating: "a", count: 70_000)) HTTP/1.1\r\n", "longer than 65536", 414),
        ("GET http://h/ HTTP/1.1\r\nA: \(String(repeating: "a", count: 300_000))", "larger than 262144", 431),
        ("GET http://h/ HTTP/1.1\r\n\(String(repeating: "a:\r\n", count: 2_001))\r\n", "more than 2000 fields", 431),
        ("POST http://h/ HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "both", 400),
    ])
    func `what is refused is answered with a status and words, and recorded`(
        request: String,
        words: String,
        status: Int
    ) async throws {
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(request)
        let answer = client.receiveText()

        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains(words))
        #expect(answer.contains("\r\nConnection: close\r\n"))
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.error?.code == .badRequest)
        #expect(flow.error?.message.contains(words) == true)
        #expect(flow.requestForm == nil)
    }

    private static func head(from socket: Socket) -> [UInt8] {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]), let byte = socket.receive(upTo: 1), !byte.isEmpty {
            bytes += byte
        }
        return bytes
    }

    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
