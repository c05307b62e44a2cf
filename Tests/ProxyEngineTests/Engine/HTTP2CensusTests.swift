import FlowKit
import Testing

@testable import ProxyEngine

/// What is left of connections that have ended.
@Suite struct HTTP2CensusTests {
    @Test func `nothing is left of clients that leave with their streams open`() async throws {
        let origin = TestOrigin { socket in
            let peer = HTTP2Peer(socket, role: .server)
            while peer.next() != nil {}
        }
        let directory = try TemporaryDirectory()
        let census = Census()
        let port = try await census.listen(authorityIn: directory.path)

        for _ in 0..<5 {
            let socket = try Socket(connectingTo: port)
            socket.send("CONNECT 127.0.0.1:\(origin.port) HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = socket.receive(until: "\r\n\r\n")
            let client = HTTP2Peer(socket, role: .client)
            client.request("GET", port: origin.port)
            client.send("some", on: client.request("POST", port: origin.port, endStream: false), endStream: false)
            _ = client.next()
            socket.close()
        }

        #expect(await census.isEmpty(after: 5))
    }
}
