import Testing

@testable import FlowKit

@Suite struct PathTreeTests {
    @Test func `a place with more than fifty words is a slug, with what lies below it`() {
        let paths = (1...60).flatMap { ["/u/\(word($0))", "/u/\(word($0))/posts", "/u/\(word($0))/posts/\($0)"] }

        #expect(templates(paths) == ["/u/{slug}": 60, "/u/{slug}/posts": 60, "/u/{slug}/posts/{id}": 60])
    }

    @Test func `fifty words are words`() {
        #expect(templates((1...50).map { "/rpc/\(word($0))" }).count == 50)
    }

    @Test func `words that many requests have stay words`() {
        let paths = Array(repeating: "/u/me", count: 10) + (1...80).map { "/u/\(word($0))" } + ["/u/me"]

        #expect(templates(paths) == ["/u/me": 11, "/u/{slug}": 80])
    }

    @Test func `ids beside slugs stay ids`() {
        let paths = (1...70).flatMap { ["/u/\(word($0))", "/u/\($0)"] }

        #expect(templates(paths) == ["/u/{slug}": 70, "/u/{id}": 70])
    }

    @Test func `names of files keep their extension`() {
        let paths = (1...60).flatMap { ["/i/\(word($0)).png", "/i/\(word($0)).css"] }

        #expect(templates(paths) == ["/i/{slug}.png": 60, "/i/{slug}.css": 60])
    }

    @Test func `extensions without number are slugs too`() {
        let paths = (1...400).map { "/i/\(word($0)).\(word($0 % 90).suffix(4))" }

        let found = templates(paths)
        #expect(found.count <= 20)
        #expect(found.values.reduce(0, +) == 400)
    }

    @Test func `slugs on several levels`() {
        let paths = (1...60).flatMap { first in (1...3).map { "/\(word(first))/x/\(word(first * 7 + $0))" } }

        #expect(templates(paths) == ["/{slug}/x/{slug}": 180])
    }

    @Test func `what a person decides goes before what is learned`() throws {
        let overrides = try EndpointOverrides(
            text: """
                keep a.test/u/7
                keep a.test/u/word
                fold a.test/shop/{slug}
                keep a.test/rpc/{slug}
                fold a.test/u/{slug}/tags/{slug}
                """
        )
        let paths =
            ["/u/7", "/u/8", "/u/word", "/shop/a", "/shop/b", "/shop/9"] + (1...60).map { "/rpc/\(word($0))" }
            + (1...60).map { "/u/\(word($0))/tags/\(word($0 % 2))" }

        let found = templates(paths, overrides)

        #expect(found["/u/7"] == 1 && found["/u/{id}"] == 1 && found["/u/word"] == 1)
        #expect(found["/shop/{slug}"] == 2 && found["/shop/{id}"] == 1)
        #expect(found.keys.count { $0.hasPrefix("/rpc/") } == 60)
        #expect(found["/u/{slug}/tags/{slug}"] == 60)
    }

    @Test func `hosts are learned one by one, and a server as a whole is not its root`() {
        var groups = FlowGroups()
        var tree = PathTree()
        for (host, target) in [("a", "/"), ("a", "*"), ("a", ""), ("b", "/"), ("a", "/*")] {
            _ = tree.endpoint(host, target, in: &groups)
        }
        var found: Set<String> = []
        tree.forEachEndpoint { found.insert("\($2) \($3)") }

        #expect(found == ["a /", "a *", "a ", "b /", "a /*"])
    }

    @Test func `a tree that is full takes no more, and has room after a pruning`() {
        var groups = FlowGroups()
        var tree = PathTree(nodeLimit: 3_000)
        for number in 0..<6_000 {
            let path = (0..<12).map { "/\(word(number &* 31 + $0 * 7))" }.joined()
            _ = tree.endpoint("h\(number % 500)", path, in: &groups)
            #expect(tree.nodeCount <= 3_000)
        }

        tree.prune { _ in false }

        #expect(tree.nodeCount == 0)
        #expect(tree.endpoint("new", "/a/b", in: &groups) != nil)
    }

    @Test func `one host cannot take the room of all`() {
        var groups = FlowGroups(limit: 400)
        var tree = PathTree(endpointLimit: 400)
        for number in 0..<5_000 {
            let path = "/\(word(number % 40))/\(word(number / 40 % 40))/\(word(number / 1_600))"
            #expect(tree.endpoint("greedy", path, in: &groups) != nil)
        }
        let others = tree.endpoint("greedy", "/something/else", in: &groups)
        #expect(others.map { groups[$0].name } == .others(.endpoint, host: "greedy"))

        for number in 0..<100 {
            let endpoint = tree.endpoint("h\(number)", "/", in: &groups)
            #expect(endpoint.map { groups[$0].name == nil } == true)
        }
        var counts: [String: Int] = [:]
        tree.forEachEndpoint { _, _, host, _ in counts[host, default: 0] += 1 }
        #expect(counts["greedy"] == 100 && counts.count == 101)
    }

    @Test func `one host cannot fill the tree`() {
        var groups = FlowGroups()
        var tree = PathTree(nodeLimit: 400)
        for number in 0..<200 {
            _ = tree.endpoint("greedy", "/\(word(number % 40))/\(word(number))/\(word(number * 3))", in: &groups)
        }
        #expect(tree.nodeCount <= 100)

        let modest = tree.endpoint("modest", "/a/b/c", in: &groups)
        #expect(modest.map { groups[$0].name == nil } == true)
    }

    // MARK: -

    /// No id by its looks.
    private func word(_ number: Int) -> String {
        String("w\(number)".utf8.map { byte in Character(Unicode.Scalar(byte < 58 ? byte + 55 : byte)) })
    }

    /// How many flows came to each template.
    private func templates(_ paths: [String], _ overrides: EndpointOverrides = .init()) -> [String: Int] {
        var groups = FlowGroups()
        var tree = PathTree(overrides: overrides)
        for (index, path) in paths.enumerated() {
            let found = tree.endpoint("a.test", path, in: &groups)
            let group = groups.current(found ?? FlowGroups.others)
            groups.add(.init(isError: false, byteCount: 0, latency: nil, started: 0), flow: index, to: group)
        }
        var counts: [String: Int] = [:]
        tree.forEachEndpoint { counts[$3] = groups.count(of: $0) }
        return counts.filter { $0.value > 0 }
    }
}

extension PathTree {
    fileprivate mutating func endpoint(_ host: String, _ path: String, in groups: inout FlowGroups) -> UInt32? {
        guard let root = root(of: host) else { return nil }
        return endpoint(method: 0, root: root, target: Array(path.utf8)[...], in: &groups)
    }
}
