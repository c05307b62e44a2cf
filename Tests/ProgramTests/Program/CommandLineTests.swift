import Foundation
import ProgramSupport
import Testing

extension ProgramTests {
    @Suite struct CommandLineTests {
        private let program: SluiceProgram

        init() throws {
            program = try SluiceProgram()
        }

        @Test func `the version stands alone on standard output`() throws {
            let result = try program.run("--version")

            #expect(result.code == 0)
            #expect(result.output.range(of: #"^\d+\.\d+\.\d+\n$"#, options: .regularExpression) != nil)
            #expect(result.errors == "")
        }

        @Test(arguments: ["", "tui", "record", "run", "open", "demo", "ca", "completions"])
        func `help goes to standard output, with examples, in 80 columns`(command: String) throws {
            let result = try command.isEmpty ? program.run("--help") : program.run(command, "--help")

            #expect(result.code == 0)
            #expect(result.output.contains("EXAMPLES:\n  "))
            #expect(result.output.split(separator: "\n").filter { $0.count > 80 } == [])
        }

        @Test(arguments: [
            (["recrod"], "unknown command 'recrod' (did you mean 'record'?)"),
            (["--lisen", ":1"], "unknown option '--lisen', did you mean '--listen'?"),
            (
                ["record", "--listen", "x"],
                "--listen: 'x' is not an address like 127.0.0.1:8080 or [::1]:0 (at column 1)"
            ),
            (
                ["record", "--proto-descriptors", "x"],
                "--proto-descriptors: what is written without a screen has bodies as they came "
                    + "(write --har FILE, then see it with sluice open --proto-descriptors)"
            ),
            (["run", "--hra", "x", "--", "ls"], "unknown option '--hra' (did you mean '--har'?)"),
            (["run"], "no command to run (write it after --, see sluice run --help)"),
            (["record", "--har", "f", "--jsonl", "f"], "--har and --jsonl name the same file (give each its own)"),
            (
                ["completions", "tcsh"],
                "the value 'tcsh' is invalid for '<shell>'. Please provide one of 'bash', 'zsh' or 'fish' (see sluice --help)"
            ),
        ])
        func `wrong usage is one line and the code 2`(arguments: [String], expected: String) throws {
            let running = try program.start(arguments)
            try running.waitForEnd()

            #expect(running.code == 2)
            #expect(running.errors == "sluice: \(expected)\n")
            #expect(running.output == "")
        }

        @Test func `a wrong expression is shown with its place`() throws {
            let result = try program.run("record", "--block", "~d a & ~xyz")

            #expect(result.code == 2)
            #expect(result.errors.contains("\n  ~d a & ~xyz\n         ^"))
        }

        @Test func `a mistake in the settings file is reported with its line`() throws {
            try program.home.write("\nlisten = 5 5\n", to: "config.toml")

            let result = try program.run("record")

            #expect(result.code == 2)
            #expect(result.errors.hasPrefix("sluice: \(program.home.file("config.toml")):2: "))
        }

        @Test func `without a terminal the screen refuses and names the way out`() throws {
            let result = try program.run("--listen", "127.0.0.1:0")

            #expect(result.code == 2)
            #expect(result.errors.contains("use sluice record"))
        }

        @Test(arguments: ["bash", "zsh", "fish"])
        func `a completion script knows commands and options`(shell: String) throws {
            let result = try program.run("completions", shell)

            #expect(result.code == 0)
            #expect(result.output.contains("record"))
            #expect(result.output.contains("body-limit"))
        }
    }
}
