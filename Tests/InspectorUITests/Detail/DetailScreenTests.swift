import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct DetailScreenTests {
    @Test func `enter opens the request, tab shows the response with 1xx, body and trailers`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter")
        #expect(
            text(app, rows: 1...11) == """
                 POST https://api.example.com/v1/orders?dry=1               500 · 74 B · 412 ms
                ─[ Request ]─  Response  ─  Timing  ─  Connection  ─  Rules  ───────────────────
                 POST /v1/orders?dry=1 HTTP/1.1
                 Host            api.example.com
                 content-type    application/json
                 Content-Length  17
                 X-Request-Id    7f1c

                 json · 17 B
                ▾{
                   "item": "pencil"
                """
        )
        app.press("tab")
        #expect(
            text(app, rows: 2...21) == """
                ─  Request  ─[ Response ]─  Timing  ─  Connection  ─  Rules  ───────────────────
                 HTTP/1.1 103 Early Hints
                 Link      </a.css>

                 HTTP/1.1 500 Internal Server Error
                 Content-Type  application/json
                 Retry-After   120

                 json · 74 B
                ▾{
                   "error": "deadlock detected",
                   "retryable": true,
                ▾  "trace": [
                     "deadlock",
                     "Lock"
                   ]
                 }

                 Trailers
                 Checksum  abc
                """
        )
    }

    @Test func `timing draws the stages as a staircase with figures`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter", "3")

        #expect(
            text(app, rows: 3...14) == """
                 wait           2 ms █
                 DNS           10 ms █
                 connect       20 ms  ███
                 TLS           40 ms     █████
                 request        1 ms          █
                 first byte   327 ms           █████████████████████████████████████████████
                 download      12 ms                                                        ██
                 total        412 ms

                 Started     2026-01-01 10:42:07.000
                 First byte  2026-01-01 10:42:07.400
                 Finished    2026-01-01 10:42:07.412
                """
        )
    }

    @Test func `connection says both sides' facts and whether the certificate is valid`() {
        let app = App(columns: 120, rows: 40, flows: [.failingOrder()])

        app.press("enter", "4")

        #expect(app.screen.contains("Connection  #1, opened 2026-01-01 10:42:07"))
        #expect(app.screen.contains("Remote      93.184.216.34:443"))
        #expect(app.screen.contains("Cipher      TLS_AES_128_GCM_SHA256"))
        #expect(app.screen.contains("Names       api.example.com, *.api.example.com"))
        #expect(app.screen.contains("60 days left"))
    }

    @Test func `connection says how a handshake went and what the certificate promises`() {
        var flow = Flow.failingOrder()
        var tls = TLSInfo(version: "TLSv1.3", downgradeReason: "HTTP/2 is turned off for *.example.com")
        tls.isResumed = true
        flow.client = Connection(id: 1, remoteAddress: "", localAddress: "", opened: flow.timing.started, tls: tls)
        if let server = flow.server, var tls = server.tls {
            tls.isResumed = false
            tls.isChainKnown = true
            tls.certificateRequest = .unanswered
            tls.certificates[0].notAfter = flow.timing.started + .seconds(86_400 * 5)
            tls.certificates[0].loggedTimestampCount = 2
            tls.certificates[0].revocationResponders = ["http://ocsp.example.com"]
            flow.server = Connection(id: 2, remoteAddress: "", localAddress: "", opened: server.opened, tls: tls)
        }
        let app = App(columns: 119, rows: 50, flows: [flow])

        app.press("enter", "4")

        for text in [
            "TLSv1.3, an earlier session resumed", "not offered: HTTP/2 is turned off for *.example.com",
            "TLSv1.3, a full handshake", "asked for; none was sent", "Certificate 1 of 1", "expires soon: 5 days left",
            "2 timestamps (SCT) in the certificate", "OCSP at http://ocsp.example.com (not asked)",
        ] {
            #expect(app.screen.contains(text), "\(text) in \(app.screen)")
        }
    }

    @Test func `from 120 columns the detail stands beside the list`() {
        let app = App(columns: 120, rows: 12, flows: [.failingOrder(), .sample(2)])

        app.press("enter")

        #expect(app.line(1).hasPrefix(" METHOD  URL"))
        #expect(app.line(1).contains("│ POST https://api.example.com/v1/orders?dry=1"))
        app.press("l")
        #expect(app.line(1).contains("│ GET http://example.com/"))
        #expect(app.line(3).hasPrefix("▌GET"))
        app.press("l")
        #expect(app.screen.contains("this is the last flow"))
    }

    @Test func `the page chosen last is the one the next flow opens with`() {
        let app = App(flows: [.failingOrder(), .sample(2)])

        app.press("enter", "2", "q", "j", "enter")

        #expect(app.line(2).contains("[ Response ]"))
    }

    @Test func `space, G and g scroll the text and leave the title`() {
        var flow = Flow.sample(1)
        flow.response?.body = Body((1...100).map { "line \($0)" }.joined(separator: "\n"))
        flow.response?.headers = [("Content-Type", "text/plain")]
        let app = App(flows: [flow])

        app.press("enter", "2", "G")
        #expect(app.line(21) == " line 100")
        #expect(app.line(1).hasPrefix(" GET http://example.com/"))
        app.press("g")
        #expect(app.line(3) == " HTTP/1.1 200")
        app.press("j", "space")
        #expect(app.line(3) == " line 16")
    }

    @Test func `hostile fields and bodies reach the screen harmless`() {
        var flow = Flow.sample(1)
        var headers = Headers()
        headers.append(name: Array("X-Evil".utf8), value: Array("a\u{1B}]0;owned\u{7}\u{202E}b".utf8) + [0x9B])
        headers.append("X-Long", String(repeating: "x", count: 100_000))
        flow.response?.headers = headers
        flow.response?.body = Body("\u{1B}[2J\u{9B}31m\u{202E}" + String(repeating: "é", count: 50_000))
        let app = App(flows: [flow])

        app.press("enter", "2")
        for _ in 0..<20 {
            let cells = app.terminal.screen.cells.map(\.text).joined().unicodeScalars
            #expect(!cells.contains { $0.properties.generalCategory == .control || $0.value == 0x202E })
            app.press("space")
        }
        app.press("G", "k", "g")
        #expect(app.line(4).hasPrefix(" X-Evil    a^[]0;owned^G"))
    }

    private func text(_ app: App, rows: ClosedRange<Int>) -> String {
        rows.map(app.line).joined(separator: "\n")
    }
}
