extension Benchmark {
    static let plain = throughput("plain", isTLS: false, goal: 42_000, "plain HTTP/1.1")
    static let tls = throughput("tls", isTLS: true, goal: 36_000, "TLS intercepted")

    /// Requests a second through the proxy on one processor, and the same load straight to the origin.
    private static func throughput(_ name: String, isTLS: Bool, goal: Double, _ words: String) -> Benchmark {
        let summary = "requests a second and latency, \(words), 64 connections, 1 KiB answers"
        return Benchmark(name: name, summary: summary) { bench in
            let plan = LoadPlan(connections: 64, warmUpAnswers: 5_000, end: .seconds(bench.seconds))
            let direct = try bench.repeated { try bench.load(plan, through: nil, isTLS: isTLS) }
            let proxied = try bench.repeated {
                // A new process each time: the store starts empty, and the budget is never reached.
                try bench.load(plan, through: bench.makeProxy(), isTLS: isTLS)
            }
            return throughputFigures(name, unit: "requests", proxied, direct, goal: goal)
        }
    }

    /// - Parameter unit: what is counted, such as `requests`.
    static func throughputFigures(
        _ name: String,
        unit: String,
        _ proxied: [LoadResult],
        _ direct: [LoadResult],
        goal: Double?
    ) -> [Figure] {
        [
            Figure(
                "\(name): \(unit) per second",
                proxied.map(\.answersPerSecond),
                "/s",
                better: .higherIsBetter,
                goal: goal,
                note: circumstances(proxied, direct)
            ),
            Figure(
                "\(name): processor time of the proxy",
                proxied.compactMap(\.processorMicrosecondsPerAnswer),
                "µs each",
                better: .lowerIsBetter,
                note: wholeProcessor(proxied)
            ),
        ] + latencies(name, proxied) + [
            Figure("\(name): direct", direct.map(\.answersPerSecond), "/s", better: .higherIsBetter)
        ] + latencies("\(name): direct", direct)
    }

    private static func circumstances(_ proxied: [LoadResult], _ direct: [LoadResult]) -> String {
        guard let best = proxied.max(by: { $0.answersPerSecond < $1.answersPerSecond }),
            let bound = direct.map(\.answersPerSecond).max()
        else { return "" }
        let share = best.processorShare.map { ", on \(percent($0)) of its processor" } ?? ""
        return percent(best.answersPerSecond / bound) + " of direct" + share
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    /// What the processor time comes to where nothing else wants the processor.
    private static func wholeProcessor(_ results: [LoadResult]) -> String {
        let least = results.compactMap(\.processorMicrosecondsPerAnswer).min()
        return least.map { "of all its threads; a whole processor would do \(Table.number(1e6 / $0)) /s" } ?? ""
    }

    private static func latencies(_ name: String, _ results: [LoadResult]) -> [Figure] {
        [("p50", 0.5), ("p99", 0.99)].map { label, share in
            Figure(
                "\(name): latency \(label)",
                results.map { $0.latency.percentile(share) / 1e6 },
                "ms",
                better: .lowerIsBetter
            )
        }
    }
}
