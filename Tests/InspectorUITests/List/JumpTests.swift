import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct JumpTests {
    /// 2026-01-01 10:42:00 UTC.
    private static let start = Timestamp(nanoseconds: 1_767_264_120_000_000_000)

    private static let flows: [Flow] = (1...30).map { number in
        var flow = Flow.sample(
            number,
            url: "http://api.test/\(number % 5 == 0 ? "orders" : "users")/\(number)",
            status: number % 10 == 0 ? 500 : 200
        )
        flow.timing.started = start + .seconds(number * 60)
        if number == 7 { flow.error = FlowError(.clientClosed, "gone") }
        flow.isMarked = number % 12 == 0
        return flow
    }

    @Test(arguments: [
        (")", 7), (") )", 10), (") ) ) ) (", 20), ("'", 12), ("' '", 24), ("' ' \"", 12), ("}", 2), ("j j j j }", 10),
        ("j j j j } {", 5),
    ])
    func `keys go to the next and the previous of a kind`(keys: String, id: Int) {
        let app = App(rows: 8, flows: Self.flows)
        app.press("g")

        for key in keys.split(separator: " ") { app.press(String(key)) }

        #expect(app.model.list.selection == FlowID(id))
        #expect(app.screen.contains("▌"))
    }

    @Test func `a path with the same start is not the same endpoint`() {
        let paths = ["/users/1", "/users/list", "/users/2/orders", "/usersettings/3", "/users/2?page=1"]
        let app = App(rows: 8, flows: paths.enumerated().map { .sample($0 + 1, url: "http://api.test\($1)") })

        app.press("g", "}")

        #expect(app.model.list.selection == FlowID(5))
        app.press("}")
        #expect(app.line(6) == " no flow of this endpoint below")
    }

    @Test(arguments: [
        ("25", 25), ("10:50", 8), ("10:50:01", 9), ("10:42", 1), ("11:30", 30), ("09:00", 1),
    ])
    func `goto finds a flow by number and by time of day`(place: String, id: Int) {
        let app = App(rows: 8, flows: Self.flows)

        app.press("ctrl g")
        app.type(place)
        app.press("enter")

        #expect(app.model.list.selection == FlowID(id))
    }

    @Test func `where there is nothing to go to, the cursor stays and it is said why`() {
        let app = App(rows: 8, flows: Self.flows)
        app.press("g")

        app.press("(")
        #expect(app.line(6) == " no flow that failed above")
        app.press("ctrl g")
        app.type("99")
        app.press("enter")
        #expect(app.line(6) == " there is no flow 99")
        app.press(":")
        app.type("goto noon")
        app.press("enter")
        #expect(app.line(6).hasPrefix(" goto takes a time such as 12:30:05, or a flow's number"))
        app.press("f")
        app.type("~c 500")
        app.press("enter", "ctrl g")
        app.type("3")
        app.press("enter")
        #expect(app.line(6) == " the filter hides flow 3: show-all lifts it")
        #expect(app.model.list.rows.count == 3)
    }

    @Test func `jumps go down the list, whatever its order`() {
        let app = App(rows: 8, flows: Self.flows)
        app.press(":")
        app.type("sort time descending")
        app.press("enter", "g", ")")

        #expect(app.model.list.selection == FlowID(20))
        app.press(":")
        app.type("sort path")
        app.press("enter", "g")
        #expect(app.model.list.selection == FlowID(10), "/orders/10 is the first path")
        app.press(")")
        #expect(app.model.list.selection == FlowID(20))
    }
}
