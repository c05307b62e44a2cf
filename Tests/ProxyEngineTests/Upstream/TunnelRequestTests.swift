import FlowKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct TunnelRequestTests {
    /// The answers to bytes that come in two pieces, and what is left of them.
    private func run(_ request: some TunnelRequest, _ bytes: [UInt8], cut: Int) -> (
        answers: [TunnelAnswer], rest: [UInt8]
    ) {
        var request = request
        var answers: [TunnelAnswer] = []
        var buffer = ByteBuffer()
        for part in [bytes[..<cut], bytes[cut...]] {
            buffer.writeBytes(part)
            loop: while true {
                let answer = request.receive(&buffer)
                switch answer {
                case .needsMore: break loop
                case .send: answers.append(answer)
                case .open, .refused:
                    answers.append(answer)
                    buffer.writeBytes(bytes[(part.endIndex)...])
                    return (answers, Array(buffer.readableBytesView))
                }
            }
        }
        return (answers, Array(buffer.readableBytesView))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n220 hi", TunnelAnswer.open, "220 hi"), ("HTTP/1.0 200\r\nX: 1\r\n\r\n", .open, ""),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 299 Fine\r\n\r\n", .open, ""),
        (
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 14\r\n\r\nnot from\n here",
            .refused("answered 403 Forbidden: not from here"), ""
        ),
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwho?\r\n0\r\n\r\n",
            .refused("answered 407 Proxy Authentication Required: who?"), ""
        ),
        ("HTTP/1.1 502\r\nContent-Length: 0\r\n\r\n", .refused("answered 502"), ""),
    ])
    func `CONNECT is answered, however the answer is cut`(text: String, answer: TunnelAnswer, rest: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            let result = run(HTTPTunnelRequest(host: "a", port: 1, credentials: nil), bytes, cut: cut)
            #expect(result.answers == [answer], "cut at \(cut)")
            #expect(result.rest == Array(rest.utf8), "cut at \(cut)")
        }
    }

    @Test func `CONNECT names the server and carries the credentials`() {
        let credentials = UpstreamProxy.Credentials(user: Array("joe".utf8), password: Array("secret".utf8))

        let request = HTTPTunnelRequest(host: "::1", port: 443, credentials: credentials)

        #expect(
            String(decoding: request.opening, as: UTF8.self)
                == "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nProxy-Authorization: Basic am9lOnNlY3JldA==\r\n\r\n"
        )
    }

    private static let credentials = UpstreamProxy.Credentials(user: [1], password: [2, 3])
    private static let byName: [UInt8] = [5, 1, 0, 3, 1, 0x61, 1, 187]

    @Test(
        arguments: [
            ([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9], false, [.send(byName), .open], [9]),
            ([5, 2, 1, 0, 5, 0, 0, 3, 2, 1, 1, 0, 0], true, [.send([1, 1, 1, 2, 2, 3]), .send(byName), .open], []),
            ([5, 0xFF], false, [.refused("asks for a user and password")], []),
            ([5, 2], false, [.refused("asks for a user and password")], []),
            ([5, 0xFF], true, [.refused("accepts no way to authenticate")], []),
            ([5, 2, 1, 1], true, [.send([1, 1, 1, 2, 2, 3]), .refused("did not accept the user and password")], []),
            (
                [5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0], false, [.send(byName), .refused("found the connection refused")],
                nil
            ),
            ([0x48], false, [.refused("does not speak SOCKS 5")], nil),
        ] as [([UInt8], Bool, [TunnelAnswer], [UInt8]?)]
    )
    func `SOCKS is answered, however the answer is cut`(
        bytes: [UInt8],
        hasCredentials: Bool,
        answers: [TunnelAnswer],
        rest: [UInt8]?
    ) {
        for cut in 0...bytes.count {
            let credentials = hasCredentials ? Self.credentials : nil
            let result = run(SOCKSTunnelRequest(host: "a", port: 443, credentials: credentials), bytes, cut: cut)
            #expect(result.answers == answers, "cut at \(cut)")
            if let rest { #expect(result.rest == rest, "cut at \(cut)") }
        }
    }

    @Test func `answers of random bytes neither stop the program nor go on for ever`() {
        let seeds = [
            Array("HTTP/1.1 403 Forbidden\r\nContent-Length: 14\r\n\r\nnot from\n here".utf8),
            [5, 2, 1, 0, 5, 0, 0, 3, 2, 1, 1, 0, 0],
        ]
        var generator = SeededRandom(seed: 13)
        for _ in 0..<2_000 {
            for (index, seed) in seeds.enumerated() {
                let bytes = generator.mutated(seed)
                let cut = Int.random(in: 0...bytes.count, using: &generator)
                let result =
                    index == 0
                    ? run(HTTPTunnelRequest(host: "a", port: 1, credentials: nil), bytes, cut: cut)
                    : run(SOCKSTunnelRequest(host: "a", port: 1, credentials: Self.credentials), bytes, cut: cut)
                #expect(result.answers.count <= 3)
            }
        }
    }
}
