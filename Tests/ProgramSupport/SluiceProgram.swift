import Foundation

/// The real binary, run with a home of its own.
package struct SluiceProgram {
    package let home: TemporaryDirectory
    /// Set for every run, besides what this process has.
    package var environment: [String: String] = [:]

    package init() throws {
        home = try TemporaryDirectory()
    }

    package struct Result {
        package let code: Int32
        package let output: String
        package let errors: String
    }

    /// The binary that was built along with the tests.
    package static let path: String = {
        // On Linux the tests are a program beside it; on macOS a bundle, which is in the arguments.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Bundle.main.executablePath ?? ""
        let directory = bundle.range(of: ".xctest").map { bundle[..<$0.lowerBound] } ?? bundle[...]
        return (String(directory) as NSString).deletingLastPathComponent + "/sluice"
    }()

    /// Runs to the end, which is forced after the deadline.
    package func run(_ arguments: String..., input: String = "") throws -> Result {
        let running = try start(arguments, input: input)
        try running.waitForEnd()
        return Result(code: running.code, output: running.output, errors: running.errors)
    }

    package func start(_ arguments: [String], input: String = "") throws -> RunningProgram {
        try RunningProgram(Self.path, arguments, environment: variables, input: .text(input))
    }

    /// A line of shell in which `sluice` is the binary.
    package func shell(_ script: String) throws -> Result {
        let running = try startShell(script)
        try running.waitForEnd()
        return Result(code: running.code, output: running.output, errors: running.errors)
    }

    package func startShell(_ script: String) throws -> RunningProgram {
        try RunningProgram("/bin/sh", ["-c", script], environment: variables)
    }

    private var variables: [String: String] {
        var variables = ProcessInfo.processInfo.environment
        variables["SLUICE_HOME"] = home.path
        variables["PATH"] =
            (Self.path as NSString).deletingLastPathComponent + ":" + (variables["PATH"] ?? "/bin:/usr/bin")
        return variables.merging(environment) { _, new in new }
    }
}
