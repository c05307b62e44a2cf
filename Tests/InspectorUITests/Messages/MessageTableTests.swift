import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct MessageTableTests {
    static let talk: [StreamMessage] = [
        .client(#"{"subscribe":["orders","prices"]}"#),
        .server(#"{"ok":true}"#),
        StreamMessage(.server, .ping, [1, 2, 3, 4]),
        StreamMessage(.client, .pong, [1, 2, 3, 4]),
        StreamMessage(
            .server,
            .text,
            Array(#"{"price":17.5,"at":"10:42"}"#.utf8),
            wire: 20,
            isCompressed: true,
            fragments: 3
        ),
        StreamMessage(.client, .binary, [0, 0xFF, 0x80, 0x41], isInjected: true),
        StreamMessage(.server, .close(code: 1000), Array("bye".utf8)),
    ]

    @Test func `six shows the messages as a table, and the one under the cursor below it`() {
        let app = App(flows: [.webSocket(1, Self.talk)])

        app.press("enter", "6", "g", "j", "j", "j", "j")

        expectScreen(
            app,
            """
             GET https://api.example.com/socket                                     101 · ⋯
            ─  Request  ─  Response  ─  Timing  ─  Connection  ─  Rules  ─[ Messages ]──────
               #      TIME FROM     TYPE           SIZE     MESSAGE              7 messages
               1     1.000 client → text           33 B     {"subscribe":["orders","prices…
               2     2.000 server ← text           11 B     {"ok":true}
               3     3.000 server ← ping            4 B     01 02 03 04
               4     4.000 client → pong            4 B     01 02 03 04
            ▌  5     5.000 server ← text           27 B  z≡ {"price":17.5,"at":"10:42"}
               6     6.000 client → binary          4 B ◆   00 ff 80 41
               7     7.000 server ← close 1000      3 B     bye

            ── #5 from server ← text · json · 27 B, 20 B on the wire · compressed · 3 fra…──
            ▾{
               "price": 17.5,
               "at": "10:42"
             }






             enter open  f filter  tab next tab  i inject  q back  : command  ? help
            """,
            from: 1
        )
    }

    @Test func `at 200 columns the table has the clock too, and the list says how the stream goes`() {
        let app = App(
            columns: 200,
            rows: 50,
            flows: [.webSocket(1, Self.talk), .webSocket(2, Self.talk, isOpen: false)]
        )
        app.wait(.seconds(20))

        #expect(
            app.line(2).hasSuffix(
                "/socket                                                       7 msgs, 12 s ago  §⇅⋯      101  ws         91 B    19 s"
            )
        )
        app.press("g", "enter", "6")

        let list = (1...3).map { String(app.line($0).prefix(79)).trimmedEnd }.joined(separator: "\n")
        #expect(
            list == """
                 TIME▲ METHOD  HOST           PATH                         CODE    SIZE   TIME
                ▌42:08 GET     api.exa…le.com /socket          7 msgs §⇅⋯   101    91 B   19 s
                 42:09 GET     api.exa…le.com /socket          7 msgs §⇅    101    91 B  7.0 s
                """
        )
        let pane = (1...10).map { String(app.line($0).dropFirst(80)) }.joined(separator: "\n")
        #expect(
            pane == """
                 GET https://api.example.com/socket                                                                             101 · ⋯
                ─  Request  ─  Response  ─  Timing  ─  Connection  ─  Rules  ─[ Messages ]──────────────────────────────────────────────
                   # CLOCK             TIME FROM     TYPE           SIZE     MESSAGE                              7 messages  following
                   1 10:42:09.000     1.000 client → text           33 B     {"subscribe":["orders","prices"]}
                   2 10:42:10.000     2.000 server ← text           11 B     {"ok":true}
                   3 10:42:11.000     3.000 server ← ping            4 B     01 02 03 04
                   4 10:42:12.000     4.000 client → pong            4 B     01 02 03 04
                   5 10:42:13.000     5.000 server ← text           27 B  z≡ {"price":17.5,"at":"10:42"}
                   6 10:42:14.000     6.000 client → binary          4 B ◆   00 ff 80 41
                ▌  7 10:42:15.000     7.000 server ← close 1000      3 B     bye
                """
        )
        #expect(
            app.line(25).dropFirst(80).hasPrefix(
                "── #7 from server ← close 1000 · text · 3 B, 5 B on the wire · 10:42:15.000 ──"
            )
        )
    }

    @Test func `enter opens a message as a whole, h and l go on, q and esc go back`() {
        let app = App(flows: [.webSocket(1, Self.talk)])
        app.press("enter", "6", "g", "enter")

        expectScreen(
            app,
            """
            ── #1 from client → text · json · 33 B, 35 B on the wire · 10:42:09.000 ────────
            ▾{
            ▾  "subscribe": [
                 "orders",
                 "prices"
               ]
             }
            """,
            from: 3,
            rows: 7
        )
        app.press("z")
        #expect(app.line(5) == "▸  \"subscribe\": [ 2 items ]")
        app.press("l", "l", "l", "l", "l")
        #expect(app.line(3).hasPrefix("── #6 from client → binary · hex · 4 B"))
        #expect(app.line(4) == " 00000000  00 ff 80 41                                       ...A")
        app.press("h", "v")
        app.type("raw")
        app.press("enter")
        #expect(app.line(4) == #" {"price":17.5,"at":"10:42"}"#)
        app.press("q")
        #expect(app.line(8).hasPrefix("▌  5"))
        app.press("enter", "esc")
        #expect(app.line(8).hasPrefix("▌  5"))
        app.press("esc")
        #expect(app.model.screens.isEmpty)
    }

    @Test func `a flow without messages has no such page, and the page stays wanted`() {
        let app = App(flows: [.webSocket(1, Self.talk), .sample(2)])
        app.press("g", "enter", "6")

        app.press("l")
        #expect(!app.screen.contains("Messages"))
        #expect(app.line(2).contains("[ Response ]"))
        app.press("6")
        #expect(app.line(22) == " this flow has no messages")
        app.press("f")
        #expect(app.line(22).hasPrefix(" filter"))
        app.press("esc", "h")
        #expect(app.line(2).contains("[ Messages ]"))
    }

    @Test(arguments: [("q", false), ("tab", true)])
    func `tab goes round by way of the messages`(key: String, isOpen: Bool) {
        let app = App(flows: [.webSocket(1, Self.talk)])

        app.press("enter", "5", "tab")
        #expect(app.line(2).contains("[ Messages ]"))
        app.press(key)

        #expect(app.line(2).contains("[ Request ]") == isOpen)
    }

    @Test func `a terminal without colour and UTF-8 says all of it too`() {
        let app = App(flows: [.webSocket(1, Self.talk)], theme: .monochrome.with(.ascii))

        app.press("enter", "6")

        #expect(app.line(8) == "   5     5.000 server < text           27 B  z+ {\"price\":17.5,\"at\":\"10:42\"}")
        #expect(app.line(9) == "   6     6.000 client > binary          4 B S   00 ff 80 41")
    }

    @Test func `bytes that are text show as text, others in hexadecimal`() {
        let payloads: [[UInt8]] = [
            [0x2F, 0xFD, 0x76, 0x37], Array("ein Wort für alle".utf8), Array(String(repeating: "ü", count: 500).utf8),
            [0xC3],
        ]
        let app = App(flows: [.webSocket(1, payloads.map { StreamMessage(.server, .binary, $0) })])

        app.press("enter", "6")

        let previews = (4...7).map { String(app.line($0).dropFirst(48)) }
        #expect(previews == ["2f fd 76 37", "ein Wort für alle", String(repeating: "ü", count: 30) + "…", "c3"])
    }

    @Test func `a stream without messages says so`() {
        let app = App(flows: [.webSocket(1), .webSocket(2, isOpen: false)])

        app.press("g", "enter", "6")
        #expect(app.line(4) == " no message has passed yet")
        app.press("l")
        #expect(app.line(4) == " no message passed")
        app.press("enter", "y", "j", "k", "n")
        #expect(app.line(4) == " no message passed")
    }

    @Test func `the mouse chooses, scrolls and opens`() {
        let app = App(flows: [.webSocket(1, (0..<50).map { .server("message \($0)") })])
        app.press("enter", "6", "g")

        app.send(.mouse(Mouse(.press, at: Point(column: 10, row: 6))))
        #expect(app.line(6).hasPrefix("▌  3"))
        app.send(.mouse(Mouse(.scrollDown, at: Point(column: 10, row: 6))))
        #expect(app.line(4).hasPrefix("   4"))
        #expect(app.line(12).contains("#3 from server"))
        app.send(.mouse(Mouse(.doubleClick, at: Point(column: 10, row: 5))))
        #expect(app.line(3).contains("#5 from server"))
        #expect(app.line(4) == " message 4")
    }

    @Test(arguments: [(30, 6), (40, 10), (79, 15), (120, 24), (56, 9)])
    func `any size shows the cursor's message`(columns: Int, rows: Int) {
        let app = App(flows: [.webSocket(1, (0..<50).map { .server("message \($0)") })])
        app.press("enter", "6", "g", "ctrl d")

        app.send(.resize(Size(columns: columns, rows: rows)))
        #expect(app.screen.contains("▌"))
        app.press("enter")
        #expect(app.screen.contains("message 4"))
        app.send(.resize(Size(columns: 80, rows: 24)))
        app.press("q")
        #expect(app.screen.contains("▌  5"))
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
