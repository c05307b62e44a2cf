import FlowKit
import Testing

@Suite struct PassThroughSetTests {
    private let now = Timestamp(nanoseconds: 1_000_000_000_000)

    private func reason(_ set: PassThroughSet, _ host: String, sni: String? = nil, client: String = "") -> String? {
        set.reason(host: host, port: 443, serverName: sni, client: client, at: now)
    }

    @Test func `the host of the CONNECT and the name of the hello both count`() throws {
        let set = PassThroughSet(entries: [.init(try HostPattern("*.bank.test"), source: .option)])

        #expect(reason(set, "my.bank.test") == "passed through: *.bank.test")
        #expect(reason(set, "192.0.2.1", sni: "my.bank.test") == "passed through: *.bank.test")
        #expect(reason(set, "192.0.2.1", sni: "shop.test") == nil)
    }

    @Test func `an entry for one client is for no other`() throws {
        let entry = PassThroughSet.Entry(try HostPattern("a.test"), source: .pinning, client: "192.0.2.1")

        #expect(reason(PassThroughSet(entries: [entry]), "a.test", client: "192.0.2.1") != nil)
        #expect(reason(PassThroughSet(entries: [entry]), "a.test", client: "192.0.2.2") == nil)
    }

    @Test func `an entry ends when its time is over`() throws {
        let pattern = try HostPattern("a.test")
        let over = PassThroughSet.Entry(pattern, source: .pinning, expires: now)
        let open = PassThroughSet.Entry(pattern, source: .pinning, expires: now + .seconds(1))

        #expect(reason(PassThroughSet(entries: [over]), "a.test") == nil)
        #expect(reason(PassThroughSet(entries: [open]), "a.test") != nil)
    }

    @Test func `hosts to ignore go before hosts to intercept`() throws {
        let set = PassThroughSet(
            entries: [.init(try HostPattern("login.a.test"), source: .option)],
            intercepted: [try HostPattern("*.a.test")]
        )

        #expect(reason(set, "api.a.test") == nil)
        #expect(reason(set, "login.a.test") == "passed through: login.a.test")
        #expect(reason(set, "b.test") == "passed through: not among the hosts to intercept")
    }

    @Test func `the book replaces an entry for the same hosts and forgets those that are over`() throws {
        let book = PassThroughBook()
        let (a, b) = (try HostPattern("a.test"), try HostPattern("b.test"))
        book.insert(.init(a, source: .pinning, expires: now - .seconds(1)), at: now - .seconds(9))
        book.insert(.init(b, source: .person), at: now)
        book.insert(.init(b, source: .pinning, client: "192.0.2.1"), at: now)
        book.insert(.init(b, source: .option), at: now)

        #expect(book.current.entries.map(\.source) == [.pinning, .option])
        #expect(book.current.entries.allSatisfy { $0.hosts == b })
    }
}
