import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct MessageSearchTests {
    @Test func `f narrows the table while typing, with the count, and esc goes back`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "g", "j", "f")

        app.type("< price")
        #expect(app.line(22).hasSuffix("1 of 7"))
        #expect(app.line(3).contains("filter < price  1 of 7"))
        #expect(app.line(4).hasPrefix("▌  5"))
        #expect(app.line(13) == "▾{")
        app.press("esc")
        #expect(app.line(5).hasPrefix("▌  2"))
        app.press("f")
        app.type("!ping !pong")
        app.press("enter")
        #expect(app.line(3).contains("5 of 7"))
        #expect(app.line(6).hasPrefix("   5"))
    }

    @Test func `a filter that matches nothing says so, and the types complete`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "f")

        app.type("nowhere")
        #expect(app.line(4) == " none of 7 messages match (f edits the filter)")
        app.press("ctrl u")
        app.type("!p")
        app.press("tab", "tab")
        #expect(app.line(22).hasPrefix(" messages  !pong"))
        app.press("enter", ":")
        app.type("filter-messages close")
        app.press("enter")
        #expect(app.line(3).contains("filter close  1 of 7"))
    }

    @Test func `a filter lets through what comes after it`() {
        var flow = Flow.webSocket(1, MessageTableTests.talk)
        let app = App(flows: [flow])
        app.press("enter", "6", "f")
        app.type("price")
        app.press("enter")

        flow.say(.client("the price"))
        flow.say(.client("other"))
        app.record([flow])

        #expect(app.line(3).contains("3 of 9"))
        #expect(app.line(13) == " the price")
    }

    @Test func `a search goes through messages, n and N around the ends`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "g", "/")

        app.type("price")
        #expect(app.line(21).hasSuffix("message 1 of 2"))
        #expect(app.line(4).hasPrefix("▌  1"))
        app.press("enter", "n")
        #expect(app.line(8).hasPrefix("▌  5"))
        #expect(app.line(21).hasSuffix("message 2 of 2"))
        app.press("n")
        #expect(app.line(4).hasPrefix("▌  1"))
        app.press("N")
        #expect(app.line(8).hasPrefix("▌  5"))
        app.press("esc")
        #expect(!app.screen.contains("message 2 of 2"))
        #expect(app.model.screens.isEmpty == false)
    }

    @Test func `a search jumps to the first message that has the text, and marks it in the text`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "g", "/")

        app.type("17.5")
        app.press("enter")

        #expect(app.line(8).hasPrefix("▌  5"))
        let style = app.terminal.screen[column: 12, row: 14].style
        #expect(style.attributes.contains(.underline))
    }

    @Test func `in a whole message n goes through its hits, then to the next message`() {
        let app = App(flows: [.webSocket(1, [.client("a b a"), .client("b"), .client("a")])])
        app.press("enter", "6", "g", "enter", "/")

        app.type("a")
        app.press("enter")
        #expect(app.line(21).hasSuffix("hit 1 of 2 · message 1 of 2"))
        app.press("n")
        #expect(app.line(21).hasSuffix("hit 2 of 2 · message 1 of 2"))
        app.press("n")
        #expect(app.line(3).contains("#3"))
        app.press("n")
        #expect(app.line(3).contains("#1"))
    }

    @Test func `payloads that take time are searched elsewhere, slice by slice`() {
        let big = String(repeating: "x", count: 300_000)
        var messages = (0..<20).map { StreamMessage.server("\($0) \(big)") }
        messages.append(.server("needle"))
        let app = App(flows: [.webSocket(1, messages, isOpen: false)])
        app.press("enter", "6")

        app.press("f")
        app.type("needle")
        app.press("enter")
        app.wait(.milliseconds(1))

        let scans = app.effects.filter { if case .scan = $0 { true } else { false } }
        #expect(scans.count >= 2)
        #expect(app.line(3).contains("1 of 21"))
        #expect(app.line(13) == " needle")
    }

    @Test func `what was found for an earlier question is not taken for this one`() throws {
        let big = String(repeating: "x", count: 600_000)
        let app = App(flows: [.webSocket(1, [.server(big), .server("one"), .server("two")], isOpen: false)])
        app.press("enter", "6", "f")
        app.type("o")
        let stale = app.effects.compactMap { effect -> MessageScan? in
            if case .scan(let scan) = effect { scan } else { nil }
        }
        app.type("ne")
        #expect(app.line(3).contains("1 of 3"))

        app.post(.scanned(try #require(stale.first).run()))

        #expect(app.line(3).contains("1 of 3"))
    }
}
