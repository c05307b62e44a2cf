import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct MessageHostileTests {
    private static let hostile: [[UInt8]] = [
        Array("\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}31m".utf8), Array("\u{202E}evil\u{2066}\u{FEFF}".utf8),
        [0xFF, 0xC3, 0x28, 0xF0, 0x9F], Array("👨‍👩‍👧‍👦🇩🇪e\u{301}\u{301}\u{301}\u{301}\u{301}".utf8),
        Array("a\r\nb\tc\u{0}".utf8),
        Array(repeating: 0x80, count: 1000), Array("\n\n\n".utf8), [],
    ]

    @Test(arguments: [
        StreamMessage.Kind.text, .binary, .ping, .close(code: nil), .close(code: Int.max), .close(code: -1),
    ])
    func `no byte of a message reaches the terminal as a control`(kind: StreamMessage.Kind) {
        let app = App(flows: [.webSocket(1, Self.hostile.map { StreamMessage(.server, kind, $0) })])
        app.press("enter", "6", "g")

        for _ in Self.hostile {
            for key in ["enter", "q", "y", "esc", "i", "esc", "j"] {
                app.press(key)
                let cells = app.terminal.screen.cells.map(\.text).joined().unicodeScalars
                #expect(!cells.contains { $0.properties.generalCategory == .control || $0.value == 0x202E })
            }
        }
    }

    @Test func `a message of ten megabytes in one line is made ready elsewhere, and scrolls`() {
        let flow = Flow.webSocket(1, [.server("small"), .server(String(repeating: "é", count: 5_000_000))])
        let app = App(flows: [flow])

        app.press("enter", "6")
        #expect(app.effects.contains { if case .render = $0 { true } else { false } })
        #expect(app.line(5).contains(" 9.5 MiB "))
        #expect(app.line(13).hasPrefix(" éééé"))
        app.press("enter", "G")
        #expect(app.line(21) == " There is more: + shows it")
        app.press("h")
        #expect(app.line(4) == " small")
        app.press("l", "q", "y", "p")
        #expect(app.line(22).hasPrefix(" Payload cannot be copied: more than 8.0 MiB: w saves it"))
    }

    @Test func `a truncated message says how much of it there is`() {
        var message = StreamMessage.server("{\"a\":[1,2")
        message.payload.byteCount = 50_000
        message.payload.isTruncated = true
        let app = App(columns: 110, flows: [.webSocket(1, [message])])

        app.press("enter", "6")

        #expect(app.line(12).contains("9 B of it captured"))
        #expect(app.line(4).contains("48.8 KiB"))
    }
}
