import FlowKit
import InspectorUI
import Testing

@Suite struct PassThroughScreenTests {
    private func tunnel(_ error: FlowError? = nil, _ counts: TunnelCounts? = nil) -> Flow {
        let start = Timestamp(nanoseconds: 1_767_264_127_000_000_000)
        let origin = Origin(scheme: .https, host: "my.bank.test", port: 443)
        let request = Request(method: "CONNECT", target: "my.bank.test:443", origin: origin)
        var flow = Flow(id: FlowID(1), request: request, started: start)
        flow.error = error
        flow.tunnel = counts
        if counts != nil { flow.kind = .tunnel }
        flow.timing.finished = start + .milliseconds(12)
        return flow
    }

    private func entry(_ text: String, _ source: PassThroughSet.Entry.Source = .person) throws -> PassThroughSet.Entry {
        .init(try HostPattern(text), source: source)
    }

    @Test func `P passes a flow's host through, and u takes that back`() throws {
        let app = App(flows: [tunnel()])

        app.press("P")

        let entry = try entry("my.bank.test")
        #expect(app.effects.last == .setPassThrough(entry, isOn: true))
        #expect(app.screen.contains("my.bank.test is passed through from its next connection on (u undoes)"))
        app.press("u")
        #expect(app.effects.last == .setPassThrough(entry, isOn: false))
    }

    @Test func `P on a host that is passed through intercepts it again`() throws {
        let app = App(flows: [tunnel()])
        let entry = try entry("my.bank.test")
        app.post(.passThrough(PassThroughSet(entries: [entry])))

        app.press("P")

        #expect(app.effects.last == .setPassThrough(entry, isOn: false))
    }

    @Test func `a pattern can be typed, and one that names no host is refused`() throws {
        let app = App()
        app.press(":")
        app.type("pass-through *.bank.test")
        app.press("enter")
        #expect(app.effects.last == .setPassThrough(try entry("*.bank.test"), isOn: true))

        app.press(":")
        app.type("pass-through https://bank")
        app.press("enter")

        #expect(app.screen.contains("no host pattern"))
    }

    @Test func `T lists what is passed through and why, and d intercepts a row again`() throws {
        let app = App()
        let pinned = PassThroughSet.Entry(
            try HostPattern("shop.test"),
            source: .pinning,
            client: "192.0.2.7",
            expires: app.now + .seconds(600)
        )
        let option = try entry("*.bank.test", .option)
        let intercepted = [try HostPattern("*.api.test")]
        app.post(.passThrough(PassThroughSet(entries: [option, pinned], intercepted: intercepted)))

        app.press("T")

        expectScreen(
            app,
            """
             HOSTS PASSED THROUGH                   WHY
            ▌*.bank.test                            --ignore-hosts
             shop.test                              pinned by 192.0.2.7, 10 min left

             Only these hosts are intercepted: *.api.test
            """,
            from: 1,
            rows: 5
        )
        app.press("j", "d")
        #expect(app.effects.last == .setPassThrough(pinned, isOn: false))
    }

    @Test func `an empty list says what to do`() {
        let app = App()

        app.press("T")

        #expect(app.line(3) == " All TLS is intercepted.")
        app.press("d")
        #expect(app.screen.contains("no host is passed through: P on a flow does it"))
    }

    @Test func `a client that pins has a sign and words in the list`() {
        let error = FlowError(.clientPins, "the client has refused our certificate time and again")
        let app = App(columns: 120, flows: [tunnel(error)])

        #expect(app.screen.contains("⊥"))
        #expect(app.screen.contains("the client has refused"))
        #expect(Notice(pinningIn: tunnel(error))?.text.contains("my.bank.test") == true)
        #expect(Notice(pinningIn: tunnel()) == nil)
    }

    @Test func `the connection tab says what a relayed client asked for and why it was relayed`() {
        var counts = TunnelCounts(bytesFromClient: 517, bytesFromServer: 4_096, protocolName: "tls")
        counts.serverName = "login.bank.test"
        counts.passThroughReason = "passed through: *.bank.test"
        let app = App(columns: 100, flows: [tunnel(nil, counts)])

        app.press("enter", "4")

        #expect(app.screen.contains("login.bank.test"))
        #expect(app.screen.contains("Not intercepted  passed through: *.bank.test"))
    }
}
