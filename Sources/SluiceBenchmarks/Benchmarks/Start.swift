import Foundation

extension Benchmark {
    /// How long a person, or a script, waits for the proxy.
    static let start = Benchmark(
        name: "start",
        summary: "time from start to listening of the real program"
    ) { bench in
        guard let program = Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("sluice"),
            FileManager.default.isExecutableFile(atPath: program.path)
        else {
            let remedy = "swift build -c release --product sluice"
            return [.skipped("start: to listening", because: "no sluice beside this program (\(remedy))")]
        }
        let home = bench.makeDirectory()
        let first = try startTime(program, home: home)
        let times = try (0..<max(5, bench.runs)).map { _ in try startTime(program, home: home) }
        return [
            Figure("start: to listening", times, "ms", better: .lowerIsBetter, goal: 100),
            Figure(
                "start: to listening, the first time",
                [first],
                "ms",
                better: .lowerIsBetter,
                note: "makes the certificate authority"
            ),
        ]
    }

    /// Milliseconds until the program printed its port.
    private static func startTime(_ program: URL, home: String) throws -> Double {
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = ["record", "--listen", "127.0.0.1:0", "--print-port", "--jsonl", "/dev/null"]
        process.environment = ProcessInfo.processInfo.environment.merging(["SLUICE_HOME": home]) { _, new in new }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let began = Machine.nanoseconds
        try process.run()
        let line = output.fileHandleForReading.availableData
        let elapsed = Machine.nanoseconds - began
        process.terminate()
        process.waitUntilExit()
        let port = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard Int(port) != nil else { throw BenchmarkError("sluice record did not print a port") }
        return Double(elapsed) / 1e6
    }
}
