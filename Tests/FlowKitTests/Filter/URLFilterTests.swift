import Testing

@testable import FlowKit

/// What looks at a URL by its parts finds what looking at the whole of it finds.
@Suite struct URLFilterTests {
    private static let patterns = [
        "shop.test/v1", "shop.test/v[12]", "T/V1", "(?-i)T/V1", "test:8443/", ".test.v", "/", "s://", "//", "test/v1?",
        "https://shop.test/v1/a", "shop.test/v1/a/b", "st/caf.", "test/\u{e9}t\u{e9}", "st/\u{c9}", "test/v\\d",
        "^https?://shop.test/v[12]$", "a|t/v2", "test[^a]v1", "pr/..rt", ":443", "\\*", "t\\*", "test/K",
        "test/\u{212A}",
        "t/.v1", "caf\u{e9}",
    ]

    @Test(arguments: [false, true], patterns)
    func `parts of a URL answer as the whole does`(isASCII: Bool, pattern: String) throws {
        let flows = Self.flows.filter { !isASCII || $0.request.url.utf8.allSatisfy { $0 < 0x80 } }
        let store = FlowStore(flows)
        for text in ["~u '\(pattern)'", "!~u '\(pattern)'", "'\(pattern)' & ~m GET"] {
            let filter = try Filter.parse(text)
            var index = FlowIndex(filter: filter)
            index.update(to: store.snapshot())

            #expect(Array(index.listing(version: 1)) == flows.filter { filter.matches($0) }.map(\.id), "\(text)")
        }
    }

    /// Each host with each path, those that no URL would have among them.
    private static let flows: [Flow] = {
        let hosts = ["shop.test", "SHOP.test", "s", "pr\u{fc}f.test", "other.test"]
        let paths: [[UInt8]] =
            [
                "/v1", "/v1/a/b", "/v2", "/", "", "*", "shop.test:443", "v1", "/caf\u{e9}", "/\u{c9}t\u{e9}",
                "/K/\u{212A}",
                "?v1", "//v1", "https://elsewhere.test/v1",
            ].map { Array($0.utf8) } + [Array("/caf".utf8) + [0xE9], [0xE9]]
        var flows: [Flow] = []
        for (host, path) in hosts.flatMap({ host in paths.map { (host, $0) } }) {
            for port in [nil, 8443] {
                let method = path.first == 0x73 ? "CONNECT" : path == [0x2A] ? "OPTIONS" : "GET"
                var flow = Flow.sample(id: flows.count + 1, method: method, host: host, port: port)
                flow.request.target = WireText(bytes: path)
                flows.append(flow)
            }
        }
        return flows
    }()
}
