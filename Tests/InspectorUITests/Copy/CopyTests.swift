import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct CopyTests {
    @Test func `y offers every form with a letter, and the letter copies`() {
        let app = App(flows: [.failingOrder()])

        app.press("y")
        #expect(
            (6...14).map { app.line($0).filter { $0 != "│" }.trimmed }.joined(separator: "\n") == """
                c  cURL command
                u  URL
                r  Raw request
                s  Raw response
                b  Request body
                d  Response body
                m  Markdown
                h  HAR
                l  JSON lines
                """
        )
        app.press("u")

        let url = Array("https://api.example.com/v1/orders?dry=1".utf8)
        #expect(app.effects.last == .copy(url, what: "URL"))
        #expect(!app.screen.contains("Copy"))
    }

    @Test func `what a flow does not have is said and keeps the menu open`() {
        let app = App(flows: [.sample(1, status: nil)])

        app.press("y", "s")

        #expect(app.effects.isEmpty)
        #expect(app.line(22).hasPrefix(" Raw response cannot be copied: "))
        app.press("j", "enter")
        #expect(app.effects == [.copy(Array("http://example.com/".utf8), what: "URL")])
    }

    @Test func `a form can be named in a command, and an unknown one says which there are`() {
        let app = App(flows: [.failingOrder()])

        app.press(":")
        app.type("copy url")
        app.press("enter")
        #expect(app.effects.count == 1)
        app.press(":")
        app.type("copy nonsense")
        app.press("enter")
        #expect(app.line(22).hasPrefix(" there is no form nonsense: curl, url"))
    }

    @Test func `w saves by the end of the name`() {
        let app = App(flows: [.failingOrder(), .sample(2)])

        app.press("g", "w")
        app.type("out.har")
        #expect(app.line(22).hasPrefix(" save 1 flow as  out.har"))
        #expect(app.line(22).hasSuffix("HAR"))
        app.press("enter")

        let job = saveJob(app)
        #expect(job?.path == "out.har")
        #expect(job?.overwrites == false)
        #expect(job.map { String(decoding: $0.run(), as: UTF8.self).contains("deadlock detected") } == true)
    }

    @Test func `marked flows are saved instead of the one in focus, and W saves all shown`() {
        let app = App(flows: (1...3).map { .sample($0, url: "http://example.com/\($0)") })

        app.press("g", "m", "j", "m", "w")
        app.type("a.txt")
        app.press("enter")
        #expect(saveJob(app)?.run() == Array("http://example.com/1\nhttp://example.com/2\n".utf8))
        app.press("W")
        app.type("a.txt")
        app.press("enter")
        #expect(saveJob(app)?.what == "3 flows as URL")
    }

    @Test func `a name without a known end is refused with those there are, and stays to be mended`() {
        let app = App(flows: [.failingOrder()])

        app.press("w")
        app.type("out.xyz")
        app.press("enter")

        #expect(app.effects.isEmpty)
        #expect(app.line(22).hasPrefix(" save 1 flow as  out.xyz"))
    }

    @Test(arguments: [("yes", true), ("no", false)])
    func `a file that is there is overwritten only when one says so`(answer: String, isOverwritten: Bool) throws {
        let app = App(flows: [.failingOrder()])
        app.press("w")
        app.type("out.har")
        app.press("enter")

        app.post(.fileExists(try #require(saveJob(app))))
        #expect(app.line(22).hasPrefix(" out.har exists; overwrite it? (yes)"))
        app.type(answer)
        app.press("enter")

        #expect(saveJob(app)?.overwrites == isOverwritten)
    }

    private func saveJob(_ app: App) -> SaveJob? {
        for case .save(let job) in app.effects.reversed() { return job }
        return nil
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self).drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
