import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct FollowTests {
    private static func flows(_ range: ClosedRange<Int>) -> [Flow] {
        range.map { .sample($0, url: "http://example.com/\($0)") }
    }

    @Test func `the newest rows come in sight by themselves`() {
        let app = App(rows: 8, flows: Self.flows(1...20))

        app.record(Self.flows(21...30))

        #expect(app.line(5).contains("/30 "))
        #expect(app.line(0).contains("following"))
    }

    @Test func `arriving rows never move a chosen cursor, nor its line on the screen`() {
        let app = App(rows: 8, flows: Self.flows(1...20))
        app.press("k")
        let before = (app.model.list.selection, app.line(4))

        app.record(Self.flows(21...90))

        #expect(app.model.list.selection == before.0)
        #expect(app.line(4) == before.1)
        #expect(app.line(4).hasPrefix("▌"))
        #expect(app.line(0).contains("holding still"))
    }

    @Test func `reaching the newest row follows again`() {
        let app = App(rows: 8, flows: Self.flows(1...20))
        app.press("k", "k", "G")

        app.record(Self.flows(21...22))

        #expect(app.line(5).contains("/22 "))
        #expect(app.model.list.selection == FlowID(20))
    }

    @Test func `F while a flow is chosen scrolls the view and leaves the choice`() {
        let app = App(rows: 8, flows: Self.flows(1...20))
        app.press("g", "F")

        app.record(Self.flows(21...22))

        #expect(app.line(5).contains("/22 "))
        #expect(app.model.list.selection == FlowID(1))
    }

    @Test func `F stops following`() {
        let app = App(rows: 8, flows: Self.flows(1...20))
        app.press("F")

        app.record(Self.flows(21...30))

        #expect(app.line(5).contains("/20 "))
        #expect(!app.line(0).contains("following"))
    }

    @Test func `the first flow is selected until it goes out of sight, then the newest, until one is chosen`() {
        let app = App(rows: 8, flows: Self.flows(1...2))
        #expect(app.model.list.selection == FlowID(1))

        app.record(Self.flows(3...20))
        #expect(app.model.list.selection == FlowID(20))
        app.record(Self.flows(21...40))
        #expect(app.line(5).hasPrefix("▌") && app.line(5).contains("/40 "))

        app.press("enter")
        app.record(Self.flows(41...60))
        #expect(app.model.list.selection == FlowID(40))
    }

    @Test func `a filter leaves a flow selected, also when it matches none for a while`() {
        let app = App(rows: 8, flows: Self.flows(1...20))

        app.press("f")
        app.type("/3 | /4 ")
        #expect(app.model.list.rows.count == 2)
        app.press("enter", "enter")
        #expect(app.line(1).contains("http://example.com/4"))
        app.press("q", "f", "ctrl u")
        app.type("/99")
        #expect(app.model.list.selection == nil)
        app.press("ctrl u")
        app.type("/1")
        #expect(app.model.list.selection != nil)
    }

    @Test func `newest first follows at the top`() {
        let app = App(rows: 8, flows: Self.flows(1...20))
        app.press(":")
        app.type("sort time descending")
        app.press("enter")

        app.record(Self.flows(21...22))

        #expect(app.line(2).contains("/22 "))
    }

    @Test func `an order without a newest end stands still`() {
        let app = App(rows: 8, flows: (1...20).map { .sample($0, url: "http://example.com/\($0)", byteCount: $0) })
        app.press(":")
        app.type("sort size descending")
        app.press("enter", "g")

        app.record([.sample(21, byteCount: 100), .sample(22, byteCount: 101)])

        #expect(app.model.list.selection == FlowID(20))
        #expect(app.line(2).contains("/20 "))
        app.press("k", "k")
        #expect(app.model.list.selection == FlowID(22))
    }

    @Test func `the wheel scrolls and the cursor stays on its flow`() {
        let app = App(rows: 8, flows: Self.flows(1...20))
        app.press("k")
        app.send(.mouse(Mouse(.scrollUp, at: Point(column: 5, row: 3))))

        #expect(app.model.list.selection == FlowID(19))
        #expect(app.model.list.top == 13)
        app.press("k")
        #expect(app.model.list.selection == FlowID(17))
    }
}
