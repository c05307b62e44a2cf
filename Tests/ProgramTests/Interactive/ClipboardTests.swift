import InspectorUI
import ProgramSupport
import Testing

@testable import sluice

@Suite struct ClipboardTests {
    private func route(_ environment: [String: String], byteCount: Int = 100) -> Clipboard.Route {
        Clipboard(environment: ProcessEnvironment(environment), fallback: "/nowhere").route(byteCount: byteCount)
    }

    @Test func `over ssh the terminal's own clipboard is the near one`() {
        #expect(route(["TERM": "xterm-256color", "SSH_CONNECTION": "a b", "DISPLAY": ":0"]) == .terminal(.plain))
    }

    @Test func `inside tmux its buffer is the way`() {
        #expect(
            route(["TERM": "tmux", "TMUX": "/tmp/x"]) == .other([.init(command: ["tmux", "load-buffer", "-w", "-"])])
        )
    }

    @Test func `inside screen the sequence is wrapped in pieces it can take`() {
        guard case .terminal(let wrapping) = route(["TERM": "screen", "STY": "1", "SSH_TTY": "x"]) else {
            Issue.record("not the terminal")
            return
        }

        let sequence = String(decoding: wrapping.sequence(for: [UInt8](repeating: 1, count: 2_000)), as: UTF8.self)

        #expect(sequence.split(separator: "\u{1B}\\").allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count < 768 })
    }

    @Test func `what a terminal would cut off goes to a file`() {
        #expect(route(["TERM": "xterm", "SSH_TTY": "x"], byteCount: 80_000) == .other([]))
    }

    @Test func `a console without a clipboard is not asked for one`() {
        #expect(route(["TERM": "linux", "SSH_TTY": "x"]) == .other([]))
    }

    @Test func `captured bytes reach the terminal as Base64 only`() {
        let sequence = Clipboard.Wrapping.plain.sequence(for: Array("\u{1B}]0;x\u{07}".utf8))

        #expect(String(decoding: sequence, as: UTF8.self) == "\u{1B}]52;c;G10wO3gH\u{07}")
    }

    @Test func `without any clipboard the file says where`() throws {
        let directory = try TemporaryDirectory()
        let clipboard = Clipboard(environment: ProcessEnvironment([:]), fallback: directory.file("state/clipboard"))

        let notice = clipboard.copy(Array("text".utf8), "the URL", by: [])

        #expect(notice.text == "no clipboard takes it: the URL written to \(directory.file("state/clipboard"))")
        #expect(try directory.text(of: "state/clipboard") == "text")
        #expect(try directory.permissions(of: "state/clipboard") == 0o600)
    }
}
