import FlowKit
import InspectorUI
import Testing

@Suite struct ForwardedFormTests {
    @Test func `a key shows the request as it left, each change marked by sign and word`() {
        let app = App(flows: [proxied()])
        app.press("enter")
        #expect(app.line(3) == " GET http://example.com/a HTTP/1.0")
        #expect(app.line(6) == " Forwarded with 1 changed, 1 left out, 1 added of 4 lines (a shows how)")

        app.press("a")

        #expect(app.line(1).contains("as forwarded"))
        let lines = (3...7).map(app.line)
        #expect(
            lines == [
                " As forwarded: 1 changed, 1 left out, 1 added of 4 lines",
                " ~ GET /a HTTP/1.1  changed, was GET http://example.com/a HTTP/1.0",
                " + Host: example.com  added", " - Proxy-Connection: keep-alive  left out", "   Accept: */*",
            ]
        )
        app.press("a")
        #expect(app.line(3) == " GET http://example.com/a HTTP/1.0")
    }

    @Test func `a message that left as it came has one form, and the key says so`() {
        var flow = Flow.sample(1)
        flow.responseForm = ForwardedResponseForm()
        let app = App(flows: [flow])

        app.press("enter", "2", "a")

        #expect(app.screen.contains("t left just as it came"))
        #expect(!app.screen.contains("as forwarded"))
        app.press("1", "a")
        #expect(app.screen.contains("was not forwarded"))
    }

    @Test func `a chunked body shows how it was cut`() {
        var flow = Flow.sample(1)
        var body = Body("hello")
        var layout = ChunkLayout()
        layout.append(byteCount: 2)
        layout.append(byteCount: 2)
        layout.append(extension: Array(";sig=\u{1B}[31m".utf8))
        layout.append(byteCount: 1)
        body.layout = layout
        flow.response?.body = body
        let app = App(flows: [flow])

        app.press("enter", "2")

        #expect(app.screen.contains("chunks: 3 (2 ×2, 1), extensions on 1"))
        #expect(app.screen.contains("  chunk 3  ;sig="))
    }

    private func proxied() -> Flow {
        let request = Request(
            method: "GET",
            target: "http://example.com/a",
            origin: Origin(scheme: .http, host: "example.com"),
            version: .http10,
            headers: [("Proxy-Connection", "keep-alive"), ("Accept", "*/*")]
        )
        var flow = Flow(id: FlowID(1), request: request, started: Timestamp(nanoseconds: 0))
        flow.requestForm = ForwardedRequestForm(
            target: Array("/a".utf8),
            received: request.target.bytes,
            host: "example.com"
        )
        return flow
    }
}
