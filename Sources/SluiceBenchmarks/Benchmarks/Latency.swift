extension Benchmark {
    /// What the proxy adds for a client that asks for one thing at a time.
    static let latency = Benchmark(
        name: "latency",
        summary: "latency the proxy adds at one connection, plain and TLS"
    ) { bench in
        let plan = LoadPlan(connections: 1, warmUpAnswers: 500, end: .answers(5_000))
        return try [("plain", false), ("TLS", true)].map { label, isTLS in
            let medians = try bench.repeated {
                let direct = try bench.load(plan, through: nil, isTLS: isTLS)
                let proxied = try bench.load(plan, through: bench.makeProxy(), isTLS: isTLS)
                return (direct: direct.latency.percentile(0.5) / 1e3, proxied: proxied.latency.percentile(0.5) / 1e3)
            }
            let direct = medians.map(\.direct).min() ?? 0
            return Figure(
                "latency: added at the median, \(label)",
                medians.map { $0.proxied - direct },
                "µs",
                better: .lowerIsBetter,
                goal: 150,
                note: "to \(Table.number(direct)) µs direct"
            )
        }
    }
}
