import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct DeletionTests {
    private static let flows: [Flow] = (1...5).map { .sample($0, url: "http://example.com/\($0)") }

    @Test func `d deletes and goes to the next, u puts it back in its place`() {
        let app = App(rows: 10, flows: Self.flows)
        app.press("g", "j")

        app.press("d", "d")
        #expect(Array(app.model.list.rows) == [1, 4, 5].map { FlowID($0) })
        #expect(app.model.list.selection == FlowID(4))
        #expect(app.line(8) == " deleted GET http://example.com/3 (u undoes)")

        app.press("u", "u")
        #expect(Array(app.model.list.rows) == (1...5).map { FlowID($0) })
        #expect(app.line(8) == " undone: deleted GET http://example.com/2")
    }

    @Test func `undo says so for some seconds`() {
        let app = App(rows: 10, flows: Self.flows)
        app.press("d")
        #expect(app.line(8).contains("u undoes"))

        app.wait(.seconds(6))

        #expect(app.line(8).isEmpty)
        app.press("u")
        #expect(app.model.list.rows.count == 5)
    }

    @Test func `z empties the list, u brings all back`() {
        let app = App(rows: 10, flows: Self.flows)

        app.press("z")
        #expect(app.model.list.rows.isEmpty)
        #expect(app.line(8) == " deleted 5 flows (u undoes)")
        app.press("u")

        #expect(app.model.list.rows.count == 5)
    }

    @Test func `what the filter has not judged yet is neither shown nor hidden`() throws {
        let app = App(rows: 10, flows: (1...5_000).map { .sample($0, url: "http://example.com/\($0)") })
        app.press("f")
        app.type("~c 200")
        app.press("enter")
        var index = FlowIndex()
        index.setFilter(try Filter.parse("~c 200"))
        var pass = index.pass(to: app.store.snapshot())
        index.advance(&pass, count: 1)
        app.post(.listing(try #require(index.listing(version: 1_000, of: pass))))

        for keys in ["Z", ":clear shown", ":save-shown /dev/null", "/x"] {
            app.type(keys)
            if keys.count > 1 { app.press("enter") }
            #expect(app.line(8) == " the filter is still at work: once more when it has counted")
            app.wait(.seconds(20))
        }
        #expect(app.store.snapshot().totals.flowCount == 5_000)
    }

    @Test func `Z deletes what the filter hides`() {
        let app = App(rows: 10, flows: Self.flows)
        app.press("f")
        app.type("com/[12]$")
        app.press("enter")

        app.press("Z")

        #expect(app.store.snapshot().ids == [FlowID(1), FlowID(2)])
    }

    @Test func `m marks and takes the mark away`() {
        let app = App(rows: 10, flows: Self.flows)
        app.press("m")
        #expect(app.line(2).contains("●"))

        app.press("m")

        #expect(!app.line(2).contains("●"))
        #expect(app.effects == [.mark([FlowID(1)], isMarked: true), .mark([FlowID(1)], isMarked: false)])
    }

    @Test func `what undo keeps never takes the store past its budget`() {
        let flows = (1...5).map { Flow.sample($0) }
        let budget = flows.storedByteCount + 100
        let app = App(rows: 10, flows: flows, budget: budget)
        app.press("z")
        #expect(app.model.undo.steps.count == 1)

        app.record([.sample(6)])
        app.wait(.seconds(1))

        #expect(app.model.undo.steps.isEmpty)
        app.press("u")
        #expect(app.line(8) == " nothing to undo")
    }

    @Test(arguments: ["d", "m", "u", "z"])
    func `without flows each says why it does nothing`(key: String) {
        let app = App(rows: 24)

        app.press(key)

        let reasons = [
            "d": "there is no flow in the list", "m": "there is no flow in the list",
            "u": "nothing to undo", "z": "there are no flows",
        ]
        #expect(app.line(22) == " \(reasons[key] ?? "")")
        #expect(app.effects.isEmpty)
    }
}
