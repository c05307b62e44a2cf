import TerminalKit
import Testing

@Suite struct MemoryTerminalTests {
    @Test func `keys come one by one, then the program is told to end`() {
        let terminal = MemoryTerminal(columns: 10, rows: 2)
        terminal.type("q\n")
        terminal.send(.focus(true), .paste("text"))

        #expect(terminal.waitForEvents(timeout: nil) == [.key(Key(.character("q")))])
        #expect(terminal.waitForEvents(timeout: nil) == [.key(Key(.enter))])
        #expect(terminal.waitForEvents(timeout: nil) == [.focus(true), .paste("text")])
        #expect(terminal.waitForEvents(timeout: nil) == [.terminate(signal: 15)])
    }

    @Test func `a wake ends one wait and loses no key`() {
        let terminal = MemoryTerminal()
        terminal.type("x")

        terminal.waker.wake()
        terminal.waker.wake()

        #expect(terminal.waitForEvents(timeout: nil) == [])
        #expect(terminal.waitForEvents(timeout: nil) == [.key(Key(.character("x")))])
    }

    @Test func `a resize is in force when it is reported`() {
        let terminal = MemoryTerminal(columns: 80, rows: 24)
        terminal.resize(columns: 40, rows: 10)
        #expect(terminal.size == Size(columns: 80, rows: 24))

        let events = terminal.waitForEvents(timeout: nil)

        #expect(events == [.resize(Size(columns: 40, rows: 10))])
        #expect(terminal.size == Size(columns: 40, rows: 10))
    }

    @Test func `the screen reads as text and as letters for styles`() {
        let terminal = MemoryTerminal(columns: 6, rows: 2)
        var canvas = Canvas(size: terminal.size)
        canvas.draw("ab", column: 1, row: 0, style: Style(attributes: .reverse))
        canvas.draw("x", column: 0, row: 1, style: Style(foreground: .palette(1)))

        terminal.present(canvas.buffer)

        #expect(terminal.text == " ab\nx")
        #expect(terminal.styles() == " RR\nc")
    }
}
