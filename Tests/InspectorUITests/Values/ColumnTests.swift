import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct ColumnTests {
    private func command(_ app: App, _ line: String) {
        app.press(":")
        app.type(line)
        app.press("enter")
    }

    private func app(columns: Int = 80) -> App { App(columns: columns, flows: ValueTests.flows) }

    @Test func `a value becomes a column, numbers to the right, in the order of its values`() {
        let app = app()
        app.press("g", "enter", "2", "=", "j", "j", "j", "j", "j", "c", "q")
        command(app, "column $.user['full name']")
        command(app, "sort at descending")

        expectScreen(
            app,
            """
             TIME  METHOD  HOST   PATH              ▼at full name       CODE    SIZE   TIME
             42:10 GET     api…om /v1/order…         12 –                200    46 B  38 ms
            ▌42:08 GET     api…om /v1/order…          3 Zoë              200   104 B  38 ms
             42:09 GET     api…om /v1/order…          – Ann              200    50 B  38 ms
             42:11 GET     api…om /v1/order…          – –                200     8 B  38 ms
            """,
            from: 1,
            rows: 5
        )
    }

    @Test func `a wide screen has room for all`() {
        let app = app(columns: 140)
        for path in ["$.ok", "$.errors[*].code", "$..at", "request $.item"] { command(app, "column \(path)") }

        expectScreen(
            app,
            """
             TIME▲     METHOD   HOST         PATH                 ok              code                        at        STATUS  TYPE       SIZE    TIME
            ▌10:42:08  GET      api.e…e.com  /v1/orders/1         false           E41                          3           200  json      104 B   38 ms
             10:42:09  GET      api.e…e.com  /v1/orders/2         true            –                            –           200  json       50 B   38 ms
             10:42:10  GET      api.e…e.com  /v1/orders/3         false           E41                         12           200  json       46 B   38 ms
             10:42:11  GET      api.e…e.com  /v1/orders/4         –               –                            –           200  json        8 B   38 ms
            """,
            from: 1,
            rows: 5
        )
    }

    @Test func `a narrow screen leaves out what it has no room for`() {
        let app = app(columns: 50)
        for path in ["$.ok", "$.errors[*].code", "$..at"] { command(app, "column \(path)") }

        #expect(app.line(1).contains("URL") && !app.line(1).contains(" at "))
        #expect(app.line(22).contains("column at added (no room here; C orders by it)"))
    }

    @Test func `the menu orders by a column and removes it`() {
        let app = app()
        command(app, "column $.ok")
        command(app, "column $..at")

        app.press("C", "j", "enter")
        #expect(app.model.list.order.column.name == "at")
        #expect(app.model.list.rows.map(\.rawValue) == [2, 4, 1, 3])

        app.press("C", "j", "d")
        #expect(app.model.list.order == .standard)
        expectScreen(
            app,
            """
             TIME▲ METHOD  HOST       PATH              ok              CODE    SIZE   TIME
            ▌42:08 GET     api.e….com /v1/orders/1      false            200   104 B  38 ms
             42:09 GET     api.e….com /v1/orders/2      true             200    50 B  38 ms
             42:10 GET     api.e….com /v1/orders/3      false            200    46 B  38 ms
             42:11 GET     api.e….com /v1/orders/4      –                200     8 B  38 ms




                      ┌─ Columns ────────────────────────────────────────────────┐
                      │  response  $.ok                                          │
                      └──────────────────────────────────────────────────────────┘









             column at added (C removes it)
             enter order by  d remove  ? help
            """,
            from: 1
        )
        app.press("d")
        #expect(app.model.columns.columns.isEmpty && app.model.screens.isEmpty)
    }

    @Test func `a click on the title orders by it, and S offers it`() {
        let app = app()
        command(app, "column $..at")
        let header = app.line(1)
        let place = header.firstRange(of: "at").map { header.distance(from: header.startIndex, to: $0.lowerBound) } ?? 0

        app.send(.mouse(Mouse(.press, at: Point(column: place, row: 1))))
        #expect(app.model.list.order.column.name == "at")
        app.press("S")
        #expect(app.screen.contains(" at "))
    }

    @Test(arguments: [
        ("column $.a[", "column 4"), ("column $.ok", "already"), ("column request", "unexpected r"),
        ("remove-column nothing", "no such"),
        ("sort nothing", "sorts by"),
    ])
    func `what cannot be a column is refused with the reason`(line: String, said: String) {
        let app = app()
        command(app, "column $.ok")

        command(app, line)

        #expect(app.line(22).contains(said), "\(app.line(22))")
    }

    @Test func `four are enough`() {
        let app = app()
        for path in ["$.a", "$.b", "$.c", "$.d", "$.e"] { command(app, "column \(path)") }

        #expect(app.line(22).contains("there are 4 such columns already"))
    }

    @Test func `a body that still comes has no value yet, and gets it when it ends`() {
        var flow = ValueTests.flow(1, #"{"n":1"#)
        let finished = flow.timing.finished
        flow.timing.finished = nil
        let app = App(flows: [flow])
        command(app, "column $.n")
        #expect(app.line(2).contains("…"))

        flow.response?.body = Body(#"{"n":12}"#)
        flow.timing.finished = finished
        app.record([flow])

        #expect(app.line(2).contains(" 12 "))
    }

    @Test func `large bodies are read one after the other`() {
        let large = "{\"n\":1,\"text\":\"\(String(repeating: "x", count: 2 << 20))\"}"
        let app = App(flows: (1...3).map { ValueTests.flow($0, large) })
        command(app, "column $.n")
        app.press("g")

        #expect(app.effects.count { if case .readColumns = $0 { true } else { false } } == 3)
        #expect((2...4).allSatisfy { app.line($0).contains(" 1 ") }, "\(app.screen)")
    }

    @Test func `only the rows in sight are read`() {
        let app = App(flows: (1...200).map { ValueTests.flow($0, "{\"n\":\($0)}") })
        command(app, "column $.n")

        let read = app.effects.filter { if case .readColumns = $0 { true } else { false } }
        #expect(read.count == 1)
        #expect(app.line(21).contains(" 200 ") && app.line(2).contains(" 181 "))
    }
}
