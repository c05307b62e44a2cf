import FlowKit
import Testing

@Suite struct FlowColumnsTests {
    @Test func `a flow's columns say what the flow says`() throws {
        let store = FlowStore()
        var flow = Flow(id: store.makeID(), request: Self.request("POST", "/a?b=c"), started: Timestamp(nanoseconds: 7))
        flow.request.headers = [("Host", "api.test"), ("Content-Type", "application/json; charset=utf-8")]
        flow.response = Response(status: 503, headers: [("Content-Type", "text/html")], body: Body("sorry"))
        flow.timing.finished = Timestamp(nanoseconds: 107)
        flow.client = Connection(id: 3, remoteAddress: "c:1", localAddress: "p:2", opened: flow.timing.started)
        store.record(flow)

        let segment = try #require(store.snapshot().segments.first)
        let columns = segment.chunks[0].columns

        #expect(segment.methods[columns.method[0]] == "POST")
        #expect(segment.hosts[columns.host[0]] == "api.test")
        #expect(segment.origins[columns.origin[0]] == "https://api.test:8443")
        #expect(segment.paths[columns.path[0]] == "/a?b=c")
        #expect(segment.types[columns.requestType[0]] == "application/json; charset=utf-8")
        #expect(segment.types[columns.responseType[0]] == "text/html")
        #expect(segment.connections[columns.client[0]] === flow.client)
        #expect(columns.server[0] == .none)
        #expect((columns.status[0], columns.port[0]) == (503, 8443))
        #expect((columns.started[0], columns.duration[0], columns.contentByteCount[0]) == (7, 100, 5))
        #expect(columns.flags[0] == [.live, .recorded, .finished, .response, .https, .responseBody])
    }

    @Test(arguments: [
        ("CONNECT", "h:443", "h:443"), ("OPTIONS", "*", "*"), ("GET", "http://h.test?x", "/?x"),
        ("GET", "http://h.test/p", "/p"), ("GET", "/\u{FF}", "/\u{FF}"),
    ])
    func `the path is the one of the URL, whatever form the target has`(method: String, target: String, path: String) {
        let bytes = WireText(bytes: target.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        let store = FlowStore()
        var request = Self.request(method, "/")
        request.target = bytes
        store.record(Flow(id: store.makeID(), request: request, started: Timestamp(nanoseconds: 0)))

        let segment = store.snapshot().segments[0]

        #expect(segment.paths[segment.chunks[0].columns.path[0]] == path)
        #expect(store.snapshot()[FlowID(1)]?.request.path == path)
    }

    @Test func `equal strings have one symbol, long ones and several fields none`() {
        let store = FlowStore()
        for path in ["/a", "/b", "/a", "/" + String(repeating: "x", count: 3_000)] {
            store.record(
                Flow(id: store.makeID(), request: Self.request("GET", path), started: Timestamp(nanoseconds: 0))
            )
        }
        var twice = Flow(id: store.makeID(), request: Self.request("GET", "/c"), started: Timestamp(nanoseconds: 0))
        twice.request.headers = [("Content-Type", "a/b"), ("content-type", "c/d")]
        store.record(twice)

        let segment = store.snapshot().segments[0]
        let columns = segment.chunks[0].columns

        #expect(columns.path[0] == columns.path[2])
        #expect(columns.path[0] != columns.path[1])
        #expect(columns.path[3] == .unlisted)
        #expect(columns.requestType[4] == .unlisted)
        #expect(columns.requestType[0] == .none)
        #expect(segment.paths.count == 3)
        #expect(store.snapshot()[FlowID(4)]?.request.path.count == 3_001)
    }

    @Test func `what is found in a run of strings belongs to one of them`() {
        let store = FlowStore()
        let paths = (0..<5_000).map { "/items/\($0)/" + String(repeating: "y", count: $0 % 90) }
        for path in paths {
            store.record(
                Flow(id: store.makeID(), request: Self.request("GET", path), started: Timestamp(nanoseconds: 0))
            )
        }

        var seen: [String] = []
        var runs = 0
        store.snapshot().segments[0].paths.forEachRun { run in
            runs += 1
            for symbol in run.symbols {
                let range = run.range(of: Symbol(symbol))
                #expect(run.bytes[range.upperBound] == 0xFF)
                #expect(run.symbol(at: range.lowerBound).index == symbol)
                #expect(run.symbol(at: range.upperBound - 1).index == symbol)
                seen.append(String(decoding: run.bytes[range], as: UTF8.self))
            }
        }

        #expect(seen == paths)
        #expect(runs > 1)
    }

    @Test func `a table does not grow under a snapshot`() {
        let store = FlowStore()
        store.record(Flow(id: store.makeID(), request: Self.request("GET", "/1"), started: Timestamp(nanoseconds: 0)))
        let before = store.snapshot().segments[0]

        for number in 2...2_000 {
            let request = Self.request("GET", "/\(number)")
            store.record(Flow(id: store.makeID(), request: request, started: Timestamp(nanoseconds: 0)))
        }

        #expect(before.paths.count == 1)
        #expect(before.chunks[0].count == 1)
        #expect(before.chunks[0].columns.flags[1] == [])
        #expect(before.paths[Symbol(1)].isEmpty)
        #expect(store.snapshot().segments[0].paths.count == 2_000)
    }

    private static func request(_ method: String, _ target: String) -> Request {
        Request(method: method, target: WireText(target), origin: Origin(scheme: .https, host: "api.test", port: 8443))
    }
}
