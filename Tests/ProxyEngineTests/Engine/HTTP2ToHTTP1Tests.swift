import FlowKit
import Testing

@testable import ProxyEngine

/// Clients that speak HTTP/2 in front of servers that speak HTTP/1, where a listener brings the two together.
@Suite struct HTTP2ToHTTP1Tests {
    /// Hangs up on HTTP/2, and tells each request of HTTP/1 the number of its connection.
    private static func origin(_ seen: Received, _ connections: Received = Received()) -> TestOrigin {
        TestOrigin { socket in
            var number = 0
            while true {
                let head = socket.receive(until: "\r\n\r\n")
                guard !head.isEmpty, !head.hasPrefix("PRI ") else { return }
                if number == 0 {
                    connections.append("")
                    number = connections.texts.count
                }
                let body = head.contains("chunked") ? socket.receive(until: "0\r\n\r\n") : ""
                seen.append(head + body)
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            }
        }
    }

    private static func proxy(
        to origin: TestOrigin,
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws -> TestProxy {
        let spec = try ListenerSpec("reverse:http://127.0.0.1:\(origin.port)@127.0.0.1:0")
        return try await TestProxy {
            $0.listeners = [spec]
            change(&$0)
        }
    }

    @Test func `a CONNECT is refused, and what follows it is no request to the server`() async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy(to: origin)
        let client = try HTTP2Peer(through: proxy)
        let fields = [(":method", "CONNECT"), (":authority", "a.test:80"), ("content-length", "0")]

        let id = client.send(fields, endStream: false)
        client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n", on: id, endStream: false)

        #expect(client.response(id).status == "400")
        #expect(client.response(client.request("GET", "/after", port: proxy.port)).status == "200")
        #expect(seen.texts.map { $0.prefix(10) } == ["GET /after"])
        #expect(await proxy.finishedFlows(2).first?.error?.code == .badRequest)
    }

    @Test func `a connection that authenticated its client serves no other`() async throws {
        let origin = Self.origin(Received())
        let proxy = try await Self.proxy(to: origin)
        let first = try HTTP2Peer(through: proxy)
        let fields = [("authorization", "NTLM TlRMTVNTUAAB")]

        let answer = first.response(first.request(port: proxy.port, fields: fields))
        let next = first.response(first.request(port: proxy.port))
        let second = try HTTP2Peer(through: proxy)
        let other = second.response(second.request(port: proxy.port))

        #expect(answer.body == "1" && next.body == "1")
        #expect(other.body == "2")
    }

    @Test func `a request that names no host gets the server's, one that names two is refused`() async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy(to: origin) { $0.keepsHost = true }
        let client = try HTTP2Peer(through: proxy)
        let pseudo = [(":method", "GET"), (":scheme", "http"), (":path", "/")]

        let nameless = client.response(client.send(pseudo, endStream: true))
        let twice = client.response(client.send(pseudo + [("host", "a"), ("host", "b")], endStream: true))
        let more = client.response(client.send(pseudo + [(":authority", "a/b")], endStream: true))

        #expect(nameless.status == "200")
        #expect(seen.texts == ["GET / HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\n\r\n"])
        #expect(twice.reset == .protocolError && more.reset == .protocolError)
    }

    @Test func `a replay of a body that only its frames ended is sent in chunks`() async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy(to: origin)
        let client = try HTTP2Peer(through: proxy)
        let id = client.request("PUT", "/", port: proxy.port, endStream: false)
        client.send("abc", on: id, endStream: true)
        #expect(client.response(id).status == "200")
        let flow = try #require(await proxy.finishedFlows(1).first)

        _ = proxy.engine.replay(flow.request, of: flow.id, isEdited: false)

        #expect(await proxy.finishedFlows(2).last?.response?.status == 200)
        #expect(seen.texts.count == 2 && seen.texts.allSatisfy { $0.hasSuffix("\r\n\r\n3\r\nabc\r\n0\r\n\r\n") })
    }

    @Test func `a server that never says whether it speaks HTTP 2 is asked in HTTP 1`() async throws {
        let origin = TestOrigin { socket in
            let head = socket.receive(until: "\r\n\r\n")
            if head.hasPrefix("PRI ") {
                _ = socket.receiveText()
            } else {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        let proxy = try await Self.proxy(to: origin) { $0.connectTimeout = .milliseconds(200) }
        let client = try HTTP2Peer(through: proxy)

        #expect(client.response(client.request(port: proxy.port)).body == "ok")
    }

    @Test func `a server that takes no request on any connection is not asked for ever`() async throws {
        let connections = Received()
        let origin = TestOrigin { socket in
            connections.append("")
            var settings = HTTP2Settings.proxy
            settings.maxConcurrentStreams = 0
            let peer = HTTP2Peer(socket, role: .server, settings: settings)
            while let event = peer.next() {
                guard case .settings = event else { continue }
                peer.http2.sendGoAway(.noError)
                return peer.flush()
            }
        }
        let proxy = try await Self.proxy(to: origin)
        let client = try HTTP2Peer(through: proxy)

        #expect(client.response(client.request(port: proxy.port)).status == "502")
        #expect(connections.texts.count < 10)
        #expect(await proxy.finishedFlows(1).first?.error?.code == .upstreamClosed)
    }
}
