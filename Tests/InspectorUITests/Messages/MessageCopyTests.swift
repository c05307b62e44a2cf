import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct MessageCopyTests {
    @Test(arguments: [
        ("p", #"{"ok":true}"#, "Payload"), ("x", "7b226f6b223a747275657d", "Hexadecimal"),
        ("i", "{\n  \"ok\": true\n}", "Indented JSON"),
    ])
    func `y copies the message in a form`(letter: String, text: String, what: String) {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])

        app.press("enter", "6", "g", "j", "y", letter)

        #expect(app.effects.last == .copy(Array(text.utf8), what: what))
    }

    @Test func `the menu says what cannot be had, and copies all that the filter shows`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "y")
        #expect(app.screen.contains("it is not JSON"))
        app.press("esc", "f")
        app.type("ping pong")
        app.press("enter", ":")
        app.type("copy-message text")
        app.press("enter")

        guard case .copy(let bytes, "2 messages as Text") = app.effects.last else {
            Issue.record("nothing was copied: \(app.screen)")
            return
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0.dropFirst(28)) }
        #expect(lines == [#"< ping       \x01\x02\x03\x04"#, #"> pong       \x01\x02\x03\x04"#])
    }

    @Test(arguments: [
        ("w", "m.bin", "1 message as Payload", #"{"ok":true}"#),
        ("w", "m.hex", "1 message as Hexadecimal", "7b226f6b223a747275657d"),
        ("w", "m", "1 message as Payload", #"{"ok":true}"#),
    ])
    func `w saves the message by the end of the name`(key: String, path: String, what: String, text: String) {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])

        app.press("enter", "6", "g", "j", key)
        #expect(app.line(22).hasPrefix(" save message 2 as"))
        app.type(path)
        app.press("enter")

        guard case .save(let job) = app.effects.last else {
            Issue.record("nothing was saved: \(app.screen)")
            return
        }
        #expect(job.what == what)
        #expect(job.run() == Array(text.utf8))
    }

    @Test func `W saves all shown, and refuses a name whose end it does not know`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "W")
        app.type("talk.csv")
        app.press("enter")
        #expect(app.line(22).hasPrefix(" save 7 messages as  talk.csv"))
        app.press("ctrl u")
        app.type("talk.jsonl")
        #expect(app.line(22).hasSuffix("JSON lines"))
        app.press("enter")

        guard case .save(let job) = app.effects.last else {
            Issue.record("nothing was saved: \(app.screen)")
            return
        }
        #expect(job.run().split(separator: 0x0A).count == 7)
    }
}
