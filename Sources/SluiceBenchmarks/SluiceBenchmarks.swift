import ArgumentParser
import Foundation

/// `swift run -c release SluiceBenchmarks [names…]`: figures against their goals, in one table.
@main
struct SluiceBenchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "SluiceBenchmarks",
        abstract: "Measures Sluice against its goals.",
        usage:
            "SluiceBenchmarks [<names> ...] [--json <file>] [--seconds <seconds>] [--runs <runs>] [--gigabytes <gigabytes>]",
        discussion: """
            Proxy, origin and load run in processes of their own; on Linux the proxy has one processor, load and origin \
            another. A figure is the best of the runs, with the spread beside it: what else runs on the machine can only \
            make it worse. Compare figures of one table, not of two machines.

            BENCHMARKS
            \(Benchmarks.builtIn.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
            """,
        subcommands: [Measure.self, OriginRole.self, ProxyRole.self, StoreRole.self],
        defaultSubcommand: Measure.self
    )
}

/// Runs benchmarks and prints the table.
struct Measure: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measures Sluice against its goals."
    )

    @Argument(help: "What to measure; all when none is named.")
    var names: [String] = []

    @Option(help: ArgumentHelp("Also write the figures to a file.", valueName: "file"))
    var json: String?

    @Option(help: "Seconds of each run.")
    var seconds = 4.0

    @Option(help: "Runs of each measurement.")
    var runs = 3

    @Option(help: "Gigabytes of traffic in the soak of the store.")
    var gigabytes = 4.0

    func validate() throws {
        guard seconds > 0, runs > 0, gigabytes > 0 else {
            throw ValidationError("--seconds, --runs and --gigabytes must be above 0")
        }
        for name in names where !Benchmarks.builtIn.contains(where: { $0.name == name }) {
            let known = Benchmarks.builtIn.map(\.name).joined(separator: ", ")
            throw ValidationError("no benchmark '\(name)' (there are \(known))")
        }
    }

    func run() throws {
        signal(SIGPIPE, SIG_IGN)
        #if DEBUG
            FileHandle.standardError.write(
                Data("built for debugging: these figures say nothing (use -c release)\n".utf8)
            )
        #endif
        let bench = try Workbench(seconds: seconds, runs: runs, gigabytes: gigabytes)
        var figures: [Figure] = []
        var hasFailed = false
        for benchmark in Benchmarks.builtIn where names.isEmpty || names.contains(benchmark.name) {
            FileHandle.standardError.write(Data("\(benchmark.name): \(benchmark.summary)…\n".utf8))
            do {
                figures += try benchmark.measure(bench)
            } catch {
                // What was measured before and comes after is worth showing all the same.
                figures.append(.failed(benchmark.name, error))
                hasFailed = true
            }
        }
        print(Table(figures).text)
        if let json { try JSONReport(figures).write(to: json) }
        if hasFailed { throw ExitCode.failure }
    }
}
