import FlowKit
import Foundation
import ProxyEngine
import Testing

@Suite struct ReplayTests {
    @Test func `a replay is recorded while recording is paused`() async throws {
        let origin = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 204 No Content\r\n\r\n")
        }
        let proxy = try await TestProxy()
        proxy.engine.isRecording = false

        _ = proxy.engine.replay(request(to: origin), of: nil, isEdited: false)

        #expect(await proxy.finishedFlows(1).first?.response?.status == 204)
    }

    @Test func `a replay that waits ends when the engine stops`() async throws {
        let origin = TestOrigin { _ = $0.receiveAll() }
        let proxy = try await TestProxy()
        _ = proxy.engine.replay(request(to: origin), of: nil, isEdited: false)
        _ = await proxy.flows { $0.first?.server != nil || origin.connectionCount > 0 }

        await proxy.engine.stop()

        let flow = try #require(await proxy.flows { _ in true }.first)
        #expect(flow.isFinished)
        #expect(flow.error?.message == "Sluice was stopped")
    }

    @Test func `a body that is in a file leaves whole, and one that was dropped from there is not sent as nothing`()
        async throws
    {
        let origin = TestOrigin { socket in
            let received = socket.receive(until: String(repeating: "x", count: 9_999) + "2")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Size: \(received.count)\r\n\r\n")
        }
        let proxy = try await TestProxy()
        let directory = FileManager.default.temporaryDirectory.path
        let spill = SpillOptions(directory: directory, limit: 15_000, schedule: { $0() }, notice: { _ in })
        let store = FlowStore(budget: 24_000, spill: spill)
        for number in 1...3 {
            var flow = Flow(id: store.makeID(), request: request(to: origin), started: Timestamp(nanoseconds: 0))
            flow.request.method = "POST"
            flow.request.headers.append("Content-Length", "10000")
            flow.request.body = Body(String(repeating: "x", count: 9_999) + "\(number)")
            flow.timing.finished = flow.timing.started
            store.record(flow)
        }
        let requests = (1...2).compactMap { store.snapshot()[FlowID($0)]?.request }
        try #require(requests.map { $0.body?.isDropped } == [true, false])
        try #require(store.snapshot().totals.spilledByteCount == 10_000)

        for request in requests { _ = proxy.engine.replay(request, of: nil, isEdited: false) }

        let flows = await proxy.finishedFlows(2)
        let message = "the request cannot be sent: body dropped to stay within --spill 15000"
        #expect(flows.first?.error?.message == message)
        #expect(flows.last?.response?.status == 200)
    }

    private func request(to origin: TestOrigin) -> Request {
        Request(
            method: "GET",
            target: "/",
            origin: Origin(scheme: .http, host: "127.0.0.1", port: origin.port),
            headers: [("Host", "h")]
        )
    }
}
