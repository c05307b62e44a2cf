import FlowKit
import InspectorUI
import Testing

@Suite struct DetailOutcomeTests {
    @Test func `a flow without a response says why in words`() {
        var flow = Flow.sample(1, status: nil)
        flow.error = FlowError(.connectionRefused, "upstream example.com:80 refused the connection")

        #expect(response(of: flow)[0] == " Upstream example.com:80 refused the connection")
    }

    @Test func `a flow that is still open says that it waits`() {
        #expect(response(of: .sample(1, status: nil))[0] == " Waiting for the response…")
    }

    @Test func `a blocked flow names the rule, on its page too`() {
        var flow = Flow.sample(1, status: 403)
        flow.blockedBy = RuleHit(id: RuleID(7), name: "no ads")
        flow.isAnsweredByProxy = true

        let lines = response(of: flow)
        #expect(lines[0] == " Blocked by the rule no ads")
        #expect(lines.contains(" Sluice wrote this response; no server was asked."))
        let app = App(flows: [flow])
        app.press("enter", "5")
        #expect(app.line(4) == " Blocked by rule 7: no ads")
        app.press("4")
        #expect(app.screen.contains("No server was asked."))
    }

    @Test func `a body captured in part says how much of it`() {
        var flow = Flow.sample(1)
        flow.response?.headers = [("Content-Type", "text/plain")]
        flow.response?.body = Body(chunks: [Array("begin".utf8)], byteCount: 5_000_000, isTruncated: true)

        #expect(response(of: flow).contains(" text · 4.8 MiB · 5 B of 5000000 captured"))
    }

    @Test func `a coded body shows decoded, with both sizes`() {
        var flow = Flow.sample(1)
        flow.response?.headers = [("Content-Type", "text/plain"), ("Content-Encoding", "gzip")]
        flow.response?.body = Body(Self.gzippedHello)

        let lines = response(of: flow)
        #expect(lines.contains(" text, gzip decoded · 25 B on the wire, 5 B decoded"))
        #expect(lines.contains(" hello"))
    }

    @Test func `what went upstream is shown where it differs`() {
        var flow = Flow.sample(1)
        var forwarded = flow.request
        forwarded.headers = [("X-Added", "1")]
        flow.forwardedRequest = forwarded
        let app = App(flows: [flow])

        app.press("enter")

        #expect(app.screen.contains("Forwarded upstream as"))
        #expect(app.screen.contains("X-Added   1"))
    }

    private func response(of flow: Flow) -> [String] {
        let app = App(flows: [flow])
        app.press("enter", "2")
        return (3...21).map(app.line)
    }

    private static let gzippedHello: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0, 0,
    ]
}
