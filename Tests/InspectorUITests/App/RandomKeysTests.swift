import FlowKit
import InspectorUI
import TerminalKit
import TestSupport
import Testing

/// Random keys, mouse, sizes and traffic: nothing crashes and the list's promises hold after each.
@Suite struct RandomKeysTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `whatever is pressed, the cursor is on a row that is there`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let app = App(columns: 80, rows: 24, budget: seed % 3 == 0 ? 60_000 : 1 << 30)
        var nextID = 1
        for _ in 0..<150 {
            act(on: app, &random, &nextID)
            check(app.model)
        }
    }

    private func act(on app: App, _ random: inout SeededRandom, _ nextID: inout Int) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1:
            let count = Int.random(in: 1...20, using: &random)
            app.record((nextID..<nextID + count).map { flow($0, &random) })
            nextID += count
        case 2:
            let size = Size(columns: .random(in: 0...140, using: &random), rows: .random(in: 0...40, using: &random))
            app.send(.resize(size))
        case 3:
            let place = Point(column: .random(in: -1...141, using: &random), row: .random(in: -1...41, using: &random))
            let actions: [Mouse.Action] = [.press, .release, .doubleClick, .scrollUp, .scrollDown]
            app.send(.mouse(Mouse(actions.randomElement(using: &random) ?? .press, at: place)))
        case 4:
            app.send(
                .paste(
                    ["~c 2xx", "~", "(((", "\u{1B}[2J\n\u{202E}", "~d e", "日本 👨‍👩‍👧"].randomElement(using: &random) ?? ""
                )
            )
        case 5:
            app.wait(.milliseconds(Int.random(in: 0...4000, using: &random)))
        default:
            app.press(Self.keys.randomElement(using: &random) ?? "j")
        }
    }

    private func flow(_ id: Int, _ random: inout SeededRandom) -> Flow {
        let hosts = [
            "http://example.com/\(id)", "https://日本.test/a\u{0}b", "http://[::1]:99/", "https://x.test/\u{202E}",
        ]
        if Int.random(in: 0..<6, using: &random) == 0 {
            let messages = (0..<Int.random(in: 0...40, using: &random)).map { number in
                StreamMessage(
                    number % 2 == 0 ? .client : .server,
                    [.text, .binary, .ping, .close(code: 1000)].randomElement(using: &random) ?? .text,
                    (0..<Int.random(in: 0...300, using: &random)).map { _ in .random(in: 0...255, using: &random) }
                )
            }
            return .webSocket(id, messages, isOpen: .random(using: &random), limit: 20_000)
        }
        let status = [200, 204, 301, 404, 500, nil].randomElement(using: &random) ?? nil
        return .sample(
            id,
            method: ["GET", "POST", "CONNECT", "\u{1B}[31m"].randomElement(using: &random) ?? "GET",
            url: hosts.randomElement(using: &random) ?? "",
            status: status,
            byteCount: .random(in: 0...1_000_000, using: &random),
            error: Bool.random(using: &random) ? nil : FlowError(.connectionRefused, "upstream refused \u{9B}31m")
        )
    }

    private func check(_ model: Model) {
        let list = model.list
        #expect(list.top >= 0)
        #expect(list.rows.isEmpty ? list.top == 0 : list.top < list.rows.count)
        if let row = list.selectedRow {
            #expect(list.rows.indices.contains(row))
            #expect(list.rows.indices.contains(row) && list.rows[row] == list.selection)
        } else {
            #expect(list.selection == nil && list.rows.isEmpty)
        }
        #expect(model.focus == .list || !model.screens.isEmpty)
    }

    private static let keys =
        KeyMap.standard.bindings.flatMap { $0.keys.map(KeySpec.text) }.filter { $0 != "Q" && $0 != "ctrl c" }
        + ["a", "~", "x", "1", "enter", "esc", "tab", "shift tab", "backspace", "ctrl w", "ctrl u", "space", "f7"]
}
