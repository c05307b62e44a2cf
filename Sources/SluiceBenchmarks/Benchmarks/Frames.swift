import FlowKit

extension Benchmark {
    /// What a frame costs while flows arrive in a list that is long already.
    static let frames = Benchmark(
        name: "frames",
        summary: "frame time with 100,000 flows while 5,000 a second arrive"
    ) { bench in
        try [ScreenSize(columns: 120, rows: 40), ScreenSize(columns: 200, rows: 50)].flatMap { size in
            let runs = try bench.repeated {
                try frameTimes(size, present: 100_000, arrivingPerSecond: 5_000, seconds: bench.seconds)
            }
            let processor = (runs.map(\.averageProcessorMilliseconds), runs.map { $0.processor.percentile(0.99) / 1e6 })
            let rate = Table.number(Double(runs.map(\.elapsed.count).max() ?? 0) / bench.seconds)
            return [
                Figure(
                    "frames: \(size), median",
                    runs.map { $0.elapsed.percentile(0.5) / 1e6 },
                    "ms",
                    better: .lowerIsBetter,
                    note: "\(best(processor.0)) ms of processor time on average, \(rate) frames a second"
                ),
                Figure(
                    "frames: \(size), p99",
                    runs.map { $0.elapsed.percentile(0.99) / 1e6 },
                    "ms",
                    better: .lowerIsBetter,
                    goal: 16,
                    note: "\(best(processor.1)) ms of processor time"
                ),
            ]
        }
    }

    private static func best(_ times: [Double]) -> String { Table.number(times.min() ?? 0) }

    private static func frameTimes(
        _ size: ScreenSize,
        present: Int,
        arrivingPerSecond rate: Int,
        seconds: Double
    ) throws -> SinkTerminal.FrameTimes {
        let store = FlowStore()
        let feeder = Feeder(store: store, flowsPerSecond: rate)
        for _ in 0..<present { feeder.recordOne() }
        let terminal = SinkTerminal(columns: size.columns, rows: size.rows)
        let session = ScreenSession(store: store, terminal: terminal, listenAddress: "127.0.0.1:8080")
        // The first listing, of all flows at once, is made before anything is measured.
        while session.shownCount < present { session.step() }
        terminal.resetFrames()
        terminal.deadline = Machine.nanoseconds + Int(seconds * 1e9)
        feeder.start()
        session.run()
        feeder.stop()
        guard Double(session.shownCount - present) > Double(rate) * seconds / 2 else {
            throw BenchmarkError("the list did not keep up: \(session.shownCount) flows shown")
        }
        return terminal.frames
    }
}
