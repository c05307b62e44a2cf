extension Benchmark {
    /// How long an event takes from the origin, which writes into it when it was sent, to the client.
    static let events = Benchmark(
        name: "events",
        summary: "from an event sent to it delivered, 8 streams of server-sent events, 500 events a second each"
    ) { bench in
        let plan = LoadPlan(connections: 8, warmUpAnswers: 500, end: .seconds(bench.seconds))
        return try [("plain", false), ("TLS", true)].flatMap { label, isTLS in
            let direct = try bench.repeated { try bench.eventLoad(plan, through: nil, isTLS: isTLS) }
            let proxied = try bench.repeated { try bench.eventLoad(plan, through: bench.makeProxy(), isTLS: isTLS) }
            return [("p50", 0.5), ("p99", 0.99)].map { name, share in
                let least = direct.map { $0.latency.percentile(share) / 1e6 }.min() ?? 0
                return Figure(
                    "events: delivery \(name), \(label)",
                    proxied.map { $0.latency.percentile(share) / 1e6 },
                    "ms",
                    better: .lowerIsBetter,
                    goal: 5,
                    note: "\(Table.number(least)) ms direct"
                )
            }
        }
    }
}
