import TestSupport
import Testing

@testable import FlowKit

/// Traffic made to have as many endpoints as can be, or odd ones.
@Suite struct HostileEndpointTests {
    @Test func `hosts without number are counted together, and the first come first`() {
        let store = FlowStore()
        let (count, limit) = (3_000, 200)
        for id in 1...count {
            // A host of its own: nothing to fold.
            let host = id <= limit + 500 ? "h\(id).test" : "a.test"
            store.record(.sample(id: id, host: host, path: "/p\(id % 7)q/\(id)", status: 200, milliseconds: 1))
        }
        var index = EndpointIndex(limit: limit)
        index.update(to: store.listing(1))

        let rows = index.table(version: 1).rows
        #expect(rows.count == limit + limit / 10 + 1)
        #expect(rows.reduce(0) { $0 + $1.count } == count)
        #expect(rows.first?.name == .others(.endpoint))
        #expect(rows.count { $0.name.isOthers && !$0.name.host.isEmpty } == limit / 10)

        _ = store.remove((1...(limit + 500)).map { FlowID($0) })
        index.update(to: store.listing(2))
        index.update(to: store.listing(3))
        #expect(index.table(version: 3).rows.allSatisfy { !$0.name.isOthers })
        #expect(index.table(version: 3).rows.reduce(0) { $0 + $1.count } == count - limit - 500)
    }

    @Test func `a host with endless endpoints has a row for what is beyond its share`() {
        let store = FlowStore()
        for id in 1...1_500 {
            let path = "/\(word(id % 40))/\(word(id / 40))"
            store.record(.sample(id: id, host: id % 10 == 0 ? "b.test" : "a.test", path: id % 10 == 0 ? "/" : path))
        }
        var index = EndpointIndex(limit: 80)
        index.update(to: store.listing(1))

        let rows = index.table(version: 1).rows
        #expect(rows.reduce(0) { $0 + $1.count } == 1_500)
        #expect(rows.count { $0.name.host == "a.test" && !$0.name.isOthers } == 20)
        #expect(rows.first?.name == .others(.endpoint, host: "a.test"))
        #expect(rows.contains { $0.name.text == "GET b.test/" && $0.count == 150 })
    }

    @Test func `slugs without number on one segment are one endpoint`() {
        let store = FlowStore()
        for id in 1...40_000 { store.record(.sample(id: id, path: "/wiki/\(word(id))/talk", status: 200)) }
        var index = EndpointIndex()

        index.update(to: store.listing(1))

        let rows = index.table(version: 1).rows
        #expect(rows.map(\.name.path) == ["/wiki/{slug}/talk"] && rows.first?.count == 40_000)
    }

    @Test(arguments: [
        (1, "http://a.test", "GET", "/", "GET a.test/"), (2, "http://a.test", "GET", "", "GET a.test"),
        (3, "http://a.test", "OPTIONS", "*", "OPTIONS a.test *"), (4, "http://a.test", "GET", "/*", "GET a.test/*"),
        (5, "http://a.test", "GET", "//", "GET a.test//"),
        (6, "http://a.test", "GET", "/%2F%2f/%zz/%", "GET a.test/%2F%2f/%zz/%"),
        (7, "http://a.test", "GET", "/?/x/y", "GET a.test/"),
        (8, "http://a.test", "GET", "/..;/\u{0}\u{1B}", "GET a.test/..;/\u{0}\u{1B}"),
        (9, "http://a.test", "CONNECT", "a.test:443", "CONNECT a.test"),
        (10, "http://a.test", "CONNECT", "b.test:443", "CONNECT a.test"),
        (11, "http://a.test", "GET", "/{id}/{slug}/{rest}", "GET a.test/{id}/{slug}/{rest}"),
    ])
    func `odd targets are what they are`(id: Int, origin: String, method: String, target: String, name: String) {
        let store = FlowStore()
        store.record(.sample(id: id, method: method, host: "a.test", path: target, status: 200))
        var index = EndpointIndex()

        index.update(to: store.listing(1))

        #expect(index.table(version: 1).rows.map(\.name.text) == [name])
    }

    @Test func `thousands of segments, and segments of any size, give short names`() {
        let store = FlowStore()
        let paths = [
            String(repeating: "/seg", count: 5_000), String(repeating: "/", count: 20_000),
            "/" + String(repeating: "x", count: 60_000), "/" + String(repeating: "%41", count: 20_000),
            "/" + String(repeating: "-", count: 60_000),
            String(repeating: "/" + String(repeating: "y", count: 64), count: 400),
        ]
        for (id, path) in paths.enumerated() { store.record(.sample(id: id + 1, path: path, status: 200)) }
        var index = EndpointIndex()

        index.update(to: store.listing(1))

        let rows = index.table(version: 1).rows
        #expect(rows.reduce(0) { $0 + $1.count } == paths.count)
        #expect(rows.allSatisfy { $0.name.text.utf8.count < 1_200 })
    }

    @Test func `methods without number, long paths and bytes that are no text do no harm`() {
        var random = SeededRandom(seed: 15)
        let store = FlowStore()
        for id in 1...900 {
            let bytes = (0..<Int.random(in: 0...3_000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let method = id % 3 == 0 ? "M\(id)" : String(decoding: bytes.prefix(12), as: UTF8.self)
            var flow = Flow.sample(id: id, method: method, host: "h\(id % 3)")
            flow.request.target = WireText(bytes: Array("/".utf8) + (id % 2 == 0 ? bytes : bytes.map { $0 % 64 + 33 }))
            store.record(flow)
        }
        for grouping in FlowGrouping.allCases {
            var index = EndpointIndex(grouping: grouping)
            index.update(to: store.listing(1))
            #expect(index.table(version: 1).rows.reduce(0) { $0 + $1.count } == 900)
        }
    }

    @Test func `endpoints whose flows were all dropped for memory are gone`() {
        let store = FlowStore(budget: 300_000)
        for id in 1...200 { store.record(.sample(id: id, path: "/old/\(id % 5 + 1)x", status: 200, milliseconds: 3)) }
        var index = EndpointIndex()
        index.update(to: store.listing(1))
        for id in 201...20_000 { store.record(.sample(id: id, path: "/new", status: 200, milliseconds: 1)) }
        index.update(to: store.listing(2))

        let rows = index.table(version: 2).rows
        #expect(rows.map(\.name.path) == ["/new"])
        #expect(rows.first?.count == store.snapshot().totals.flowCount && store.snapshot().totals.evictedCount > 0)
        #expect(rows.first?.p99.map { $0 < .milliseconds(2) } == true)
    }

    /// No id by its looks.
    private func word(_ number: Int) -> String {
        String("w\(number)".utf8.map { byte in Character(Unicode.Scalar(byte < 58 ? byte + 55 : byte)) })
    }
}
