extension Benchmark {
    /// What the interface costs the traffic when both share one processor.
    static let screen = Benchmark(
        name: "screen",
        summary: "what a screen that is running and redrawing costs the traffic, on one processor"
    ) { bench in
        let size = ScreenSize(columns: 120, rows: 40)
        let pairs = try bench.repeated {
            // One after the other, so that both see the same machine.
            (without: try traffic(bench, screen: nil).result, with: try traffic(bench, screen: size))
        }
        let with = pairs.map(\.with.result)
        let frames = Table.number(pairs.map(\.with.framesPerSecond).max() ?? 0)
        return [
            Figure(
                "screen: cost to plain traffic",
                cost(without: pairs.map(\.without), with: with),
                "%",
                better: .lowerIsBetter,
                goal: 10,
                note: "\(size), \(frames) frames a second, in processor time: proxy and screen share one"
            ),
            Figure("screen: requests per second", with.map(\.answersPerSecond), "/s", better: .higherIsBetter),
            Figure(
                "screen: requests per second without it",
                pairs.map(\.without.answersPerSecond),
                "/s",
                better: .higherIsBetter
            ),
        ]
    }

    private static func traffic(
        _ bench: Workbench,
        screen: ScreenSize?
    ) throws -> (result: LoadResult, framesPerSecond: Double) {
        let plan = LoadPlan(connections: 64, warmUpAnswers: 5_000, end: .seconds(bench.seconds))
        let proxy = try bench.makeProxy(screen: screen)
        let before = try proxy.account()
        let result = try bench.load(plan, through: proxy, isTLS: false)
        let frames = try proxy.account().frames - before.frames
        guard screen == nil || frames > 0 else { throw BenchmarkError("the screen drew nothing") }
        return (result, Double(frames) / result.seconds)
    }

    /// The share of the requests a processor could carry that the screen takes away, best run against best run.
    ///
    /// By processor time, which other programs disturb less than a rate. Empty where it cannot be told.
    private static func cost(without: [LoadResult], with: [LoadResult]) -> [Double] {
        guard let least = without.compactMap(\.processorMicrosecondsPerAnswer).min(),
            let most = with.compactMap(\.processorMicrosecondsPerAnswer).min()
        else { return [] }
        return [(1 - least / most) * 100]
    }
}
