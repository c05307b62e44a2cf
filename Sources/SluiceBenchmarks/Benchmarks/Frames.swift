import FlowKit

extension Benchmark {
    /// What a frame costs while flows arrive in a list that is long already.
    static let frames = Benchmark(
        name: "frames",
        summary: "frame time with 100,000 flows while 5,000 a second arrive, and with a million while 20,000 do"
    ) { bench in
        try loads.flatMap { load in
            let feeder = Feeder(flowsPerSecond: load.arrivingPerSecond, capturesBodies: load.isSearched)
            for _ in 0..<load.present { feeder.recordOne() }
            let runs = try bench.repeated { try frameTimes(load, feeder, seconds: bench.seconds) }
            let processor = (runs.map(\.averageProcessorMilliseconds), runs.map { $0.processor.percentile(0.99) / 1e6 })
            let rate = Table.number(Double(runs.map(\.elapsed.count).max() ?? 0) / bench.seconds)
            return [
                Figure(
                    "frames: \(load.name), median",
                    runs.map { $0.elapsed.percentile(0.5) / 1e6 },
                    "ms",
                    better: .lowerIsBetter,
                    note: "\(best(processor.0)) ms of processor time on average, \(rate) frames a second"
                ),
                Figure(
                    "frames: \(load.name), p99",
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

    private struct Load {
        let size: ScreenSize
        let present: Int
        let arrivingPerSecond: Int
        var isSearched = false
        var showsEndpoints = false

        var name: String {
            if isSearched { return "\(size), while all bodies are searched" }
            let face = showsEndpoints ? "\(size), endpoints" : "\(size)"
            return present < 1_000_000 ? face : "\(face), a million flows and 20,000 a second"
        }
    }

    private static let loads = [
        Load(size: ScreenSize(columns: 120, rows: 40), present: 100_000, arrivingPerSecond: 5_000),
        Load(size: ScreenSize(columns: 200, rows: 50), present: 100_000, arrivingPerSecond: 5_000),
        Load(size: ScreenSize(columns: 120, rows: 40), present: 1_000_000, arrivingPerSecond: 20_000),
        Load(
            size: ScreenSize(columns: 120, rows: 40),
            present: 1_000_000,
            arrivingPerSecond: 20_000,
            showsEndpoints: true
        ),
        Load(size: ScreenSize(columns: 120, rows: 40), present: 100_000, arrivingPerSecond: 500, isSearched: true),
    ]

    private static func frameTimes(_ load: Load, _ feeder: Feeder, seconds: Double) throws -> SinkTerminal.FrameTimes {
        let present = feeder.store.snapshot().totals.flowCount
        let terminal = SinkTerminal(columns: load.size.columns, rows: load.size.rows)
        let session = ScreenSession(
            store: feeder.store,
            terminal: terminal,
            listenAddress: "127.0.0.1:8080",
            showsEndpoints: load.showsEndpoints
        )
        // The first listing and the first count, of all flows at once, are made before anything is measured.
        while session.shownCount < present || load.showsEndpoints && session.countedCount < present { session.step() }
        terminal.resetFrames()
        terminal.deadline = Machine.nanoseconds + Int(seconds * 1e9)
        feeder.start()
        let searching = load.isSearched ? SearchedFlows.searchOn(feeder.store) : nil
        session.run()
        searching?.cancel()
        feeder.stop()
        let shown = load.showsEndpoints ? session.countedCount : session.shownCount
        guard Double(shown - present) > Double(load.arrivingPerSecond) * seconds / 2 else {
            throw BenchmarkError("the screen did not keep up: \(shown) flows shown")
        }
        return terminal.frames
    }
}
