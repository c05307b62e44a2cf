import FlowKit
import Foundation
import ProxyEngine
import TestSupport
import Testing

/// Whole connections of almost right bytes: each is answered or closed, and the next client is served.
@Suite struct ConnectionFuzzTests {
    private static let requests = [
        "a HTTP/1.1\r\nHost: h\r\n\r\n", "b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
        "c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhello\r\n0\r\nT: 1\r\n\r\n",
        "d HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
        "e HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
    ]
    private static let insides = [
        "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "SSH-2.0-x\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi",
        "\u{16}\u{3}\u{1}\u{0}\u{9}\u{1}\u{0}\u{0}\u{5}hello",
    ]
    private static let responses = [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 X\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n0\r\nT: 1\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nto the end", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nraw",
    ]

    @Test(arguments: [UInt64](1...4))
    func `every connection ends, and the proxy goes on`(seed: UInt64) async throws {
        let responses = Responses(Self.responses.map { Array($0.utf8) }, seed: seed)
        let origin = TestOrigin { socket in
            guard let bytes = socket.receive(), !bytes.isEmpty else { return }
            socket.send(responses.next())
        }
        let proxy = try await TestProxy()
        var generator = SeededRandom(seed: seed)
        for round in 0..<150 {
            let isTunnel = round.isMultiple(of: 3)
            let prefix =
                isTunnel
                ? "CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n"
                : "POST http://127.0.0.1:\(origin.port)/"
            let tails = isTunnel ? Self.insides : Self.requests
            let tail = generator.mutated(Array(tails[round % tails.count].utf8))
            let client = try proxy.connect()

            client.send(Array(prefix.utf8) + tail)
            client.shutdownOutput()

            #expect(ends(client), "no end after \(prefix)\(String(decoding: tail, as: UTF8.self))")
        }

        let flows = await proxy.flows { $0.allSatisfy(\.isFinished) }
        #expect(flows.allSatisfy { $0.isFinished })
        let client = try proxy.connect()
        client.send("GET http://127.0.0.1:\(proxy.port)/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(client.receiveText().hasPrefix("HTTP/1.1 400 "))
    }

    /// Whether the proxy closes the connection, in order or with a reset, before the socket's time is up.
    private func ends(_ client: Socket) -> Bool {
        let start = ContinuousClock.now
        _ = client.receiveAll()
        return ContinuousClock.now - start < .seconds(9)
    }
}

/// Almost right responses, one after the other.
private final class Responses: @unchecked Sendable {  // guarded by the lock
    private let lock = NSLock()
    private let seeds: [[UInt8]]
    private var generator: SeededRandom
    private var count = 0

    init(_ seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        generator = SeededRandom(seed: seed &+ 1_000)
    }

    func next() -> [UInt8] {
        lock.withLock {
            count += 1
            return generator.mutated(seeds[count % seeds.count])
        }
    }
}
