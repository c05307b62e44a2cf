import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct ValueTests {
    static let bodies = [
        #"{"ok":false,"errors":[{"code":"E41","at":3},{"code":"E\"42\"\n","at":17.5}],"user":{"full name":"Zoë"}}"#,
        #"{"ok":true,"errors":[],"user":{"full name":"Ann"}}"#,
        #"{"ok":false,"errors":[{"code":"E41","at":12}]}"#,
        "not JSON",
    ]

    static func flow(_ id: Int, _ body: String) -> Flow {
        var flow = Flow.sample(id, url: "http://api.example.com/v1/orders/\(id)")
        flow.response?.body = Body(body)
        return flow
    }

    static var flows: [Flow] { bodies.enumerated().map { flow($0.offset + 1, $0.element) } }

    @Test func `a value of a body is chosen by its line, and shown as what it is in every flow`() {
        let app = App(flows: Self.flows)

        app.press("g", "enter", "2", "=", "j", "j", "j", "j")

        expectScreen(
            app,
            #"""
             GET http://api.example.com/v1/orders/1                     200 · 104 B · 38 ms
            ─  Request  ─[ Response ]─  Timing  ─  Connection  ─  Rules  ───────────────────
             HTTP/1.1 200
             Content-Type  application/json

             json · 104 B
            ▾{
               "ok": false,
            ▾  "errors": [
            ▾    {
            ▌      "code": "E41",
                   "at": 3
                 },
            ▾    {
                   "code": "E\"42\"\n",
                   "at": 17.5
                 }
               ],
            ▾  "user": {
                 "full name": "Zoë"
             $.errors[0].code == "E41"

             enter filter  c column  * any element  esc back  ? help
            """#,
            from: 1
        )
    }

    @Test func `enter filters on the value, beside what the filter asks`() {
        let app = App(flows: Self.flows)
        app.press("f")
        app.type("~m GET | ~m POST")
        app.press("enter", "g", "enter", "2", "=", "j", "j", "j", "j", "enter")

        #expect(app.model.list.filter.text == #"(~m GET | ~m POST) & ~jsons '$.errors[0].code == "E41"'"#)
        #expect(app.model.list.rows.map(\.rawValue) == [1, 3])
    }

    @Test(arguments: [
        (["j", "j", "j", "j", "*"], #"~jsons '$.errors[*].code == "E41"'"#, [1, 3]),
        (["j", "j", "j", "j", "*", "*"], #"~jsons '$.errors[0].code == "E41"'"#, [1, 3]),
        (["j"], "~jsons \"$.ok == false\"", [1, 3]),
        ([], "~jsons \"$\"", [1, 2, 3]),
        (["j", "j"], "~jsons \"$.errors\"", [1, 2, 3]),
        (["G", "k", "k"], #"~jsons "$.user['full name'] == \"Zoë\"""#, [1]),
        (["G"], "~jsons \"$\"", [1, 2, 3]),
        (["j", "j", "j", "j", "j", "j", "j", "j"], #"~jsons '$.errors[1].code == "E\"42\"\n"'"#, [1]),
    ])
    func `what is chosen is asked of every flow`(keys: [String], filter: String, found: [Int]) {
        let app = App(flows: Self.flows)
        app.press("g", "enter", "2", "=")

        for key in keys { app.press(key) }
        app.press("=")

        #expect(app.model.list.filter.text == filter)
        #expect(app.model.list.rows.map(\.rawValue) == found)
    }

    @Test func `esc goes back to reading`() {
        let app = App(flows: Self.flows)
        app.press("g", "enter", "2")
        let before = app.screen

        app.press("=", "j", "esc")

        #expect(app.screen == before)
    }

    @Test func `what is no JSON text has no values to choose`() {
        let app = App(flows: Self.flows)
        app.press("G", "enter", "2", "=")
        #expect(app.line(22).contains("this page shows no JSON text"))

        app.press("3", "=")
        #expect(app.line(22).contains("this page shows no JSON text"))
    }

    @Test func `a value inside what is folded is chosen by the line that hides it`() {
        let app = App(flows: Self.flows)
        app.press("g", "enter", "2", "z", "=", "j", "j", "enter")

        #expect(app.model.list.filter.text == "~jsons \"$.errors\"")
    }

    @Test func `the mouse chooses a value`() {
        let app = App(flows: Self.flows)
        app.press("g", "enter", "2", "=")
        let row = (0..<24).first { app.line($0).contains("\"ok\"") } ?? 0

        app.send(.mouse(Mouse(.press, at: Point(column: 5, row: row))))
        app.press("enter")

        #expect(app.model.list.filter.text == "~jsons \"$.ok == false\"")
    }

    @Test func `a value of a message asks the messages of its sender`() {
        let talk: [StreamMessage] = [.client(#"{"subscribe":"orders"}"#), .server(#"{"price":17.5}"#)]
        let app = App(flows: [.webSocket(1, talk), .webSocket(2, [.server(#"{"price":3}"#)])])

        app.press("g", "enter", "6", "g", "=", "j", "enter")
        #expect(app.model.list.filter.text == #"~jsonq '$.subscribe == "orders"'"#)
        #expect(app.model.list.rows.map(\.rawValue) == [1])
    }

    @Test func `the cursor stays in sight when the screen shrinks`() {
        let app = App(flows: Self.flows)
        app.press("g", "enter", "2", "=", "G", "k", "k")

        app.send(.resize(Size(columns: 60, rows: 10)))

        #expect((2..<7).contains { app.line($0).hasPrefix("▌") && app.line($0).contains("full name") }, "\(app.screen)")
    }

    @Test func `a text longer than the screen is chosen as one value`() {
        let long = String(repeating: "word ", count: 20_000)
        let app = App(flows: [Self.flow(1, "{\"long\":\"\(long)\",\"after\":1}")])
        app.press("g", "enter", "2", "=", "j")

        #expect(app.line(8).hasPrefix("▌  \"long\": \"word"), "\(app.screen)")
        app.press("enter")
        #expect(app.line(22).contains("too long to filter on"))
        app.press("j")
        #expect((2...20).contains { app.line($0).hasPrefix("▌  \"after\": 1") }, "\(app.screen)")
        app.press("k")
        #expect((2..<20).contains { app.line($0).hasPrefix("▌  \"long\"") })
    }

    @Test func `a text nested deep is gone through`() {
        let deep = String(repeating: "[", count: 3_000) + String(repeating: "]", count: 3_000)
        let app = App(flows: [Self.flow(1, deep)])

        app.press("g", "enter", "2", "=", "j", "j", "G", "k", "g", "j")

        #expect(app.line(21) == " $[0]")
    }

    @Test func `messages that come leave the value that is chosen`() {
        var flow = Flow.webSocket(1, [.server(#"{"price":1}"#)])
        let app = App(flows: [flow])
        app.press("enter", "6", "=", "j")

        flow.say(.server(#"{"price":2}"#))
        app.record([flow])
        #expect(app.line(21) == " $.price == 1")
        app.press("enter")

        #expect(app.model.list.filter.text == "~jsons \"$.price == 1\"")
    }

    @Test func `any keys on any body leave the screen whole`() {
        var random = SystemRandomNumberGenerator()
        let keys = [
            "=", "j", "k", "g", "G", "*", "z", "tab", "1", "2", "esc", "enter", "ctrl d", "ctrl u", "/", "x", "c", "C",
            "d", "S", "l", "h",
        ]
        let deep = String(repeating: "[", count: 300) + "{\"a\":\"\u{1B}[31m\"}" + String(repeating: "]", count: 300)
        let flows = [deep, "[]", "{}", "5", #"{"":{"":""}}"#, "[1,2", #"{"a":"\ud800","b":1e999}"#].enumerated()
            .map { Self.flow($0.offset + 1, $0.element) }
        let app = App(flows: flows)
        app.press("g", "enter", "2")
        for _ in 0..<400 { app.press(keys.randomElement(using: &random) ?? "j") }

        #expect(app.screen.split(separator: "\n", omittingEmptySubsequences: false).count == 24)
    }
}
