import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Responses that stay open: nothing of them may wait for their end.
@Suite struct OpenStreamTests {
    private static let eventCount = 20

    /// A server whose next event waits until the one before has reached the client.
    private func origin(_ reached: DispatchSemaphore) -> TestOrigin {
        TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            socket.send(head)
            for number in 0..<Self.eventCount {
                let event = "data: \(number)\n\n"
                socket.send("\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n")
                guard reached.wait(timeout: .now() + 60) == .success else { return }
            }
            _ = socket.receiveAll()
        }
    }

    @Test func `an event sent is an event delivered and an event recorded while the response stays open`() async throws
    {
        let reached = DispatchSemaphore(value: 0)
        let origin = origin(reached)
        let proxy = try await TestProxy()
        let client = try proxy.connect()
        client.send("GET http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n")
        #expect(client.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))

        for number in 0..<Self.eventCount {
            #expect(client.receive(until: "\n\n\r\n").hasSuffix("data: \(number)\n\n\r\n"))
            reached.signal()
        }
        let flow = try #require(await proxy.flows { Self.parts(of: $0.first).count == Self.eventCount }.first)

        #expect(!flow.isFinished)
        #expect(Self.parts(of: flow).map(\.number) == Array(1...Self.eventCount))
        client.close()
    }

    /// The events that the flow shows so far.
    private static func parts(of flow: Flow?) -> [FlowKit.BodyPart] {
        guard let content = flow.flatMap({ Content(of: $0, .response) }), var cutter = BodyParts(content) else {
            return []
        }
        var parts: [FlowKit.BodyPart] = []
        while let part = cutter.next(in: content) { parts.append(part) }
        return parts
    }
}
