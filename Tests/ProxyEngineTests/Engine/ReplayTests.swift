import FlowKit
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

    private func request(to origin: TestOrigin) -> Request {
        Request(
            method: "GET",
            target: "/",
            origin: Origin(scheme: .http, host: "127.0.0.1", port: origin.port),
            headers: [("Host", "h")]
        )
    }
}
