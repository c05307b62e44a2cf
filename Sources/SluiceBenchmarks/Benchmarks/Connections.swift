extension Benchmark {
    /// New connections a second, intercepted with both handshakes: the pool of server connections is of no use to them.
    static let connections = Benchmark(
        name: "connections",
        summary: "new TLS connections a second, both handshakes and one request each, one name and names never seen"
    ) { bench in
        try [("one name", false, 1_000.0), ("new names", true, 750.0)].flatMap { words, namesAreNew, goal in
            var plan = LoadPlan(connections: 16, warmUpAnswers: 100, end: .seconds(bench.seconds))
            plan.opensConnections = true
            let direct = try bench.repeated {
                try bench.load(plan, against: bench.connectionTarget(through: nil, namesAreNew: namesAreNew))
            }
            let proxied = try bench.repeated {
                let proxy = try bench.makeProxy()
                plan.meter = proxy.meter
                return try withExtendedLifetime(proxy) {
                    try bench.load(plan, against: bench.connectionTarget(through: proxy, namesAreNew: namesAreNew))
                }
            }
            let least = proxied.compactMap(\.processorMicrosecondsPerAnswer).min()
            let whole = least.map { "a whole processor would do \(Table.number(1e6 / $0)) /s" } ?? ""
            return [
                Figure(
                    "connections: \(words)",
                    proxied.map(\.answersPerSecond),
                    "/s",
                    better: .higherIsBetter,
                    goal: goal,
                    note: "\(Table.number(direct.map(\.answersPerSecond).max() ?? 0)) /s direct"
                ),
                Figure(
                    "connections: \(words), processor time of the proxy",
                    proxied.compactMap(\.processorMicrosecondsPerAnswer),
                    "µs each",
                    better: .lowerIsBetter,
                    note: whole
                ),
                Figure(
                    "connections: \(words), p50",
                    proxied.map { $0.latency.percentile(0.5) / 1e6 },
                    "ms",
                    better: .lowerIsBetter
                ),
            ]
        }
    }
}
