import Foundation
import Testing

/// The real binary, run with a home of its own.
struct SluiceProgram {
    let home: TemporaryDirectory
    /// Set for every run, besides what this process has.
    var environment: [String: String] = [:]

    init() throws {
        home = try TemporaryDirectory()
    }

    struct Result {
        let code: Int32
        let output: String
        let errors: String
    }

    /// The binary that was built along with the tests.
    static let path: String = {
        // On Linux the tests are a program beside it; on macOS a bundle, which is in the arguments.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Bundle.main.executablePath ?? ""
        let directory = bundle.range(of: ".xctest").map { bundle[..<$0.lowerBound] } ?? bundle[...]
        return (String(directory) as NSString).deletingLastPathComponent + "/sluice"
    }()

    /// Runs to the end, which is forced after the deadline.
    func run(_ arguments: String..., input: String = "") throws -> Result {
        let running = try start(arguments, input: input)
        try running.waitForEnd()
        return Result(code: running.code, output: running.output, errors: running.errors)
    }

    func start(_ arguments: [String], input: String = "") throws -> RunningProgram {
        try RunningProgram(Self.path, arguments, environment: variables, input: input)
    }

    /// A line of shell in which `sluice` is the binary.
    func shell(_ script: String) throws -> Result {
        let running = try RunningProgram("/bin/sh", ["-c", script], environment: variables)
        try running.waitForEnd()
        return Result(code: running.code, output: running.output, errors: running.errors)
    }

    private var variables: [String: String] {
        var variables = ProcessInfo.processInfo.environment
        variables["SLUICE_HOME"] = home.path
        variables["PATH"] =
            (Self.path as NSString).deletingLastPathComponent + ":" + (variables["PATH"] ?? "/bin:/usr/bin")
        return variables.merging(environment) { _, new in new }
    }
}

/// Waits until the condition holds.
///
/// - Throws: where it does not within the deadline.
func eventually(_ what: String, within limit: Duration = .seconds(30), _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw Timeout(what: what) }
        usleep(20_000)
    }
}

struct Timeout: Error, CustomStringConvertible {
    let what: String
    var description: String { "waited in vain: \(what)" }
}

/// Whether a program is on this machine, for tests that need it.
func isInstalled(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
}
