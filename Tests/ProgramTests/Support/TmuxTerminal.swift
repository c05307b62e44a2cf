import Foundation
import ProgramSupport

/// A terminal of a test's own: a tmux server with one window, gone with it.
final class TmuxTerminal {
    private let program: SluiceProgram
    private let socket: String

    init(columns: Int, rows: Int) throws {
        program = try SluiceProgram()
        socket = program.home.file("tmux")
        try tmux("-f /dev/null new-session -d -x \(columns) -y \(rows) 'exec /bin/sh'")
    }

    deinit {
        _ = try? program.shell("tmux -S '\(socket)' kill-server")
    }

    /// Types a line that runs the commands and then tells their exit code.
    func run(_ commands: String) throws {
        let script = "cd '\(program.home.path)'\nclear\n\(commands)\necho \"ended with $?\"\n"
        try program.home.write(script, to: "script")
        try tmux("send-keys '. \(program.home.file("script"))' Enter")
    }

    func press(_ keys: String...) throws {
        try tmux("send-keys \(keys.joined(separator: " "))")
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux("resize-window -x \(columns) -y \(rows)")
    }

    /// Sends a signal to the inspector.
    func signal(_ name: String) throws {
        let pane = try tmux("display-message -p '#{pane_pid}'").trimmingCharacters(in: .whitespacesAndNewlines)
        _ = try program.shell("kill -\(name) $(ps -o pid= --ppid \(pane) | tail -n 1)")
    }

    func text() throws -> String {
        try tmux("capture-pane -p")
    }

    func lines() throws -> [Substring] {
        try text().split(separator: "\n", omittingEmptySubsequences: false)
    }

    func waitForText(_ expected: String) throws {
        try eventually("the terminal shows \(expected)") { try text().contains(expected) }
    }

    /// Checks that the shell has the terminal in its usual mode again, and that a command runs.
    func expectLineEditing() throws {
        try tmux("send-keys 'clear; stty -a | tr -s \" \" \"\\n\" | grep -x -e icanon -e echo' Enter")
        try waitForText("icanon\necho")
    }

    @discardableResult
    private func tmux(_ arguments: String) throws -> String {
        let result = try program.shell("LC_ALL=C.UTF-8 tmux -S '\(socket)' \(arguments)")
        guard result.code == 0 else { throw Timeout(what: "tmux \(arguments): \(result.errors)") }
        return result.output
    }
}
