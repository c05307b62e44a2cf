import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct DetailLiveTests {
    @Test func `a body that streams in shows as it grows and the view stays where it is`() {
        var flow = Flow.sample(1)
        flow.response?.headers = [("Content-Type", "text/plain")]
        flow.timing.finished = nil
        flow.response?.body = Body(lines(1...60))
        let app = App(flows: [flow])
        app.press("enter", "2", "space")
        let before = (3...21).map(app.line)

        flow.response?.body = Body(lines(1...90))
        app.record([flow])
        #expect((3...21).map(app.line) == before)
        flow.timing.finished = flow.timing.started + .seconds(1)
        app.record([flow])
        app.press("G")

        #expect(app.line(21) == " line 90")
    }

    @Test func `a flow that is dropped meanwhile stays readable and says so`() {
        let app = App(flows: [.failingOrder(), .sample(2)])
        app.press("g", "enter")

        app.store.remove([FlowID(1)])
        app.record([])

        #expect(app.line(1).contains("dropped from memory"))
        app.press("2")
        #expect(app.screen.contains("deadlock detected"))
    }

    @Test func `a large body is made ready elsewhere while the fields show at once`() {
        var flow = Flow.sample(1)
        flow.response?.body = Body("[" + (1...20_000).map(String.init).joined(separator: ",") + "]")
        let app = App(flows: [flow])

        app.press("enter", "2")

        let jobs = app.effects.filter { if case .render = $0 { true } else { false } }
        #expect(jobs.count == 1)
        #expect(app.screen.contains("json · "))
        app.press("G")
        #expect(app.line(21) == " There is more: + shows it")
        app.press("+", "G")
        #expect(app.line(21) == " ]")
    }

    @Test func `another view of the body can be chosen`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter", "v")
        app.type("he")
        app.press("tab", "enter")

        #expect(app.screen.contains("hex · 17 B"))
        #expect(app.screen.contains("7b 22 69 74"))
    }

    @Test func `parts of a body fold away all at once, or one by one with the mouse`() {
        let app = App(flows: [.failingOrder()])

        app.press("enter", "2", "z")
        #expect(
            (10...14).map(app.line) == [
                " json · 74 B", "▾{", "   \"error\": \"deadlock detected\",", "   \"retryable\": true,",
                "▸  \"trace\": [ 2 items ]",
            ]
        )
        app.send(.mouse(Mouse(.press, at: Point(column: 5, row: 14))))
        #expect(app.line(14) == "▾  \"trace\": [")
        app.send(.mouse(Mouse(.press, at: Point(column: 5, row: 11))))
        #expect(app.line(11) == "▸{ 3 items }")
        app.press("/")
        app.type("lock")
        #expect(app.line(22).hasSuffix("hit 1 of 3"))
    }

    @Test func `one key jumps from a flow to its newest replay and back`() {
        var replay = Flow.sample(2, url: "http://replay.test/")
        replay.source = .replay(of: FlowID(1))
        let app = App(flows: [.failingOrder(), replay, .sample(3)])
        app.press("g", "enter", "o")
        #expect(app.line(1).contains("http://replay.test/"))
        app.press("5")
        #expect(app.screen.contains("A replay of flow #1 (o goes there)."))
        app.press("o")
        #expect(app.line(1).contains("api.example.com"))
        #expect(app.screen.contains("#2  (o goes to the last)"))
    }

    private func lines(_ range: ClosedRange<Int>) -> String {
        range.map { "line \($0)" }.joined(separator: "\n")
    }
}

@Suite struct OpenStreamTests {
    @Test func `server-sent events show one by one while the response is open`() {
        var flow = Flow.sample(1, type: "text/event-stream")
        flow.timing.finished = nil
        flow.response?.body = Body(": hello\n\n")
        let app = App(flows: [flow])
        app.press("enter", "2")
        #expect((6...8).map(app.line) == [" events · 9 B · still coming", " 1  : hello", ""])

        flow.response?.body = Body(": hello\n\nevent: price\nid: 7\ndata: {\"eur\":")
        app.record([flow])
        #expect(
            (7...12).map(app.line) == [
                " 1  : hello", "▾2  price  id 7", "   {", "     \"eur\":", "   still coming", "",
            ]
        )
        flow.response?.body = Body(": hello\n\nevent: price\nid: 7\ndata: {\"eur\": 5}\n\n")
        app.record([flow])
        #expect((8...11).map(app.line) == ["▾2  price  id 7", "▾  {", "     \"eur\": 5", "   }"])
    }

    @Test func `a compressed stream shows what of it has come`() throws {
        var flow = Flow.sample(1, type: "text/event-stream")
        flow.timing.finished = nil
        flow.response?.headers.append("Content-Encoding", "gzip")
        // Letters that do not repeat, so that they are in the bytes one after the other.
        let text = "data: abc\n\n" + (0..<60).map { "data: \($0 &* 2_654_435_761 % 65_521)\n\n" }.joined()
        let bytes = try ContentCoding.encode(Array(text.utf8), with: ["gzip"])
        flow.response?.body = Body(Array(bytes.dropLast(20)))
        let app = App(flows: [flow])
        app.press("enter", "2")

        #expect(app.line(7).contains("gzip decoded"))
        #expect((8...9).map(app.line) == ["▾1  message", "   abc"])
        #expect(!app.screen.contains("ends early"))
    }

    @Test func `a gRPC call that failed looks like one though its status is 200`() {
        var flow = Flow.sample(1, method: "POST", url: "http://h/shop.v1.Cart/Get", type: "application/grpc")
        flow.response?.trailers = [("grpc-status", "5"), ("grpc-message", "no cart%2042")]
        let app = App(flows: [flow])

        #expect(app.line(2).contains("NOT_FOUND /shop.v1"))
        #expect(app.line(2).contains("✕"))
        app.press("enter", "2")
        #expect(app.screen.contains("gRPC 5 NOT_FOUND: no cart 42"))
    }

    @Test func `a gRPC call that went well looks like any other`() {
        var flow = Flow.sample(1, method: "POST", url: "http://h/shop.v1.Cart/Get", type: "application/grpc")
        flow.response?.trailers = [("grpc-status", "0")]
        let app = App(flows: [flow])

        #expect(!app.line(2).contains("✕") && !app.line(2).contains("OK"))
    }
}
