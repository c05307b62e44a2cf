import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct InspectorTests {
    /// A clock that a test turns.
    private final class Clock {
        var now = Timestamp(nanoseconds: 1_000_000_000)
    }

    private func inspector(_ terminal: MemoryTerminal, _ clock: Clock, effects: Box = Box()) -> Inspector {
        let model = Model(size: terminal.size)
        return Inspector(terminal: terminal, model: model, clock: { clock.now }, perform: { effects.all.append($0) })
    }

    private final class Box {
        var all: [Effect] = []
    }

    @Test func `it runs until the terminal ends`() {
        let terminal = MemoryTerminal()
        terminal.type("jk?q")

        inspector(terminal, Clock()).run()

        #expect(terminal.presentCount > 0)
    }

    @Test func `it runs until Q`() {
        let terminal = MemoryTerminal()
        terminal.whenIdle = {
            Issue.record("asked for more after Q")
            return [.terminate(signal: 15)]
        }
        terminal.type("Q")

        inspector(terminal, Clock()).run()
    }

    @Test func `frames are no closer than the interval, and wait for it`() {
        let terminal = MemoryTerminal()
        terminal.whenIdle = { [] }
        let clock = Clock()
        let inspector = inspector(terminal, clock)
        inspector.step()
        #expect(terminal.presentCount == 1)

        clock.now = clock.now + .milliseconds(5)
        terminal.type("?L")
        inspector.step()
        inspector.step()
        #expect(terminal.presentCount == 1)
        #expect(terminal.timeouts.last == .milliseconds(11))
        clock.now = clock.now + .milliseconds(11)
        inspector.step()

        #expect(terminal.presentCount == 2)
    }

    @Test func `nothing is drawn when nothing changed`() {
        let terminal = MemoryTerminal()
        terminal.whenIdle = { [] }
        let clock = Clock()
        let inspector = inspector(terminal, clock)
        inspector.step()
        inspector.drawIfChanged(at: clock.now)
        let count = terminal.presentCount

        for _ in 0..<5 { inspector.step() }
        inspector.drawIfChanged(at: clock.now)

        #expect(terminal.presentCount == count)
    }

    @Test func `what concerns the terminal is done, the rest is handed on`() {
        let terminal = MemoryTerminal()
        let effects = Box()
        terminal.press(.character("l"), .control)
        terminal.press(.character("z"), .control)
        terminal.type("f~m GET")

        inspector(terminal, Clock(), effects: effects).run()

        #expect(terminal.invalidateCount == 1)
        #expect(terminal.stopCount == 1)
        #expect(effects.all.last.map { "\($0)" } == "setFilter(~m GET, near: nil)")
    }

    @Test func `equal models draw equal screens`() {
        var first = Model(size: Size(columns: 80, rows: 24), proxy: ProxyStatus(listenAddress: "127.0.0.1:1"))
        var second = first
        for key in ["?", "j", "f"] {
            guard let key = KeySpec.parse(key) else { continue }
            _ = update(&first, .terminal(.key(key)))
            _ = update(&second, .terminal(.key(key)))
            var canvases = [Canvas(size: first.size), Canvas(size: second.size)]
            view(first, on: &canvases[0])
            view(second, on: &canvases[1])

            #expect(first == second)
            #expect(canvases[0].buffer == canvases[1].buffer)
        }
    }

    @Test func `fifty thousand flows are moved through from end to end`() {
        let store = FlowStore()
        for id in 1...50_000 { store.record(.sample(id, url: "http://example.com/\(id)")) }
        var index = FlowIndex()
        index.update(to: store.snapshot())
        let terminal = MemoryTerminal()
        terminal.whenIdle = { [] }
        let clock = Clock()
        let inspector = inspector(terminal, clock)
        inspector.mailbox.post(.listing(index.listing(version: 1)))
        inspector.step()
        for (spec, id) in [("g", 1), ("G", 50_000), ("ctrl b", 49_980), ("ctrl u", 49_970), ("k", 49_969)] {
            if let key = KeySpec.parse(spec) { terminal.send(.key(key)) }
            inspector.step()
            inspector.drawIfChanged(at: clock.now)
            #expect(inspector.model.list.selection == FlowID(id))
            #expect(terminal.text.contains("/\(id) "))
        }

        #expect(terminal.text.contains("50,000 flows"))
    }
}
