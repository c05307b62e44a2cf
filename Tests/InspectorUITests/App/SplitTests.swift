import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct SplitTests {
    private static let flows: [Flow] = (1...9).map { .sample($0, url: "https://api.example.com/users/\($0)") }

    @Test func `from 120 columns the detail opens beside the list, and the list goes along`() {
        let app = App(columns: 120, rows: 20, flows: Self.flows)

        app.press("enter")

        #expect(app.line(1).hasPrefix(" METHOD  URL"))
        #expect(app.line(2).hasPrefix("▌GET     api.example.com/users/1"))
        #expect(app.line(1).contains("│"))
        app.press("right")
        #expect(app.line(3).hasPrefix("▌GET     api.example.com/users/2"))
    }

    @Test func `below 120 columns it lies over the list`() {
        let app = App(columns: 119, rows: 20, flows: Self.flows)

        app.press("enter")

        #expect(!app.screen.contains("api.example.com/users/2"))
        app.press("q")
        #expect(app.screen.contains("/users/2"))
    }

    @Test func `a click gives the list the keys, Tab takes them to the detail`() {
        let app = App(columns: 120, rows: 20, flows: Self.flows)
        app.press("enter")

        app.send(.mouse(Mouse(.press, at: Point(column: 10, row: 5))))
        #expect(app.model.focus == .list)
        #expect(app.model.list.selection == FlowID(4))
        app.press("j")
        #expect(app.model.list.selection == FlowID(5))
        app.press("tab")

        #expect(app.model.focus == .screen)
    }

    @Test func `control W goes between the list and the detail, which stays open`() {
        let app = App(columns: 120, rows: 20, flows: Self.flows)
        app.press("enter", "ctrl w")
        #expect(app.model.focus == .list)

        app.press("j", "ctrl w")

        #expect(app.model.focus == .screen)
        #expect(app.screen.contains("https://api.example.com/users/2"))
        app.send(.resize(Size(columns: 80, rows: 20)))
        app.press("ctrl w")
        #expect(app.line(18) == " nothing is open beside the list")
    }

    @Test func `a menu opened from the list gives the keys back to the list`() {
        let app = App(columns: 120, rows: 20, flows: Self.flows)
        app.press("enter")
        app.send(.mouse(Mouse(.press, at: Point(column: 10, row: 5))))

        app.press("S", "esc")

        #expect(app.model.focus == .list)
        app.press("q")
        #expect(app.model.screens.isEmpty)
    }

    @Test func `what is read stays when a filter hides its flow`() {
        let app = App(columns: 120, rows: 20, flows: Self.flows)
        app.press("enter")

        app.press("f")
        app.type("users/7")
        app.press("enter")

        #expect(app.model.list.selection == FlowID(7))
        #expect(app.screen.contains("https://api.example.com/users/1"))
    }
}
