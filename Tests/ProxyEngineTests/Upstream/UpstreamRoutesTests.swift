import FlowKit
import ProxyEngine
import Testing

@Suite struct UpstreamRoutesTests {
    @Test(arguments: [
        ("", "example.com", 80, false), ("*", "example.com", 80, true), ("example.com", "example.com", 80, true),
        ("example.com", "www.example.com", 80, true), ("example.com", "notexample.com", 80, false),
        (".example.com", "www.example.com", 80, true), (".example.com", "example.com", 80, true),
        ("EXAMPLE.com.", "example.com", 80, true), ("example.com", "example.com.", 80, true),
        ("a, example.com  b", "example.com", 443, true), ("example.com:8080", "example.com", 8080, true),
        ("example.com:8080", "example.com", 80, false), ("127.0.0.1", "127.0.0.1", 80, true),
        ("27.0.0.1", "127.0.0.1", 80, false), ("10.0.0.0/8", "10.2.3.4", 80, true),
        ("10.0.0.0/8", "11.2.3.4", 80, false),
        ("::1", "::1", 80, true), ("[::1]", "::1", 80, true), ("[::1]:80", "::1", 80, true),
        ("[::1]:81", "::1", 80, false),
        ("fd00::/8", "fd12::1", 443, true), ("com", "example.com", 80, true), (",., ,", "example.com", 80, false),
        ("localhost", "localhost", 1, true),
    ])
    func `exceptions are read as curl reads no_proxy`(text: String, host: String, port: Int, isException: Bool) {
        #expect(ProxyExceptions(text).matches(host: host, port: port) == isException)
    }

    private let http = Origin(scheme: .http, host: "a.test")
    private let https = Origin(scheme: .https, host: "a.test")

    @Test(
        arguments: [
            ([:], nil, nil), (["http_proxy": "http://p:1"], "p:1", nil), (["HTTP_PROXY": "http://p:1"], nil, nil),
            (["https_proxy": "p:2"], nil, "p:2"), (["HTTPS_PROXY": "socks5://p"], nil, "p:1080"),
            (["all_proxy": "http://p:3"], "p:3", "p:3"),
            (["ALL_PROXY": "http://p:3", "https_proxy": "http://q:4"], "p:3", "q:4"),
            (["https_proxy": "", "HTTPS_PROXY": "http://p:1"], nil, nil),
            (["all_proxy": "http://p:3", "no_proxy": "test"], nil, nil),
            (["all_proxy": "http://p:3", "NO_PROXY": "x"], "p:3", "p:3"),
        ] as [([String: String], String?, String?)]
    )
    func `the environment names proxies`(environment: [String: String], forHTTP: String?, forHTTPS: String?) throws {
        let routes = try UpstreamRoutes(environment: environment)

        #expect(routes.proxy(for: http)?.hostAndPort == forHTTP)
        #expect(routes.proxy(for: https)?.hostAndPort == forHTTPS)
    }

    @Test func `a variable that is no proxy is named, its value is not`() {
        do {
            _ = try UpstreamRoutes(environment: ["https_proxy": "ftp://joe:secret@p"])
            Issue.record("taken")
        } catch {
            #expect(error.description == "https_proxy: a proxy is http://, https:// or socks5:// (at column 1)")
        }
    }
}
