import FlowKit
import NIOCore
import Testing

@testable import ProxyEngine

/// Clients that take nothing of what they asked for.
@Suite struct HTTP2BackPressureTests {
    private static let byteCount = 512 << 10

    @Test func `a client that opens no windows has us hold little, and may take its responses in any order`()
        async throws
    {
        let body = String(repeating: "x", count: Self.byteCount)
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while let event = peer.nextMessage() {
                guard case .headers(let id, _, .request, _, _) = event else { continue }
                peer.answer(id, [(":status", "200")], body: body)
            }
        }
        let proxy = try await TestProxy { $0.bodyLimit = 1_024 }
        var settings = HTTP2Settings.proxy
        settings.initialWindowSize = 0
        let client = try HTTP2Peer(through: proxy, tunnelTo: origin.port, settings: settings)
        client.consumes = false
        // Before the server's settings, only a hundred streams may be opened.
        _ = client.next()

        let ids = (0..<200).map { _ in client.request(port: origin.port) }
        var answered: Set<HTTP2StreamID> = []
        while answered.count < ids.count, let event = client.nextMessage() {
            if case .headers(let id, _, .response, _, _) = event { answered.insert(id) }
        }
        // The last first: by then the server has sent of all the others what it may.
        #expect(take(ids[199], client) == Self.byteCount)
        var held = 0
        proxy.store.snapshot().forEach { held += $0.response?.body?.byteCount ?? 0 }

        #expect(held < 48 << 20)
        for id in ids.dropLast().reversed() { #expect(take(id, client) == Self.byteCount) }
        #expect(await proxy.finishedFlows(200).allSatisfy { $0.error == nil })
    }

    /// Opens the windows for one stream and reads it to its end.
    private func take(_ id: HTTP2StreamID, _ client: HTTP2Peer) -> Int {
        client.http2.streams[id]?.receiveWindow.raiseTarget(to: Self.byteCount)
        let increment = client.http2.streams[id]?.receiveWindow.open() ?? 0
        client.http2.output.writeHTTP2WindowUpdate(increment, on: id)
        client.flush()
        var received = 0
        while let event = client.nextMessage() {
            guard case .data(id, let content, let endStream) = event else { continue }
            received += content.readableBytes
            client.http2.consumed(content.readableBytes, on: id)
            client.flush()
            if endStream { break }
        }
        return received
    }
}
