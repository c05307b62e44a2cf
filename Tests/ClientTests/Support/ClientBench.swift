import Crypto
import FlowKit
import Foundation
import ProgramSupport

/// Runs clients as `sluice run` does, and reads what was recorded of them.
struct ClientBench {
    private var program: SluiceProgram

    init() throws {
        program = try SluiceProgram()
        program.environment["PYTHONDONTWRITEBYTECODE"] = "1"
    }

    /// The path of a file of this test's own.
    func file(_ name: String) -> String { program.home.file(name) }

    /// A file of bytes that a body can be compared with.
    func writeFile(_ name: String, byteCount: Int) throws -> Data {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<(byteCount + 7) / 8).map { _ in generator.next() }
        let data = words.withUnsafeBytes { Data($0.prefix(byteCount)) }
        try data.write(to: URL(filePath: file(name)))
        return data
    }

    /// Runs a client to its end.
    ///
    /// - Parameter options: of `sluice run`.
    func run(_ command: [String], options: [String] = [], input: String = "") async throws -> ClientRun {
        let archive = file("flows.har")
        let arguments = ["run", "--har", archive, "--upstream-ca", try TestAuthority.shared.root] + options + ["--"]
        let running = try program.start(arguments + command, input: input)
        try await soon("\(command[0]) ends", within: .seconds(60)) { !running.isRunning }
        let bytes = try Data(contentsOf: URL(filePath: archive))
        let ids = FlowStore()
        var flows: [Flow] = []
        try HARFile.read(Array(bytes), makeID: ids.makeID) { flows.append($0) }
        return ClientRun(code: running.code, output: running.outputBytes, errors: running.errors, flows: flows)
    }

    /// Runs a line of shell.
    func shell(_ script: String, options: [String] = []) async throws -> ClientRun {
        try await run(["/bin/sh", "-c", "cd '\(program.home.path)'\n\(script)"], options: options)
    }

    /// Runs a client of ours in Python.
    func python(_ script: String, _ arguments: String...) async throws -> ClientRun {
        try await run([Python.path, Scripts.client(script)] + arguments)
    }
}

func checksum(_ bytes: some DataProtocol) -> String {
    SHA256.hash(data: bytes).map { byte in String(byte >> 4, radix: 16) + String(byte & 0xF, radix: 16) }.joined()
}
