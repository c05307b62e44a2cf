import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Bodies larger than every buffer on the way, in both directions.
@Suite struct LargeBodyTests {
    private static let size = 8 << 20

    @Test(arguments: ["Content-Length: \(size)\r\n", "Transfer-Encoding: chunked\r\n"])
    func `an upload to a server that reads slowly arrives byte for byte`(framing: String) async throws {
        let isChunked = framing.hasPrefix("Transfer")
        let body = Self.pattern(Self.size)
        let sent = isChunked ? Self.chunked(body) : body
        let received = Hash()
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            for _ in 0..<(sent.count / 10_000) {
                received.add(socket.receive(count: 10_000))
            }
            received.add(socket.receive(count: sent.count % 10_000))
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send(
            "PUT http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\(framing)\r\n"
        )
        Thread.detachNewThread { client.send(sent) }
        let response = client.receiveMessage()

        #expect(response.hasSuffix("ok"))
        #expect(received.value == Hash(sent).value)
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.request.body?.bytes == body)
    }

    @Test func `a download by a client that reads slowly arrives byte for byte`() async throws {
        let body = Self.pattern(Self.size)
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + Self.chunked(body))
            _ = socket.receiveAll()
        }
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("GET http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")
        _ = client.receive(until: "\r\n\r\n")
        let expected = Self.chunked(body)
        var received: [UInt8] = []
        while received.count < expected.count {
            let part = client.receive(count: min(10_000, expected.count - received.count))
            guard !part.isEmpty else { break }
            received += part
        }

        #expect(received == expected)
        #expect(await proxy.finishedFlows(1).first?.response?.body?.bytes == body)
    }

    /// Bytes that repeat nowhere near a buffer's size.
    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
    }

    private static func chunked(_ body: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var start = 0
        var size = 1
        while start < body.count {
            let end = min(body.count, start + size)
            result += Array("\(String(end - start, radix: 16))\r\n".utf8) + body[start..<end] + [13, 10]
            start = end
            size = size * 3 % 70_001 + 1
        }
        return result + Array("0\r\n\r\n".utf8)
    }
}

/// A running sum over bytes that tells orders apart.
private final class Hash: @unchecked Sendable {  // guarded by the lock
    private let lock = NSLock()
    private var sum: UInt64 = 14_695_981_039_346_656_037

    init(_ bytes: [UInt8] = []) {
        add(bytes)
    }

    func add(_ bytes: [UInt8]) {
        lock.withLock {
            for byte in bytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
        }
    }

    var value: UInt64 { lock.withLock { sum } }
}
