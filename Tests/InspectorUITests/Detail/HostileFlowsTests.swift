import FlowKit
import InspectorUI
import TerminalKit
import TestSupport
import Testing

@Suite struct HostileFlowsTests {
    /// Whatever is pressed on whatever traffic at whatever size: no trap, and nothing raw on the screen.
    @Test(arguments: 0..<12)
    func `random keys on hostile flows leave the screen whole`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let app = App(flows: (1...5).map { Self.hostileFlow($0, &random) })

        for step in 0..<150 {
            switch random.next() % 20 {
            case 0:
                let size = Size(columns: Int(random.next() % 150) + 1, rows: Int(random.next() % 50) + 1)
                app.send(.resize(size))
            case 1: app.record([Self.hostileFlow(Int(random.next() % 8) + 1, &random)])
            case 2: app.send(.paste(Self.alphabet.randomText(count: 20, using: &random) + "\nX: y\n"))
            case 3:
                let point = Point(column: Int(random.next() % 150), row: Int(random.next() % 50))
                let actions: [Mouse.Action] = [.press, .scrollUp, .scrollDown, .doubleClick]
                app.send(.mouse(Mouse(actions[Int(random.next() % 4)], at: point)))
            case 4: app.store.remove([FlowID(Int(random.next() % 8) + 1)])
            default: app.press(Self.keys[Int(random.next() % UInt64(Self.keys.count))])
            }
            let scalars = app.terminal.screen.cells.lazy.flatMap(\.text.unicodeScalars)
            #expect(!scalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E })
            #expect(app.terminal.screen.size == app.terminal.size, "seed \(seed), step \(step)")
        }
    }

    // Not Q, ctrl c and ctrl z: those end or stop the program.
    private static let keys: [String] = [
        "enter", "enter", "esc", "tab", "shift tab", "j", "k", "g", "G", "h", "l", "space", "1", "2", "3", "4", "5",
        "/",
        "n", "N", "v", "+", "z", "e", "E", "r", "b", "a", "R", "J", "K", "d", "u", "y", "w", "c", "o", "m", "q",
        "ctrl s",
        "alt r", "ctrl x", "s", "ctrl u", "ctrl w", "ctrl k", "ctrl y", "backspace", "delete", "up", "down",
        "page down",
        "ctrl d", "home", "end", "ctrl end", "ctrl home", "alt b", "alt f", "alt d", ":", "~", "f",
    ]

    private static let alphabet: [Character] = [
        "a", "{", "\"", ":", "日", "\u{301}", "\u{1B}", "\u{202E}", "\u{9B}", "\u{0}", "\t", "\u{1F469}", "\u{200D}",
        "\n",
    ]

    private static func hostileFlow(_ id: Int, _ random: inout SeededRandom) -> Flow {
        var flow = Flow.failingOrder(id: id)
        let text = alphabet.randomText(count: Int(random.next() % 3_000), using: &random)
        flow.request.target = WireText("/" + text.prefix(50))
        flow.request.headers.append("X-\(text.prefix(5).filter(\.isLetter))", String(text.prefix(200)))
        flow.request.body = Body(text)
        flow.response?.reason = WireText(String(text.prefix(30)))
        flow.response?.headers.replace(
            "Content-Type",
            with: ["text/plain", "application/json", "x"].randomElement(using: &random) ?? ""
        )
        flow.response?.headers.append("Content-Encoding", ["gzip", "br", ""].randomElement(using: &random) ?? "")
        flow.response?.body = Body(
            (0..<Int(random.next() % 2_000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        )
        if random.next().isMultiple(of: 4) { flow.timing.finished = nil }
        if random.next().isMultiple(of: 5) { flow.response = nil }
        if random.next().isMultiple(of: 3) { flow.source = .replay(of: FlowID(Int(random.next() % 8) + 1)) }
        return flow
    }
}
