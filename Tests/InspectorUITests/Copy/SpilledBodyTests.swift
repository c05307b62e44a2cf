import FlowKit
import InspectorUI
import Testing

@Suite struct SpilledBodyTests {
    /// The first of many flows, whose bodies are in the file.
    private static func app(columns: Int = 80) throws -> App {
        let spill = SpillOptions(directory: "/tmp", limit: 1 << 20, schedule: { $0() }, notice: { _ in })
        let app = App(columns: columns, budget: 200_000, spill: spill)
        app.record(
            (1...60).map { number in
                var flow = Flow.sample(number, method: "POST")
                flow.request.headers.append("Content-Type", "text/plain")
                let question = "question \(number)\n" + String(repeating: "?", count: 5_000)
                flow.request.headers.append("Content-Length", String(question.utf8.count))
                flow.request.body = Body(question)
                flow.response?.body = Body("answer \(number)\n" + String(repeating: "!", count: 5_000))
                return flow
            }
        )
        app.answersJobs = false
        app.press("g")
        let flow = try #require(app.store.snapshot()[FlowID(1)])
        #expect(flow.request.body?.isSpilled == true && flow.response?.body?.isSpilled == true)
        return app
    }

    @Test func `a body in the file is copied once it has been read, and keys go on meanwhile`() throws {
        let app = try Self.app()

        app.press("y", "d")
        let job = try #require(app.effects.last?.composed)
        #expect(app.line(22) == " copying Response body…")
        app.press("j")
        #expect(app.model.selectedFlow?.id == FlowID(2))
        app.post(.composed(job.run()))

        let body = Array(("answer 1\n" + String(repeating: "!", count: 5_000)).utf8)
        #expect(app.effects.last == .copy(body, what: "Response body"))
    }

    @Test func `an editor opens once the body has been read, where one has waited for it`() throws {
        let app = try Self.app()

        app.press("e")
        let job = try #require(app.effects.last?.madeEditable)
        #expect(app.line(22) == " reading the body of flow #1 to edit it…")
        app.post(.editable(job.run()))

        #expect(app.line(1).hasPrefix(" Edit and send, from flow #1"))
        #expect(app.screen.contains("question 1"))
        app.press("ctrl s")
        guard case .replay(let request, of: FlowID(1), isEdited: false) = app.effects.last else {
            Issue.record("nothing was sent")
            return
        }
        #expect(request.body?.isSpilled == false)
    }

    @Test(arguments: [["j"], [":"], ["?"], ["enter"]])
    func `an editor does not open over what one went on to`(keys: [String]) throws {
        let app = try Self.app()

        app.press("e")
        let job = try #require(app.effects.last?.madeEditable)
        for key in keys { app.press(key) }
        let screen = app.screen
        app.post(.editable(job.run()))

        #expect(app.screen == screen)
    }

    @Test func `what was typed in $EDITOR begins with the body that was read`() throws {
        let app = try Self.app()

        app.press("E")
        app.post(.editable(try #require(app.effects.last?.madeEditable).run()))

        guard case .editExternally(let text, of: FlowID(1)) = app.effects.last else {
            Issue.record("no text was given away")
            return
        }
        #expect(text.contains("\n\nquestion 1\n"))
    }
}

extension Effect {
    fileprivate var composed: CopyJob? { if case .compose(let job) = self { job } else { nil } }
    fileprivate var madeEditable: EditJob? { if case .makeEditable(let job) = self { job } else { nil } }
}
