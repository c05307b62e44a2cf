import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct DetailSearchTests {
    @Test func `every hit is highlighted while typing, and n and N go around`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter", "2", "/")
        app.type("lock")
        #expect(app.line(22).hasSuffix("hit 1 of 3"))
        #expect(highlighted(app) == ["lock", "lock", "Lock"])
        app.press("enter", "n", "n")
        #expect(app.line(21) == " / lock                                                              hit 3 of 3")
        app.press("n")
        #expect(app.line(21).hasSuffix("hit 1 of 3"))
        app.press("N")
        #expect(app.line(21).hasSuffix("hit 3 of 3"))
        app.press("esc")
        #expect(highlighted(app).isEmpty)
        #expect(app.line(2).contains("[ Response ]"))
    }

    @Test func `a capital makes case count, fields are searched too, and nothing found says so`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter", "2", "/")
        app.type("Lock")
        app.press("enter")
        #expect(app.line(21).hasSuffix("hit 1 of 1"))
        app.press("/", "ctrl u")
        app.type("retry-after")
        app.press("enter")
        #expect(app.line(21).hasSuffix("hit 1 of 1"))
        app.press("/", "ctrl u")
        app.type("absent")
        app.press("enter")
        #expect(app.line(21).hasSuffix("not found"))
    }

    @Test func `a search reaches what a long body does not show at first, and scrolls to it`() {
        var flow = Flow.sample(1)
        flow.response?.headers = [("Content-Type", "text/plain")]
        flow.response?.body = Body((1...20_000).map { "line \($0)" }.joined(separator: "\n"))
        let app = App(flows: [flow])

        app.press("enter", "2", "/")
        app.type("line 19999")
        app.press("enter")

        #expect(app.line(21).hasSuffix("hit 1 of 1"))
        #expect(highlighted(app) == ["line 19999"])
    }

    @Test func `leaving the prompt with esc brings the earlier search back`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter", "2", "/")
        app.type("dead")
        app.press("enter", "/", "ctrl u")
        app.type("zzz")
        app.press("esc")

        #expect(app.line(21).hasPrefix(" / dead"))
        #expect(app.line(21).hasSuffix("hit 1 of 2"))
    }

    /// The texts drawn as hits, read row by row.
    private func highlighted(_ app: App) -> [String] {
        let screen = app.terminal.screen
        return (3..<21).flatMap { row in
            var texts: [String] = []
            var wasHit = false
            for cell in screen.row(row) {
                let isHit = cell.style == app.model.theme[.hit] || cell.style == app.model.theme[.currentHit]
                if isHit { if wasHit { texts[texts.count - 1] += cell.text } else { texts.append(cell.text) } }
                wasHit = isHit
            }
            return texts
        }
    }
}
