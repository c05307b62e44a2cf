import FlowKit
import Foundation
import ProxyEngine
import Testing

/// TLS to the proxy itself, on the port of the proxy.
@Suite struct SecureListenerTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a client talks TLS to the proxy, and TLS to the server inside it`(host: String) async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        let plain = TestOrigin { socket in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }

        let answer = try await curl([
            "-x", "https://\(host):\(proxy.port)", "--proxy-cacert", proxy.authorityPath, "--cacert",
            proxy.authorityPath,
            "https://localhost:\(origin.port)/", "http://127.0.0.1:\(plain.port)/",
        ])

        #expect(answer.output == "secretok")
        let flows = await proxy.finishedFlows(2)
        #expect(flows.first?.request.url == "https://localhost:\(origin.port)/")
        #expect(flows.first?.client?.tls?.serverName == "localhost")
        #expect(flows.last?.client?.tls != nil)
    }

    @Test func `a client that does not trust the proxy is a flow that says so`() async throws {
        let proxy = try await TestProxy()

        let answer = try await curl(["-x", "https://127.0.0.1:\(proxy.port)", "http://a.test/"])

        #expect(answer.status == 60)
        #expect(await proxy.finishedFlows(1).first?.error?.code == .clientTLSFailed)
    }

    @Test func `a reset by a rule is a reset inside both`() async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [origin.authorityPath] }
        _ = try proxy.rules.add(RuleDefinition(expression: "~u reset", action: "reset"))

        let answer = try await curl([
            "-x", "https://127.0.0.1:\(proxy.port)", "--proxy-insecure", "-k", "https://localhost:\(origin.port)/reset",
        ])

        #expect(answer.status == 56, "52 would be an empty answer in order")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func `a client that agreed on HTTP 2 and says something else is told so in HTTP 2`() async throws {
        let spec = try ListenerSpec("reverse:https://127.0.0.1:1@127.0.0.1:0")
        let proxy = try await TestProxy { $0.listeners = [spec] }

        let answer = try openSSL(
            ["-quiet", "-alpn", "h2", "-connect", "127.0.0.1:\(proxy.port)"],
            saying: "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        )

        var types: [UInt8] = []
        var rest = Array(answer)[...]
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            types.append(head[3])
            rest = rest.dropFirst(9 + (Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])))
        }
        #expect(types.first == 4 && types.last == 7, "from SETTINGS to GOAWAY")
        #expect(await proxy.finishedFlows(1).first?.error?.message.hasPrefix("HTTP/2: ") == true)
    }
}
