import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct MessageLiveTests {
    @Test func `the cursor goes along with what comes until the person moves it away, and G goes along again`() {
        var flow = Flow.webSocket(1, numbered(20))
        let app = App(flows: [flow])
        app.press("enter", "6")
        #expect(app.line(11).hasPrefix("▌ 20"))

        flow.say(.client("new"))
        app.record([flow])
        #expect(app.line(11).hasPrefix("▌ 21"))
        #expect(app.line(13) == " new")

        app.press("k", "k")
        let before = (4...20).map(app.line)
        for _ in 0..<30 { flow.say(.server("more")) }
        app.record([flow])
        #expect((4...20).map(app.line) == before)
        #expect(app.line(3).hasSuffix("51 messages"))

        app.press("G")
        #expect(app.line(3).hasSuffix("following"))
        flow.say(.client("last"))
        app.record([flow])
        #expect(app.line(13) == " last")
    }

    @Test func `a message that is open as a whole stays while others come`() {
        var flow = Flow.webSocket(1, numbered(5))
        let app = App(flows: [flow])
        app.press("enter", "6", "enter")
        #expect(app.line(4) == " message 4")

        for _ in 0..<30 { flow.say(.server("more")) }
        app.record([flow])
        #expect(app.line(4) == " message 4")
        app.press("q")

        #expect(app.screen.contains("▌  5"))
    }

    @Test func `the view stays where the wheel left it while messages come`() {
        var flow = Flow.webSocket(1, numbered(100))
        let app = App(flows: [flow])
        app.press("enter", "6")
        for _ in 0..<5 { app.send(.mouse(Mouse(.scrollUp, at: Point(column: 4, row: 6)))) }
        let before = (4...11).map(app.line)

        flow.say(.client("new"))
        app.record([flow])
        #expect((4...11).map(app.line) == before)
        app.press("k")

        // The cursor comes back in sight first.
        #expect(app.line(11).hasPrefix("▌ 85"))
    }

    @Test func `a closed stream begins at its first message`() {
        let app = App(flows: [.webSocket(1, numbered(50), isOpen: false)])

        app.press("enter", "6")

        #expect(app.line(4).hasPrefix("▌  1"))
    }

    @Test func `messages dropped to save memory are counted, and the cursor stays on what is left`() {
        let limit = 20_000
        var flow = Flow.webSocket(1, numbered(50), limit: limit)
        let app = App(flows: [flow])
        app.press("enter", "6", "g", "j")

        while flow.messages?.numbers.contains(300) == false || flow.messages?.numbers.lowerBound ?? 0 < 200 {
            flow.say(.server("message"), limit: limit)
        }
        app.record([flow])
        let first = flow.messages?.numbers.lowerBound ?? 0

        #expect(app.line(3).contains("\(first) dropped"))
        #expect(app.line(4).hasPrefix("▌\(String(first + 1).leftPadded(to: 3))"))
        app.press("G", "g", "/")
        app.type("mess")
        app.press("enter", "n")
        #expect(app.line(5).hasPrefix("▌"))
    }

    @Test func `a flow that the store drops keeps its messages on the screen`() {
        let app = App(flows: [.webSocket(1, numbered(5)), .sample(2)])
        app.press("g", "enter", "6")

        app.store.remove([FlowID(1)])
        app.record([])
        app.press("g")

        #expect(app.line(1).contains("dropped from memory"))
        #expect(app.line(13) == " message 0")
    }

    @Test func `a hundred thousand messages scroll, filter and search`() {
        var flow = Flow.webSocket(1)
        for number in 0..<100_000 { flow.say(number % 100 == 7 ? .client("seven \(number)") : .server("\(number)")) }
        let app = App(flows: [flow])
        app.press("enter", "6")
        #expect(app.line(11).hasPrefix("▌100000"))

        app.press("g", "ctrl f")
        #expect(app.line(11).hasPrefix("▌     9"))
        app.press("f")
        app.type("> seven")
        app.press("enter", "G")
        #expect(app.line(3).contains("filter > seven  1,000 of 100,000"))
        #expect(app.line(11).hasPrefix("▌ 99908"))
        app.press("/")
        app.type("n 50007")
        app.press("enter")
        #expect(app.screen.contains("▌ 50008"))
        #expect(app.line(21).hasSuffix("message 1 of 1"))
    }

    private func numbered(_ count: Int) -> [StreamMessage] { (0..<count).map { .server("message \($0)") } }
}

extension String {
    fileprivate func leftPadded(to count: Int) -> String {
        String(repeating: " ", count: max(0, count - self.count)) + self
    }
}
