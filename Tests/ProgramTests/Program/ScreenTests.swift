import Foundation
import ProgramSupport
import Testing

extension ProgramTests {
    /// The screen in a real terminal, which tmux is.
    @Suite(.enabled(if: isInstalled("tmux"))) struct ScreenTests {
        private let terminal: TmuxTerminal

        init() throws {
            terminal = try TmuxTerminal(columns: 120, rows: 30)
        }

        @Test func `flows appear, and the screen follows a new size`() throws {
            try terminal.run("sluice demo")

            try terminal.waitForText("/v1/users/42")
            try terminal.resize(columns: 80, rows: 24)
            try eventually("the screen is drawn anew") {
                let lines = try terminal.lines()
                return lines.count <= 25 && lines.contains { $0.contains("PATH") && !$0.contains("TYPE") }
            }
        }

        @Test func `a filter given at the start is in force`() throws {
            try terminal.run("sluice demo --filter '~d auth.acorn.test'")

            try terminal.waitForText("/login")
            #expect(try !terminal.text().contains("cdn.acorn.test"))
        }

        @Test func `quitting gives the terminal back as it was`() throws {
            try terminal.run("echo before; sluice demo")
            try terminal.waitForText("www.acorn.test")

            try terminal.press("Q")

            try terminal.waitForText("ended with 0")
            #expect(try terminal.text().hasPrefix("before\n"))
            try terminal.expectLineEditing()
        }

        @Test(arguments: ["TERM", "HUP"])
        func `a signal gives the terminal back`(signal: String) throws {
            try terminal.run("echo before; sluice demo")
            try terminal.waitForText("www.acorn.test")

            try terminal.signal(signal)

            try terminal.waitForText("ended with")
            #expect(try terminal.text().hasPrefix("before\n"))
            try terminal.expectLineEditing()
        }

        @Test func `a recording is browsed`() throws {
            try terminal.run("sluice demo --record --rounds 1 --har r.har && sluice open r.har")

            try terminal.waitForText("metrics.tracker.test")
            try terminal.waitForText("following")
        }

        @Test func `an editor edits the request, and what it saved is sent`() throws {
            try terminal.run("EDITOR='perl -pi -e s/acorn-demo/edited-by-test/' sluice demo --filter '~u old-home'")
            try terminal.waitForText("/old-home")

            try terminal.press("E")
            try terminal.waitForText("edited-by-test")
            try terminal.press("C-s")

            try terminal.waitForText("sent GET http://www.acorn.test/old-home")
        }
    }
}
