import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct EditorScreenTests {
    @Test func `what is edited is sent, and its response shows beside the text`() {
        let app = App(columns: 120, rows: 12, flows: [.failingOrder()])

        app.press("e", "alt d")
        app.type("PUT")
        app.press("ctrl end", "ctrl w")
        app.type(#"{"item":"pen"}"#)
        app.press("ctrl s")

        guard case .replay(let request, of: FlowID(1), isEdited: true) = app.effects.last else {
            Issue.record("nothing was sent: \(app.screen)")
            return
        }
        #expect(request.method == "PUT")
        #expect(request.headers["Content-Length"] == "14")
        #expect(app.line(10) == " sent PUT https://api.example.com/v1/orders?dry=1")
        app.record([replay(status: 404)])
        #expect(
            (1...9).map(app.line).joined(separator: "\n") == """
                 Edit and send, from flow #1                    line 7 of 7                                     was 500 · 74 B · 412 ms
                 PUT https://api.example.com/v1/orders?dry=1 HTTP/1.1       │ POST https://ap…ers?dry=1  ✎ edited · 404 · 74 B · 412 ms
                 Host: api.example.com                                      │─  Request  [ Response ]  Timing    Connection    Rules  ──
                 content-type: application/json                             │ HTTP/1.1 404
                 Content-Length: 17                                         │ Content-Type  application/json
                 X-Request-Id: 7f1c                                         │ Retry-After   120
                                                                            │
                 {"item":"pen"}                                             │ json · 74 B
                                                                            │▾{
                """
        )
    }

    @Test func `below 120 columns the response stands under the text, and shift tab goes there`() {
        let app = App(flows: [.failingOrder()])
        app.press("e", "ctrl s")
        app.record([replay(status: 404)])

        #expect(app.line(8) == " {\"item\":\"pencil\"}")
        #expect(app.line(9).hasSuffix("─ was 500 · 74 B · 412 ms ─"))
        #expect(app.line(11).contains("[ Response ]"))
        #expect(app.line(12) == " HTTP/1.1 404")
        app.press("shift tab", "j", "/")
        app.type("lock")
        app.press("enter")
        #expect(app.line(21).hasSuffix("hit 1 of 3"))
        app.press("tab")
        #expect(app.line(11).contains("[ Timing ]"))
        app.press("shift tab")
        app.type("X")
        #expect(app.line(2).hasPrefix(" XPOST"))
    }

    @Test func `what cannot be read keeps the editor open with the line marked`() {
        let app = App(flows: [.failingOrder()])

        app.press("e", "down")
        app.type("broken line")
        app.press("enter", "up", "ctrl s")

        let message = "line 2: a field is Name: value, and an empty line ends the fields"
        #expect(app.line(1).hasPrefix(" \(message)"))
        #expect(app.line(22) == " \(message)")
        #expect(app.effects.isEmpty)
        #expect(app.terminal.screen[column: 1, row: 3].style.attributes.contains(.underline))
        #expect(app.terminal.screen.cursor == Point(column: 1, row: 3))
        app.type("X-Note: ")
        app.press("ctrl s")
        #expect(app.effects.count == 1)
    }

    @Test func `a request that servers may misread is sent when one insists`() {
        let app = App(flows: [.failingOrder()])

        app.press("e", "down", "down", "down", "end", "backspace")
        app.type("9")
        app.press("ctrl s")
        #expect(app.effects.isEmpty)
        #expect(app.line(22).contains("Content-Length says 19, the body has 17 bytes"))
        app.press("ctrl s")
        #expect(app.effects.count == 1)
    }

    @Test func `closing keeps what was typed, and opening again shows it and says so`() {
        let app = App(flows: [.failingOrder(), .sample(2)])

        app.press("g", "e", "end")
        app.type("!")
        app.press("esc")
        #expect(app.line(22) == " draft kept: e opens it again")
        app.press("j", "e")
        #expect(app.line(2).hasPrefix(" GET http://example.com/"))
        app.press("esc", "k", "e")
        #expect(app.line(2).hasSuffix("HTTP/1.1!"))
        #expect(app.line(1).contains("draft from before, alt r starts over"))
        app.press("alt r")
        #expect(app.line(2).hasSuffix("HTTP/1.1"))
        app.press("ctrl z")
        #expect(app.line(2).hasSuffix("HTTP/1.1!"))
    }

    @Test func `a flow that is dropped while it is edited can still be sent, and its draft be found`() {
        let app = App(flows: [.failingOrder(), .sample(2)])
        app.press("g", "e", "end")
        app.type("!")

        app.store.remove([FlowID(1)])
        app.record([])
        #expect(app.line(2).hasSuffix("HTTP/1.1!"))
        app.press("esc", ":")
        app.type("edit 1")
        app.press("enter", "end", "backspace", "ctrl x", "s")

        #expect(app.effects.last == .replay(Flow.failingOrder().request, of: FlowID(1), isEdited: false))
    }

    @Test func `an external editor gets the text and gives it back`() {
        let app = App(flows: [.failingOrder()])

        app.press("E")
        guard case .editExternally(let text, of: FlowID(1)) = app.effects.last else {
            Issue.record("no editor was asked for")
            return
        }
        #expect(text.hasPrefix("POST https://api.example.com/v1/orders?dry=1 HTTP/1.1\nHost:"))
        app.post(.externallyEdited(FlowID(1), text: "GET https://other.test/ HTTP/1.1\n\n"))

        #expect(app.line(2) == " GET https://other.test/ HTTP/1.1")
    }

    @Test(arguments: [("\n", ""), ("\n\n", "\n"), ("", "")])
    func `the line break that an external editor adds at the end is no change of the body`(added: String, left: String)
    {
        let app = App(flows: [.failingOrder()])
        app.press("E")
        guard case .editExternally(let text, of: let id) = app.effects.last else {
            Issue.record("no editor was asked for")
            return
        }

        app.post(.externallyEdited(id, text: text + added))
        app.press("ctrl s")

        guard case .replay(let request, of: id, isEdited: let isEdited) = app.effects.last else {
            Issue.record("nothing was sent")
            return
        }
        #expect(request.body?.bytes == Array((#"{"item":"pencil"}"# + left).utf8))
        #expect(isEdited == !left.isEmpty)
    }

    @Test func `r sends a request again as it was, from the list and from the detail`() {
        let flow = Flow.failingOrder()
        let app = App(flows: [flow])

        app.press("r", "enter", "r")

        let replay = Effect.replay(flow.request, of: flow.id, isEdited: false)
        #expect(app.effects == [replay, replay])
        #expect(app.line(22).hasPrefix(" sent again: POST https://api.example.com"))
    }

    @Test func `what cannot be replayed says why`() {
        var cut = Flow.failingOrder()
        cut.request.body = Body(chunks: [[1, 2]], byteCount: 9, isTruncated: true)
        let app = App(flows: [cut, .sample(2, method: "CONNECT", url: "https://pinned.test/")])

        app.press("g", "r")
        #expect(app.line(22) == " its body was captured only in part: e edits what is there")
        app.press("G", "r")
        #expect(app.line(22) == " a tunnel is not a request that can be sent")
        #expect(app.effects.isEmpty)
    }

    @Test func `a paste of a whole request goes in as lines`() {
        let app = App(flows: [.failingOrder()])

        app.press("e")
        app.send(.paste("GET https://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n"))

        #expect(app.line(2) == " GET https://a.test/ HTTP/1.1")
        #expect(app.line(3) == " Host: a.test")
        #expect(app.line(5) == " POST https://api.example.com/v1/orders?dry=1 HTTP/1.1")
    }

    private func replay(status: Int) -> Flow {
        var flow = Flow.failingOrder(id: 2)
        flow.source = .replay(of: FlowID(1))
        flow.isEdited = true
        flow.response?.status = status
        flow.response?.reason = ""
        flow.informational = []
        return flow
    }
}
