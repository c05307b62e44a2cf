import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct FilterPromptTests {
    private static let flows: [Flow] = (1...20).map {
        .sample($0, url: "http://\($0 % 2 == 0 ? "even" : "odd").example.com/\($0)", status: $0 > 17 ? 404 : 200)
    }

    @Test func `the list follows while typing, with the count`() {
        let app = App(rows: 9, flows: Self.flows)

        app.press("f")
        app.type("~d even ~c 404")

        expectScreen(
            app,
            """
             TIME▲ METHOD  HOST            PATH                         CODE    SIZE   TIME
            """,
            from: 1,
            rows: 1
        )
        #expect(app.line(0).hasSuffix("2 of 20 flows"))
        #expect(app.line(2).contains("/18 "))
        #expect(app.line(3).contains("/20 "))
        #expect(app.line(7) == " filter  ~d even ~c 404                                           2 of 20 match")
        #expect(app.terminal.screen.cursor == Point(column: 23, row: 7))
    }

    @Test func `a mistake is underlined in its place and explained, the list stays`() {
        let app = App(rows: 9, flows: Self.flows)
        app.press("f")
        app.type("~d even & ~xyz")

        // The place is underlined: no need to say it.
        #expect(app.line(8) == " unknown term ~xyz (expected a term such as ~d, ~u, ~m, ~c, ~h or ~b)")
        let styles = app.terminal.styles { $0.attributes.contains(.underline) ? "U" : " " }
        let line = styles.split(separator: "\n", omittingEmptySubsequences: false)[7]
        #expect(line == "                   UUUU")
        #expect(app.model.list.rows.count == 10)
    }

    @Test func `Enter does not take a mistake, and nothing typed is lost`() {
        let app = App(rows: 9, flows: Self.flows)
        app.press("f")
        app.type("~xyz")

        app.press("enter")

        #expect(app.line(7).hasPrefix(" filter  ~xyz"))
        #expect(app.line(8).hasPrefix(" unknown term ~xyz"))
        app.press("esc")
        #expect(app.model.list.rows.count == 20)
    }

    @Test func `Esc goes back to the filter there was`() {
        let app = App(rows: 9, flows: Self.flows)
        app.press("f")
        app.type("even")
        app.press("enter", "f")
        app.type(" ~c 404")
        #expect(app.model.list.rows.count == 2)

        app.press("esc")

        #expect(app.model.list.rows.count == 10)
        #expect(app.line(7) == " filter  even                                                    10 of 20 match")
    }

    @Test func `up and down go through earlier filters`() {
        let app = App(rows: 9, flows: Self.flows)
        for text in ["even", "odd"] {
            app.press("f", "ctrl u")
            app.type(text)
            app.press("enter")
        }

        app.press("f", "up", "up")

        #expect(app.line(7).hasPrefix(" filter  even"))
        #expect(app.model.list.filter.text == "even")
    }

    @Test func `Tab completes terms and goes round`() {
        let app = App(rows: 20, flows: Self.flows)
        app.press("f")
        app.type("~siz")

        app.press("tab")

        #expect(app.line(18).hasPrefix(" filter  ~size"))
    }

    @Test func `Tab after a term offers what the flows have`() {
        let app = App(rows: 20, flows: Self.flows)
        app.press("f")
        app.type("~d ")

        app.press("tab")
        #expect(app.line(18).hasPrefix(" filter  ~d even.example.com"))
        #expect(app.line(17).contains("odd.example.com   10 flows"))
        app.press("tab")
        #expect(app.line(18).hasPrefix(" filter  ~d odd.example.com"))
        app.press("shift tab")

        #expect(app.line(18).hasPrefix(" filter  ~d even.example.com"))
        #expect(app.model.list.filter.text == "~d even.example.com")
    }

    @Test func `a filter that matches nothing says so`() {
        let app = App(rows: 9, flows: Self.flows)
        app.press("f")
        app.type("nowhere")

        #expect(app.line(2) == " none of 20 flows match the filter (f edits it)")
        app.press("enter", "d")
        #expect(app.line(7) == " there is no flow in the list")
    }

    @Test func `a pasted filter is one line`() {
        let app = App(rows: 9, flows: Self.flows)

        app.press("f")
        app.send(.paste("~d even\n~c 404\u{1B}[31m"))

        #expect(app.line(7).hasPrefix(" filter  ~d even ~c 404^[[31m"))
    }
}
