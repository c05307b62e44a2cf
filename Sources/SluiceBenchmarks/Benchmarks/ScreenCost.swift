extension Benchmark {
    /// What the interface costs the traffic when both share one processor.
    static let screen = Benchmark(
        name: "screen",
        summary: "what a screen that is running and redrawing costs the traffic, on one processor"
    ) { bench in
        let plan = LoadPlan(connections: 64, warmUpAnswers: 5_000, end: .seconds(bench.seconds))
        let size = ScreenSize(columns: 120, rows: 40)
        let pairs = try bench.repeated {
            // One after the other, so that both see the same machine.
            let without = try bench.load(plan, through: bench.makeProxy(), isTLS: false)
            let with = try bench.load(plan, through: bench.makeProxy(screen: size), isTLS: false)
            return (without: without, with: with)
        }
        let rates = pairs.map { ($0.without.answersPerSecond, $0.with.answersPerSecond) }
        return [
            Figure(
                "screen: cost to plain traffic",
                rates.map { (1 - $1 / $0) * 100 },
                "%",
                better: .lowerIsBetter,
                goal: 10,
                note: "\(size), proxy and screen on one processor"
            ),
            Figure("screen: requests per second with it", rates.map(\.1), "/s", better: .higherIsBetter),
            Figure(
                "screen: processor time with it",
                pairs.compactMap(\.with.processorMicrosecondsPerAnswer),
                "µs each",
                better: .lowerIsBetter,
                note: without(pairs.compactMap(\.without.processorMicrosecondsPerAnswer))
            ),
        ]
    }

    private static func without(_ times: [Double]) -> String {
        times.min().map { "without it \(Table.number($0)) µs" } ?? ""
    }
}
