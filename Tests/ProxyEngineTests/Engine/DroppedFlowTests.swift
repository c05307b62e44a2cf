import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Flows that leave the store before they end.
@Suite struct DroppedFlowTests {
    private static let part = 100_000

    /// A server that sends its body in three parts, each when it is told to go on.
    private static func origin(_ next: DispatchSemaphore) -> TestOrigin {
        TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(3 * part)\r\n\r\n")
            for _ in 0..<3 {
                socket.send(String(repeating: "x", count: part))
                guard next.wait(timeout: .now() + 60) == .success else { return }
            }
        }
    }

    @Test(arguments: [false, true])
    func `what passes after that is counted, and kept only for those who want it`(readsBodies: Bool) async throws {
        let next = DispatchSemaphore(value: 0)
        let origin = Self.origin(next)
        let proxy = try await TestProxy()
        proxy.store.onFinish(readsBodies: readsBodies) { _ in }
        let client = try proxy.connect()
        client.send("GET http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")
        let first = try #require(
            await proxy.flows { $0.first?.response?.body?.byteCount == Self.part }.first
        )

        proxy.store.remove([first.id])
        next.signal()
        var received = 0
        while received < 2 * Self.part, let bytes = client.receive(), !bytes.isEmpty { received += bytes.count }
        proxy.store.restore([first])
        next.signal()
        next.signal()
        while received < 3 * Self.part, let bytes = client.receive(), !bytes.isEmpty { received += bytes.count }

        let body = try #require(await proxy.finishedFlows(1).first?.response?.body)
        #expect(body.byteCount == 3 * Self.part)
        #expect(body.capturedByteCount == (readsBodies ? 3 * Self.part : 0))
        #expect(body.isTruncated == !readsBodies)
    }
}
