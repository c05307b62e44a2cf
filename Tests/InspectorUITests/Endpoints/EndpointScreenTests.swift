import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct EndpointScreenTests {
    private static let flows: [Flow] =
        (1...6).map { .sample($0, url: "https://api.example.com/users/\($0)", milliseconds: 10 * $0) }
        + (7...9).map {
            .sample($0, method: "POST", url: "https://api.example.com/orders?x=\($0)", status: $0 == 9 ? 500 : 201)
        }
        + [.sample(10, url: "http://cdn.test/app.4f3a2b1c.js", byteCount: 84_000, milliseconds: 1_200)]

    @Test func `endpoints at 80 columns`() {
        let app = App(columns: 80, rows: 9, flows: Self.flows)
        app.wait(.seconds(10))

        app.press("t")

        expectScreen(
            app,
            """
             METHOD  ENDPOINT                     ▼COUNT  ERR    P50    P95    P99 RATE
            ▌GET     api.example.com/users/{id}        6    –  30 ms  60 ms  60 ms      ▄█
             POST    api.example.com/orders            3  33%  38 ms  38 ms  38 ms       ▄█
             GET     cdn.test/app.{id}.js              1    –  1.2 s  1.2 s  1.2 s        █
            """,
            from: 1,
            rows: 4
        )
    }

    @Test func `enter filters the list to the endpoint, and t comes back to where it was`() {
        let app = App(columns: 100, rows: 12, flows: Self.flows)
        app.press("t", "j", "enter")

        #expect(app.model.list.filter.text == #"~endpoint "POST api.example.com/orders""#)
        #expect(app.model.list.rows.count == 3)
        #expect(app.screen.contains(#"filter  ~endpoint "POST api.example.com/orders""#))

        app.press("t")
        #expect(app.model.list.filter == .all)
        #expect(app.screen.contains("▌POST"))
        app.press("t")
        #expect(app.line(1).contains("CODE"))
    }

    @Test func `the filter decides what is counted, and opening adds to it`() throws {
        let app = App(columns: 100, rows: 12, flows: Self.flows)
        app.press("t", "f")
        app.type("~m GET | ~c 500")
        app.press("enter")
        #expect(app.screen.contains("POST    api.example.com/orders"))
        #expect(app.screen.contains("100%"))

        app.press("enter")

        #expect(app.model.list.filter.text == #"~m GET | ~c 500 ~endpoint "GET api.example.com/users/{id}""#)
        #expect(app.model.list.rows.count == 6)
    }

    @Test func `tab goes through the groupings`() {
        let app = App(columns: 80, rows: 8, flows: Self.flows)
        app.press("t", "tab")
        #expect(app.line(1).hasPrefix(" HOST"))
        #expect(app.line(2).contains("api.example.com") && app.line(2).contains(" 9 "))

        app.press("tab")
        #expect(app.line(1).hasPrefix(" PROCESS"))
        #expect(app.line(2).contains("unknown"))
        app.press("enter")
        #expect(app.model.list.filter.text == "!~process ." && app.model.list.rows.count == Self.flows.count)

        app.press("t", "tab")
        #expect(app.line(1).hasPrefix(" CONNECTION"))
        app.press("enter")
        #expect(app.line(6).contains("no filter asks"))
        app.press("tab")
        #expect(app.line(1).contains("ENDPOINT"))
    }

    @Test func `the table is ordered by a column of the menu, or a click on its title`() {
        let app = App(columns: 80, rows: 16, flows: Self.flows)
        app.press("t", "S", "j", "j", "j", "enter")
        #expect(app.model.endpointQuery.order == EndpointOrder(.p95, isDescending: true))
        #expect(app.line(2).contains("cdn.test"))

        app.send(.mouse(Mouse(.press, at: Point(column: 10, row: 1))))
        #expect(app.model.endpointQuery.order == EndpointOrder(.name, isDescending: false))
        #expect(app.line(2).contains("POST    api.example.com/orders"))
        #expect(app.line(3).contains("GET     api.example.com/users"))
    }

    @Test func `a split keeps a segment apart, and folding it again takes that back`() {
        let app = App(columns: 80, rows: 12, flows: Self.flows)
        app.press("t", "x")
        #expect(app.screen.contains("keep apart  api.example.com/users/6"))
        app.press("enter")

        #expect(app.screen.contains("api.example.com/users/6 "))
        #expect(app.model.endpointQuery.overrides.text == "keep api.example.com/users/6\n")
        #expect(app.effects.contains(.keepOverrides(app.model.endpointQuery.overrides)))

        _ = app.run("endpoint-fold api.example.com/users/6")
        #expect(app.model.endpointQuery.overrides == EndpointOverrides())
        #expect((1...4).allSatisfy { !app.line($0).contains("users/6") })
    }

    @Test func `words are folded by hand`() {
        let flows: [Flow] = (1...4).map { .sample($0, url: "http://a.test/u/\(["ann", "bob", "eve", "joe"][$0 - 1])") }
        let app = App(columns: 80, rows: 12, flows: flows)
        app.press("t", "m")
        #expect(app.screen.contains("fold  a.test/u/{slug}"))

        app.press("enter")

        #expect(app.line(2).contains("a.test/u/{slug}") && app.line(2).contains(" 4 "))
        app.press("enter")
        #expect(app.model.list.rows.count == 4)
    }

    @Test(arguments: ["a.test", "a.test/b c", "", "fold"])
    func `what cannot be kept apart is refused where it was typed`(text: String) {
        let app = App(columns: 80, rows: 12, flows: Self.flows)
        app.press("t", "x", "ctrl u")
        app.type(text)
        app.press("enter")

        #expect(app.model.endpointQuery.overrides == EndpointOverrides())
        #expect(app.model.prompt != nil)
    }

    @Test func `the cursor stays on its endpoint while figures change`() {
        let app = App(columns: 80, rows: 12, flows: Self.flows)
        app.press("t", "j")
        #expect(app.screen.contains("▌POST"))

        app.record((20...40).map { .sample($0, url: "http://cdn.test/app.4f3a2b1c.js") })

        #expect(app.screen.contains("▌POST"))
        #expect(app.line(2).contains("cdn.test"))
    }

    @Test func `the footer offers what there is to do`() {
        let app = App(columns: 100, rows: 12, flows: Self.flows)
        app.press("t")
        #expect(app.line(11).contains("enter flows") && app.line(11).contains("x split"))
        app.press("j", "x")
        #expect(app.model.prompt == nil && app.line(10).contains("it is apart already"))

        app.press("tab")
        #expect(
            app.line(11).contains("enter flows") && !app.line(11).contains("split") && !app.line(11).contains("fold")
        )
        app.press("x")
        #expect(app.line(10).contains("only endpoints are split and folded"))
    }

    @Test func `nothing is counted once the table is closed`() {
        let app = App(columns: 80, rows: 12, flows: Self.flows)
        app.press("t")
        #expect(app.endpointQuery != nil)

        app.press("q")

        #expect(app.endpointQuery == nil)
        #expect(app.model.screens.isEmpty)
    }

    @Test func `an empty table says why`() {
        let app = App(columns: 80, rows: 12)
        app.press("t")
        #expect(app.line(2).contains("no flows yet"))
        app.press("enter")
        #expect(app.line(10).contains("nothing in the table"))

        app.record(Self.flows)
        app.press("f")
        app.type("nowhere")
        app.press("enter")
        #expect(app.line(2).contains("no flow matches"))
    }

    @Test func `ASCII terminals get ASCII sparklines`() {
        let app = App(columns: 150, rows: 12, flows: Self.flows, theme: .standard.with(.ascii))

        app.press("t")

        #expect(app.screen.utf8.allSatisfy { $0 < 0x80 })
        #expect(app.line(2).contains("#"))
    }

    @Test func `hostile hosts and paths stay in their cells`() {
        let urls = ["http://\u{1B}[31m.test/\u{202E}", "http://日本.test/\u{0}/" + String(repeating: "x/", count: 90)]
        let flows: [Flow] = (1...40).map { .sample($0, method: "\u{9B}M\($0)", url: urls[$0 % 2] + "\($0)") }
        let app = App(columns: 80, rows: 24, flows: flows)
        for size in [(80, 24), (200, 50), (30, 6), (31, 7), (1, 1), (119, 3), (80, 24)] {
            app.press("t")
            app.send(.resize(Size(columns: size.0, rows: size.1)))
            app.press("G", "g", "ctrl f", "tab", "S", "esc", "tab", "tab", "tab")
            app.press("t")
            #expect(!app.screen.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E || $0.value == 0 })
        }
    }

    @Test func `more endpoints than rows scroll`() {
        let flows: [Flow] = (1...40).map { .sample($0, url: "http://h\($0).test/") }
        let app = App(columns: 80, rows: 10, flows: flows)
        app.press("t", "G")
        #expect(app.line(7).hasPrefix("▌"))
        app.press("g")
        #expect(app.line(2).hasPrefix("▌"))
        app.send(.mouse(Mouse(.press, at: Point(column: 5, row: 4))))
        #expect(app.line(4).hasPrefix("▌"))
        app.send(.mouse(Mouse(.doubleClick, at: Point(column: 5, row: 4))))
        #expect(app.model.list.rows.count == 1)
    }
}

extension App {
    /// A command as typed after `:`.
    func run(_ line: String) -> [Effect] {
        press(":")
        type(line)
        press("enter")
        return effects
    }
}
