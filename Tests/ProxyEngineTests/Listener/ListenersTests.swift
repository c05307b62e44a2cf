import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Several ways in, at start and while the engine runs.
@Suite struct ListenersTests {
    @Test func `one that fails does not stop the others`() async throws {
        let taken = TestOrigin { _ in }
        let bad = ListenerSpec(at: ListenAddress(host: "127.0.0.1", port: taken.port))
        let proxy = try await TestProxy { $0.listeners = [bad, .onFreePort] }

        let statuses = proxy.engine.listeners

        #expect(statuses.map { $0.problem == nil } == [false, true])
        #expect(statuses.first?.problem?.contains("127.0.0.1:\(taken.port): address in use") == true)
        #expect(proxy.port == statuses.last?.spec.address.port)
        let client = try proxy.connect()
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "))
    }

    @Test func `an engine none of whose listeners works does not start`() async throws {
        let taken = TestOrigin { _ in }
        let bad = ListenerSpec(.socks5, at: ListenAddress(host: "127.0.0.1", port: taken.port))

        await #expect(throws: EngineError.self) { _ = try await TestProxy { $0.listeners = [bad] } }
    }

    @Test func `a listener is added and removed while traffic flows`() async throws {
        let proxy = try await TestProxy()
        // Where no other test's listener can come to stand on the port that gets free.
        #if os(Linux)
            let (host, address) = ("127.0.0.2", UInt32(0x7F00_0002))
        #else
            let (host, address) = ("127.0.0.1", UInt32(0x7F00_0001))
        #endif
        let added = await proxy.engine.addListener(ListenerSpec(at: ListenAddress(host: host, port: 0)))
        let port = added.spec.address.port
        let client = try Socket(connectingTo: port, address: address)

        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "))
        try await proxy.engine.removeListener(added.spec.address)

        #expect(throws: (any Error).self) { try Socket(connectingTo: port, address: address) }
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receiveMessage().hasPrefix("HTTP/1.1 400 "), "a connection that was there goes on")
        #expect(proxy.engine.listeners.map(\.spec.address.port) == [proxy.port])
        await #expect(throws: EngineError.self) { try await proxy.engine.removeListener(added.spec.address) }
    }

    @Test func `a flow knows the listener it came through`() async throws {
        let proxy = try await TestProxy()
        let client = try proxy.connect()

        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        _ = client.receiveAll()

        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.client?.listener == "regular@127.0.0.1:\(proxy.port)")
    }
}
