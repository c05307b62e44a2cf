import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct RulesScreenTests {
    @Test func `rules stand in order with their hits, live`() throws {
        let app = try app()
        app.press("R")
        expectRules(
            app,
            """
            ▌[x]   1 block  403        ~d ads.tracker.test                     0      never
             [ ]   2 block  reset      telemetry: ~u /telemetry                0      never
             [x]   3 block  drop       ~m POST & ~d stage.example.com          0      never
            """
        )

        let rule = app.rules.current.rules[0]
        for _ in 0..<31 { app.rules.recordHit(RuleHit(id: rule.id, name: rule.name), at: app.now + .seconds(1)) }
        app.post(.rules(RuleStatus(app.rules)))

        #expect(app.line(2).hasSuffix("31   10:42:08"))
    }

    @Test func `an answer is shown whole where there is room`() throws {
        let app = App(columns: 120)
        try app.rules.add(RuleDefinition(expression: "~d a.test", action: "403 \"no ads here\""))
        app.post(.rules(RuleStatus(app.rules)))

        app.press("R")

        #expect(app.line(2).hasPrefix("▌[x]   1 block  403 \"no ads here\" ~d a.test"))
    }

    @Test func `R leaves the rules as well, and the footer does not offer what is there`() throws {
        let app = try app()
        app.press("R")
        #expect(!app.line(23).contains("R rules"))
        #expect(!app.line(23).contains("f filter"))

        app.press("R")

        #expect(app.model.screens.isEmpty)
    }

    @Test func `space turns a rule off and on while traffic flows`() throws {
        let app = try app()

        app.press("R", "space")
        #expect(app.line(2).hasPrefix("▌[ ]   1"))
        #expect(app.rules.current.enabledCount == 1)
        app.press("space")
        #expect(app.rules.current.enabledCount == 2)
    }

    @Test func `J and K move a rule and the cursor goes along`() throws {
        let app = try app()

        app.press("R", "J", "J", "J")
        #expect(app.line(4).hasPrefix("▌[x]   3 block  403"))
        app.press("K")
        #expect(app.line(3).hasPrefix("▌[x]   2 block  403"))
        #expect(app.rules.current.rules.map(\.action.text) == ["reset", "403", "drop"])
    }

    @Test func `d deletes and u puts the rule back where it was, with its hits`() throws {
        let app = try app()
        let rule = app.rules.current.rules[1]
        app.rules.recordHit(RuleHit(id: rule.id, name: rule.name), at: app.now)

        app.press("R", "j", "d")
        #expect(app.line(22) == " deleted the rule telemetry (u undoes)")
        #expect(app.line(3).hasPrefix("▌[x]   2 block  drop"))
        app.press("u")
        #expect(app.line(3).hasPrefix(" [ ]   2 block  reset"))
        #expect(app.line(3).hasSuffix("1   10:42:07"))
    }

    @Test func `adding asks for match, answer and name`() {
        let app = App()

        app.press("R", "a")
        app.type("~m POST")
        app.press("enter", "ctrl u")
        app.type("451 \"gone\"")
        app.press("enter")
        app.type("No posts")
        app.press("enter")

        expectRules(app, "▌[x]   1 block  451 \"gone\" No posts: ~m POST                       0      never")
    }

    @Test func `what is wrong with a rule is said while typing and keeps the prompt open`() {
        let app = App()

        app.press("R", "a")
        app.type("~c 404")
        #expect(app.line(23) == " ~c needs the response, and rules decide before that (expected ~d, ~u, ~m, ~hq)")
        app.press("enter")
        #expect(app.line(22).hasPrefix(" new rule matches  ~c 404"))
        app.press("ctrl u")
        app.type("~all")
        app.press("enter", "ctrl u")
        app.type("99")
        #expect(app.line(23).hasPrefix(" unknown action 99"))
        app.press("esc")

        #expect(app.rules.current.rules.isEmpty)
    }

    @Test func `enter changes a rule, which keeps its place and its hits`() throws {
        let app = try app()

        app.press("R", "enter")
        app.type(" | ~d more.test")
        app.press("enter", "enter", "enter")

        #expect(app.rules.current.rules[0].filter.text == "~d ads.tracker.test | ~d more.test")
        #expect(app.rules.current.rules.count == 3)
    }

    @Test func `without rules the screen says how to get one`() {
        let app = App()

        app.press("R")

        #expect(app.line(3) == " No rules yet: all traffic passes.")
        app.press("space")
        #expect(app.line(22) == " there are no rules: a adds one")
    }

    private func app() throws -> App {
        let app = App()
        try app.rules.add(RuleDefinition(expression: "~d ads.tracker.test"))
        try app.rules.add(
            RuleDefinition(name: "telemetry", expression: "~u /telemetry", action: "reset", isEnabled: false)
        )
        try app.rules.add(RuleDefinition(expression: "~m POST & ~d stage.example.com", action: "drop"))
        app.post(.rules(RuleStatus(app.rules)))
        return app
    }

    private func expectRules(_ app: App, _ expected: String) {
        let count = expected.split(separator: "\n").count
        #expect((2..<(2 + count)).map(app.line).joined(separator: "\n") == expected)
    }
}
