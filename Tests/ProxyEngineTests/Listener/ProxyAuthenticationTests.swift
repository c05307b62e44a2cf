import FlowKit
import Foundation
import ProxyEngine
import Testing

@Suite struct ProxyAuthenticationTests {
    /// Written by Apache's htpasswd and by OpenSSL.
    private static let file = """
        # who may
        joe:$apr1$38lGo/Qd$aG2zqZR4CR/T2HcvJzxHR.
        ann:$apr1$wbvzd5c/$j0DUTSAjZsD.M2IXjRGpJ/\r
        long:$apr1$x$eVg/QpGhpgNiDA46nGsav0

        bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
        plain:open:sesame
        """

    @Test(arguments: [
        ("joe", "secret pass", true), ("joe", "secret", false), ("joe", "", false), ("ann", "", true),
        ("ann", "x", false),
        ("long", "a much longer password than sixteen bytes", true), ("bob", "secret", true), ("bob", "Secret", false),
        ("plain", "open:sesame", true), ("plain", "open", false), ("nobody", "secret", false), ("", "", false),
    ])
    func `an htpasswd file says who may pass`(user: String, password: String, isRight: Bool) throws {
        let users = try ProxyAuthentication(file: Array(Self.file.utf8), path: "f")

        for _ in 0..<2 {  // what was right before is known
            #expect(users.permits(user: Array(user.utf8), password: Array(password.utf8)) == isRight)
        }
    }

    @Test(arguments: [
        ("Basic am9lOnNlY3JldA==", true), ("basic   am9lOnNlY3JldA==", true), ("Basic am9lOnNlY3JlZA==", false),
        ("Basic am9l", false), ("Basic", false), ("", false), ("Bearer am9lOnNlY3JldA==", false), ("Basic ****", false),
    ])
    func `a field is judged by its credentials`(field: String, isRight: Bool) throws {
        let users = try #require(ProxyAuthentication(credentials: "joe:secret"))

        #expect(users.permits(field: field) == isRight)
    }

    @Test(arguments: [
        ("", "f: there is no user in it"), ("joe", "f:1: a line is USER:PASSWORD"),
        ("# x\n:p", "f:2: a line is USER:PASSWORD"),
        (
            "joe:$2y$05$6RuSj8ZpouO",
            "f:1: passwords in the form of bcrypt are not supported (make them with htpasswd -m or -s)"
        ),
        ("joe:$6$salt$x", "f:1: passwords in the form of $6$ are not supported (make them with htpasswd -m or -s)"),
        ("joe:{SHA}x", "f:1: {SHA} is followed by 28 characters of base64"),
        ("joe:$apr1$x", "f:1: $apr1$ is followed by a salt, $ and 22 characters"),
    ])
    func `a file that cannot be used is named with its line`(text: String, expected: String) {
        do {
            _ = try ProxyAuthentication(file: Array(text.utf8), path: "f")
            Issue.record("taken")
        } catch {
            #expect(error.description == expected)
        }
    }

    @Test(arguments: ["", "joe", ":secret"])
    func `credentials are a user and a password`(text: String) {
        #expect(ProxyAuthentication(credentials: text) == nil)
    }
}

/// A proxy that asks who one is.
@Suite struct AuthenticatedProxyTests {
    private static func origin(_ seen: Received) -> TestOrigin {
        TestOrigin { socket in
            seen.append(socket.receive(until: "\r\n\r\n"))
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
    }

    private static func proxy() async throws -> TestProxy {
        try await TestProxy { $0.proxyAuthentication = ProxyAuthentication(credentials: "joe:secret") }
    }

    @Test func `a request without credentials is a 407, and with them it passes, without them to the server`()
        async throws
    {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy()
        let client = try proxy.connect()
        let head =
            "POST http://127.0.0.1:\(origin.port)/ HTTP/1.1\r\nHost: 127.0.0.1:\(origin.port)\r\nContent-Length: 2\r\n"

        client.send(head + "\r\nhi")
        let refusal = client.receiveMessage()
        client.send(head + "Proxy-Authorization: Basic am9lOnNlY3JldA==\r\n\r\nhi")
        let answer = client.receiveMessage()

        #expect(refusal.hasPrefix("HTTP/1.1 407 Proxy Authentication Required\r\n"))
        #expect(refusal.contains("Proxy-Authenticate: Basic realm=\"Sluice\""))
        #expect(answer.hasSuffix("ok"))
        #expect(seen.texts.count == 1)
        #expect(!seen.texts.joined().contains("Proxy-Authorization"))
        let flows = await proxy.finishedFlows(2)
        #expect(flows.map(\.response?.status) == [407, 200])
        #expect(flows.last?.request.headers["Proxy-Authorization"] == "Basic ***")
    }

    @Test(arguments: [("joe:secret", 0), ("joe:wrong", 56), (":", 56)] as [(String, Int32)])
    func `a tunnel needs credentials once`(user: String, status: Int32) async throws {
        let origin = try await TLSOrigin(response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")
        let proxy = try await TestProxy {
            $0.proxyAuthentication = ProxyAuthentication(credentials: "joe:secret")
            $0.upstreamAuthorityFiles = [origin.authorityPath]
        }

        let answer = try await curl([
            "-x", "http://127.0.0.1:\(proxy.port)", "-U", user, "--cacert", proxy.authorityPath,
            "https://localhost:\(origin.port)/",
        ])

        #expect(answer.status == status)
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.response?.status == (status == 0 ? 200 : 407))
        #expect(!(flow.request.headers["Proxy-Authorization"] ?? "").contains("am9l"))
    }

    @Test(arguments: ["GET ftp://a.test/ HTTP/1.1", "CONNECT a.test HTTP/1.1", "GET http://a.test/ HTTP/3.0"])
    func `what opens the proxy is not kept of a request that is refused either`(startLine: String) async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send("\(startLine)\r\nHost: a.test\r\nproxy-AUTHORIZATION: Basic am9lOnNlY3JldA==\r\nX-A: 1\r\n\r\n")
        #expect(client.receiveText().hasPrefix("HTTP/1.1 "))

        let body = try #require(await proxy.finishedFlows(1).first?.request.body)
        let text = String(decoding: body.bytes, as: UTF8.self)
        #expect(text.hasSuffix("\r\nproxy-AUTHORIZATION: Basic ***\r\nX-A: 1\r\n\r\n"))
    }

    @Test func `a reverse listener asks nobody: to its clients it is no proxy`() async throws {
        let seen = Received()
        let origin = Self.origin(seen)
        let proxy = try await Self.proxy()
        let status = await proxy.engine.addListener(
            try ListenerSpec("reverse:http://127.0.0.1:\(origin.port)@127.0.0.1:0")
        )
        let client = try Socket(connectingTo: status.spec.address.port)

        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")

        #expect(client.receiveMessage().hasSuffix("ok"))
    }
}
