import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct CommandPromptTests {
    @Test func `a command runs by name, with its help below while it is typed`() {
        let app = App(rows: 10, flows: [.sample(1), .sample(2)])
        app.press(":")
        app.type("sort")

        #expect(app.line(8) == " :sort")
        #expect(app.line(9).hasPrefix(" sort COLUMN [DIRECTION]: Order the list by a column"))
        app.type(" size")
        app.press("enter")

        #expect(app.effects == [.setOrder(SortOrder(.size, isDescending: true))])
    }

    @Test func `Tab completes names, then arguments`() {
        let app = App(rows: 20, flows: [.sample(1)])
        app.press(":")
        app.type("foll")
        app.press("tab")
        #expect(app.line(18) == " :follow")

        app.press("ctrl u")
        app.type("sort du")
        app.press("tab")
        #expect(app.line(18) == " :sort duration")
        app.type(" ")
        app.press("tab")
        #expect(app.line(18) == " :sort duration ascending")
        #expect(app.line(17).contains("descending"))
        app.press("tab")
        #expect(app.line(18) == " :sort duration descending")
    }

    @Test(arguments: [
        ("nosuch", "no command nosuch: ? lists them all"), ("sort", "sort needs column: sort COLUMN [DIRECTION]"),
        ("sort size up", "the direction is ascending or descending, not up"),
        ("follow me", "follow takes no me: follow"), ("undo", "nothing to undo"),
        ("filter ~xyz", "unknown term ~xyz at column 1 (expected a term such as ~d, ~u, ~m, ~c, ~h or ~b)"),
        ("clear 'all of them'", "clear takes all, shown or hidden, not all of them"),
    ])
    func `what is wrong is said in words`(line: String, reason: String) {
        let app = App(columns: 120, rows: 10, flows: [.sample(1)])
        app.press(":")
        app.type(line)

        app.press("enter")

        #expect(app.line(8) == " \(reason)")
        #expect(app.effects.isEmpty)
    }

    @Test func `filter takes the rest of the line as it is`() {
        let app = App(rows: 10, flows: [.sample(1), .sample(2, url: "http://b.test/x y")])
        app.press(":")
        app.type("filter ~u 'x y' | ~c 404")
        app.press("enter")

        #expect(app.model.list.filter.text == "~u 'x y' | ~c 404")
    }

    @Test func `an empty line does nothing, and backspace on it leaves`() {
        let app = App(rows: 10)
        app.press(":", "enter", ":", "x", "backspace", "backspace")

        #expect(app.model.prompt == nil)
        #expect(app.effects.isEmpty)
    }

    @Test func `a command that cannot run now says so before it is tried`() {
        let app = App(columns: 120, rows: 10)
        app.press(":")
        app.type("undo")

        #expect(app.line(9) == " undo: Take back the last deletion  (u); not now: nothing to undo")
    }
}
