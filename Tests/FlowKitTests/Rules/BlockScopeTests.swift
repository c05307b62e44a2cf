import Testing

@testable import FlowKit

@Suite struct BlockScopeTests {
    @Test func `scopes go from the URL to all subdomains`() {
        let scopes = BlockScope.scopes(for: .sample(host: "ads.tracker.test", port: 8443, path: "/p.gif?x=1"))

        #expect(scopes.map(\.name) == ["exact URL", "path without query", "host", "host and subdomains"])
        #expect(
            scopes.map(\.text) == [
                "https://ads.tracker.test:8443/p.gif?x=1", "https://ads.tracker.test:8443/p.gif", "ads.tracker.test",
                "*.ads.tracker.test",
            ]
        )
        #expect(scopes[2].expression == "~d ^ads\\.tracker\\.test$")
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `an address has no subdomains`(host: String) {
        #expect(BlockScope.scopes(for: .sample(host: host)).map(\.kind) == [.url, .path, .host])
    }

    @Test func `a tunnel has no path`() {
        let flow = Flow.sample(method: "CONNECT", path: "api.example.com:443")

        #expect(
            BlockScope.scopes(for: flow).map(\.text) == ["api.example.com:443", "api.example.com", "*.api.example.com"]
        )
    }

    @Test func `each scope parses back and matches just what it says`() throws {
        let flows = Self.hosts.flatMap { host in
            Self.paths.flatMap { path in
                [nil, 8443].map { Flow.sample(host: host, port: $0, path: path) }
            }
        }
        for flow in flows {
            for scope in BlockScope.scopes(for: flow) {
                let filter = try Rule.parseFilter(scope.expression)
                for other in flows {
                    let isMatch = filter.matches(other)
                    #expect(
                        isMatch == Self.covers(scope.kind, flow, other),
                        "\(scope.expression) on \(other.request.url)"
                    )
                }
            }
        }
    }

    private static let hosts = ["a.test", "b.a.test", "aatest", "a.test.evil.test", "[::1]", "xn--e1.test", "x"]

    private static let paths = [
        "/", "/p", "/P", "/p?", "/p?q=1", "/p?q=1&r=2", "/p/", "/pp", "/a.b", "/aXb", "/a+b(c)[d]{e}^$|*\\",
        "/~user/'x'\"y\"",
        "/p%20q#f", "/caf\u{e9}", "/p?q=?", "/p?q=(", "/a&~q", "/\\", "/p\u{301}", "/p?\u{301}",
    ]

    /// What the scopes promise, said without filters.
    private static func covers(_ kind: BlockScope.Kind, _ flow: Flow, _ other: Flow) -> Bool {
        func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
        let host = flow.request.origin.host
        let otherHost = other.request.origin.host
        let url = bytes(flow.request.url)
        let otherURL = bytes(other.request.url)
        return switch kind {
        case .url: url == otherURL
        case .path: url.prefix { $0 != 0x3F } == otherURL.prefix { $0 != 0x3F }
        case .host: host == otherHost
        case .hostAndSubdomains: host == otherHost || otherHost.hasSuffix("." + host)
        }
    }
}
