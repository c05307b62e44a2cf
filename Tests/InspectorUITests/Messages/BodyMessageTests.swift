import FlowKit
import InspectorUI
import TerminalKit
import Testing

/// Events, rows of JSON and messages of gRPC in the table of messages.
@Suite struct BodyMessageTests {
    private static func flow(_ type: String, _ body: String, id: Int = 1, isOpen: Bool = false) -> Flow {
        var flow = Flow.sample(id, url: "https://api.example.com/prices", status: 200)
        flow.response?.headers = [("Content-Type", type)]
        flow.response?.body = Body(body)
        if isOpen { flow.timing.finished = nil }
        return flow
    }

    private static let events = """
        event: price
        id: 7
        data: {"symbol":"ABC","price":17.5}

        : keep-alive

        data: plain


        """

    @Test func `events are listed by name, with the one under the cursor below`() {
        let app = App(flows: [Self.flow("text/event-stream", Self.events)])

        app.press("enter", "6")

        expectScreen(
            app,
            """
             GET https://api.example.com/prices                          200 · 83 B · 38 ms
            ─  Request  ─  Response  ─  Timing  ─  Connection  ─  Rules  ─[ Messages ]──────
               # FROM     TYPE           SIZE     MESSAGE                        3 messages
            ▌  1 server ← price 7        29 B     {"symbol":"ABC","price":17.5}
               2 server ← comment        12 B     : keep-alive
               3 server ← message         5 B     plain





            ── #1 from server ← price 7 · json · 29 B, 54 B on the wire ────────────────────
            ▾{
               "symbol": "ABC",
               "price": 17.5
             }






             enter open  f filter  tab next tab  / search  q back  : command  ? help
            """,
            from: 1
        )
    }

    @Test func `an event that comes is listed at once, and the cursor goes along`() {
        var text = Self.events
        let app = App(flows: [Self.flow("text/event-stream", text, isOpen: true)])
        app.press("enter", "6")
        #expect(app.line(3).contains("3 messages  following"))

        text += "event: late\ndata: 1\n\ndata: not yet whole"
        app.record([Self.flow("text/event-stream", text, isOpen: true)])
        #expect(app.line(7).hasPrefix("▌  4 server ← late"))
        app.press("k")
        app.record([Self.flow("text/event-stream", text)])

        #expect(app.line(6).hasPrefix("▌  3 server ← message"))
        #expect(app.line(8).contains("not yet whole") && app.line(3).contains("5 messages"))
    }

    @Test func `a large body is listed elsewhere`() {
        let rows = (1...20_000).map { "{\"n\":\($0)}\n" }.joined()
        let app = App(flows: [Self.flow("application/x-ndjson", rows)])

        app.press("enter", "6", "G")

        #expect(app.effects.contains { if case .list = $0 { true } else { false } })
        #expect(app.line(11).contains("{\"n\":20000}"))
        #expect(app.line(3).contains("20,000 messages"))
        app.press("f")
        app.type("~json '$.n > 19998'")
        app.press("enter")
        #expect(app.line(3).contains("2 of 20,000"))
    }

    @Test func `another flow's list is not mixed up with this one's`() {
        let rows = (1...20_000).map { "{\"n\":\($0)}\n" }.joined()
        let app = App(flows: [
            Self.flow("application/x-ndjson", rows, id: 1), Self.flow("application/x-ndjson", "{}\n", id: 2),
            Self.flow("application/json", "{}", id: 3),
        ])

        app.press("g", "enter", "6", "l")
        #expect(app.line(3).contains("1 message"))
        app.press("l")
        #expect(!app.line(2).contains("Messages"))
        app.press("h", "h")
        #expect(app.line(3).contains("20,000 messages"))
    }

    @Test func `an event is copied, and a value of it filters flows`() {
        let app = App(flows: [
            Self.flow("text/event-stream", Self.events, id: 1),
            Self.flow("application/json", #"{"price":17.5}"#, id: 2),
            Self.flow("application/json", #"{"price":3}"#, id: 3),
        ])

        app.press("g", "enter", "6", "y", "p")
        guard case .copy(let bytes, _) = app.effects.last else {
            Issue.record("nothing was copied: \(app.screen)")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"symbol":"ABC","price":17.5}"#)
        app.press("=", "j", "j", "enter")
        #expect(app.model.list.filter.text == "~jsons \"$.price == 17.5\"")
        #expect(app.model.list.rows.map(\.rawValue) == [1, 2])
    }

    @Test func `no byte of an event reaches the terminal as a control`() {
        let hostile = "event: \u{1B}]0;x\u{7}\nid: \u{9B}2J\ndata: \u{1B}[2J\u{202E}日本🇩🇪\n\n: \u{1B}c\n\n\u{0}\u{8}\n\n"
        let app = App(flows: [Self.flow("text/event-stream", hostile)])
        app.press("enter", "6")

        for key in ["j", "k", "enter", "q", "y", "esc", "f", "esc", "=", "esc", "J"] {
            app.press(key)
            let scalars = app.terminal.screen.cells.map(\.text).joined().unicodeScalars
            #expect(!scalars.contains { $0.properties.generalCategory == .control || $0.value == 0x202E })
        }
    }
}
