import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct InjectTests {
    @Test func `a message is edited and sent to where it went before`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "g", "j", "i")
        #expect(app.line(1).hasPrefix(" Send a message into flow #1 https://api.example.com/socket"))
        #expect(app.line(2) == " to ‹client›   as ‹text›")
        #expect(app.line(4) == #" {"ok":true}"#)

        app.press("end", "backspace", "backspace", "backspace", "backspace", "backspace")
        app.type("false}")
        app.press("ctrl s")

        let payload = Array(#"{"ok":false}"#.utf8)
        #expect(app.effects.last == .inject(OutgoingMessage(.text, payload), into: FlowID(1), toward: .client))
        #expect(app.line(4) == #" {"ok":false}"#)
        app.post(.injected(FlowID(1), obstacle: nil))
        #expect(app.line(22) == " the message was sent into flow #1")
        #expect(app.line(2).contains("[ Messages ]"))
    }

    @Test func `from the list an empty message begins, to the server, and alt s turns it`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])

        app.press("i")
        app.type("hello")
        #expect(app.line(2) == " to ‹server›   as ‹text›")
        app.press("alt s", "ctrl s")

        #expect(
            app.effects.last == .inject(OutgoingMessage(.text, Array("hello".utf8)), into: FlowID(1), toward: .client)
        )
    }

    @Test func `bytes are written with escapes or in hexadecimal, and change with the type`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("enter", "6", "g", "j", "j", "j", "j", "j", "i")
        #expect(app.line(2) == " to ‹server›   as ‹binary, in hexadecimal›")
        #expect(app.line(4) == " 00 ff 80 41")

        app.press("alt t")
        #expect(app.line(4) == " 00 ff 80 41")
        app.press("alt t")
        #expect(app.line(2).contains("escapes"))
        app.press("ctrl u")
        app.type(#"\x00A\n"#)
        app.press("ctrl k", "ctrl s")
        #expect(
            app.effects.last == .inject(OutgoingMessage(.binary, [0, 0x41, 0x0A]), into: FlowID(1), toward: .server)
        )
        app.press("alt t")
        #expect(app.line(4) == " 00 41 0a")
    }

    @Test func `what cannot be read marks its place and is not sent`() {
        let app = App(flows: [.webSocket(1)])
        app.press("i", "alt t", "alt t")

        app.type("00 zz")
        app.press("ctrl s")

        #expect(app.effects.isEmpty)
        #expect(app.line(22) == " line 1: hexadecimal has the digits 0 to 9 and a to f only")
        #expect(app.terminal.screen.cursor == Point(column: 4, row: 4))
    }

    @Test func `a flow that takes no messages says why before the editor opens`() {
        var file = Flow.webSocket(3)
        file.source = .file
        let app = App(flows: [.sample(1), .webSocket(2, isOpen: false), file])

        app.press("g", "i")
        #expect(
            app.line(22)
                == " nothing can be sent into this flow: it is no WebSocket: only into those messages can…"
                || app.line(22).hasPrefix(" nothing can be sent into this flow: it is no WebSocket")
        )
        app.press("j", "i")
        #expect(app.line(22) == " nothing can be sent into this flow: the WebSocket is closed")
        app.press("j", "i")
        #expect(app.line(22).hasPrefix(" nothing can be sent into this flow: it was read from a file"))
        #expect(app.model.screens.isEmpty)
    }

    @Test func `a stream that closes while one writes refuses, and the text stays`() {
        var flow = Flow.webSocket(1)
        let app = App(flows: [flow])
        app.press("i")
        app.type("late")

        flow.timing.finished = flow.timing.started + .seconds(9)
        app.record([flow])
        #expect(app.line(1).contains("the WebSocket is closed"))
        app.press("ctrl s")

        #expect(app.effects.isEmpty)
        #expect(app.line(22) == " not sent: the WebSocket is closed")
        #expect(app.line(4) == " late")
        app.press("esc", "i")
        #expect(app.line(4) == " late")
    }

    @Test func `what the engine refuses stays in the editor, and as a draft after it`() {
        let app = App(flows: [.webSocket(1, MessageTableTests.talk)])
        app.press("i")
        app.type("mine")
        app.press("ctrl s")

        app.post(.injected(FlowID(1), obstacle: "the client is gone"))
        #expect(app.line(22) == " not sent: the client is gone")
        #expect(app.line(4) == " mine")
        app.press("esc")
        #expect(app.line(22) == " draft kept: i opens it again")
        app.press("enter", "6", "i")
        #expect(app.line(4) == " mine")
        #expect(app.line(1).contains("draft from before, alt r starts over"))
        app.press("alt r")
        #expect(app.line(4) == " bye")
        app.press("ctrl z")
        #expect(app.line(4) == " mine")
    }

    @Test func `what was typed after sending is not lost when the message went out`() {
        let app = App(flows: [.webSocket(1)])
        app.press("i")
        app.type("one")
        app.press("ctrl s")
        app.type(" two")

        app.post(.injected(FlowID(1), obstacle: nil))

        #expect(app.line(4) == " one two")
    }

    @Test func `pastes and an external editor write it too`() {
        let app = App(flows: [.webSocket(1)])
        app.press("i")
        app.send(.paste("a\r\nb"))
        #expect(app.line(5) == " b")
        app.press("alt e")
        #expect(app.effects.last == .editExternally("a\nb", of: FlowID(1)))

        app.post(.externallyEdited(FlowID(1), text: "c\n"))
        app.press("ctrl s")

        #expect(app.effects.last == .inject(OutgoingMessage(.text, Array("c".utf8)), into: FlowID(1), toward: .server))
    }

    @Test func `text that is not UTF-8 begins in hexadecimal`() {
        let app = App(flows: [.webSocket(1, [StreamMessage(.client, .text, [0x61, 0xFF])])])

        app.press("enter", "6", "i")

        #expect(app.line(2) == " to ‹server›   as ‹binary, in hexadecimal›")
        #expect(app.line(4) == " 61 ff")
    }
}
