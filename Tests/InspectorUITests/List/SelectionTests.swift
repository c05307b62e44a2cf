import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct SelectionTests {
    private static let flows: [Flow] = (1...20).map {
        .sample($0, url: "http://\($0 % 2 == 0 ? "even" : "odd").example.com/\($0)", byteCount: 1000 - $0)
    }

    @Test(arguments: [
        ("j", 11), ("k", 9), ("g", 1), ("G", 20), ("ctrl d", 12), ("ctrl u", 8), ("ctrl f", 14), ("ctrl b", 6),
        ("down", 11), ("up", 9), ("home", 1), ("end", 20), ("page down", 14), ("page up", 6),
    ])
    func `keys move as in vim`(key: String, id: Int) {
        let app = App(rows: 8, flows: Self.flows)
        app.press("g", "j", "j", "j", "j", "j", "j", "j", "j", "j")

        app.press(key)

        #expect(app.model.list.selection == FlowID(id))
    }

    @Test func `another order keeps the cursor on its flow and in sight`() {
        let app = App(rows: 8, flows: Self.flows)
        app.press("g", "j", "j")

        app.press("S", "G", "k", "enter")

        #expect(app.model.list.order == SortOrder(.size, isDescending: true))
        #expect(app.model.list.selection == FlowID(3))
        #expect(app.screen.contains("▌"))
        #expect(app.line(1).contains("▼SIZE"))
    }

    @Test func `a filter that hides the flow moves to a neighbour, and lifting it returns`() {
        let app = App(rows: 8, flows: Self.flows)
        app.press("g", "j", "j")

        app.press("f")
        app.type("even")
        #expect(app.model.list.selection == FlowID(4))
        app.press("ctrl u", "enter")

        #expect(app.model.list.selection == FlowID(3))
        #expect(app.screen.contains("▌42:10"))
    }

    @Test func `a resize keeps the selection in sight`() {
        let app = App(rows: 24, flows: Self.flows)
        app.press("g", "ctrl f", "k", "k")
        let selection = app.model.list.selection

        app.send(.resize(Size(columns: 60, rows: 8)))

        #expect(app.model.list.selection == selection)
        #expect(app.screen.contains("▌"))
    }

    @Test func `a click selects, on the title it sorts`() {
        let app = App(rows: 8, flows: Self.flows)
        app.press("g")

        app.send(.mouse(Mouse(.press, at: Point(column: 20, row: 4))))
        #expect(app.model.list.selection == FlowID(3))
        app.send(.mouse(Mouse(.press, at: Point(column: 8, row: 1))))

        #expect(app.model.list.order.column == .method)
        #expect(app.model.list.selection == FlowID(3))
    }

    @Test func `clicks beside rows do nothing`() {
        let app = App(rows: 12, flows: [Self.flows[0], Self.flows[1]])

        for row in [0, 6, 9, 10, 11] { app.send(.mouse(Mouse(.press, at: Point(column: 79, row: row)))) }

        #expect(app.model.list.selection == FlowID(1))
        #expect(app.model.list.order == .standard)
    }
}
