import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct BlockPopupTests {
    @Test func `b proposes the exact URL and says what it would have stopped`() {
        let app = App(flows: Self.flows)

        app.press("g", "b")

        #expect(
            popup(app) == """
                ┌─ Block ──────────────────────────────────────────────────────────────────┐
                │ scope   https://ads.tracker.test/pixel.gif?a=1               ‹exact URL› │
                │ answer  403 Forbidden                                           ‹status› │
                │ would have stopped 1 of 5 flows                                          │
                │ enter block   tab wider   a answer   e edit   esc leave it               │
                └──────────────────────────────────────────────────────────────────────────┘
                """
        )
    }

    @Test func `tab and b widen the scope, a changes the answer`() {
        let app = App(flows: Self.flows)

        app.press("g", "b", "b")
        #expect(popup(app).contains("https://ads.tracker.test/pixel.gif        "))
        #expect(popup(app).contains("‹path without query›"))
        #expect(popup(app).contains("would have stopped 2 of 5 flows"))
        app.press("tab")
        #expect(popup(app).contains("would have stopped 3 of 5 flows"))
        app.press("b", "a", "a")
        #expect(popup(app).contains("*.ads.tracker.test"))
        #expect(popup(app).contains("would have stopped 4 of 5 flows"))
        #expect(popup(app).contains("the connection is reset"))
        app.press("b")
        #expect(popup(app).contains("‹exact URL›"))
    }

    @Test func `enter makes the rule at once, and u takes it back`() {
        let app = App(flows: Self.flows)

        app.press("g", "b", "b", "b", "a", "enter")

        #expect(app.line(22) == " blocked from now on: ads.tracker.test (u undoes)")
        #expect(app.line(0).contains("1 rule on"))
        #expect(app.rules.current.rules.map(\.definition.action) == ["204"])
        #expect(app.rules.current.verdict(for: Self.flows[0]) != .allow)
        #expect(app.rules.current.verdict(for: Self.flows[4]) == .allow)
        app.press("u")
        #expect(app.rules.current.rules.isEmpty)
    }

    @Test func `esc leaves everything as it was`() {
        let app = App(flows: Self.flows)

        app.press("g", "b", "esc")

        #expect(!app.screen.contains("Block"))
        #expect(app.rules.current.rules.isEmpty)
    }

    @Test func `e edits the expression first`() {
        let app = App(flows: Self.flows)

        app.press("g", "b", "tab", "tab", "e")
        app.type(" & ~m POST")
        app.press("enter", "enter", "enter")

        #expect(app.rules.current.rules.first?.filter.text.hasSuffix("& ~m POST") == true)
    }

    @Test func `many flows are counted elsewhere`() {
        let app = App(flows: (1...1_500).map { .sample($0) })

        app.press("g", "b")

        #expect(app.effects.contains { if case .count = $0 { true } else { false } })
        #expect(popup(app).contains("would have stopped 1,500 of 1,500 flows"))
    }

    @Test func `the count stays with the total it was counted in`() {
        let app = App(flows: Self.flows)
        app.press("g", "b")

        app.record((6...9).map { .sample($0) })

        #expect(popup(app).contains("would have stopped 1 of 5 flows"))
    }

    private func popup(_ app: App) -> String {
        (8...13).map { app.line($0).trimmed }.joined(separator: "\n")
    }

    static let flows: [Flow] = [
        .sample(1, url: "https://ads.tracker.test/pixel.gif?a=1"),
        .sample(2, url: "https://ads.tracker.test/pixel.gif?a=2"),
        .sample(3, url: "https://ads.tracker.test/other"),
        .sample(4, url: "https://eu.ads.tracker.test/pixel.gif"),
        .sample(5, url: "https://api.example.com/"),
    ]
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
