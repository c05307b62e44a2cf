extension Benchmark {
    /// How fast a body that is larger than the proxy's memory passes, and what it leaves there.
    static let largeBody = Benchmark(
        name: "large-body",
        summary: "megabytes a second of a 1 GiB body, and the proxy's peak memory meanwhile"
    ) { bench in
        let byteCount = 1 << 30
        let plan = LoadPlan(connections: 1, warmUpAnswers: 0, end: .answers(1))
        return try [("plain", false, 1_500), ("TLS", true, 600)].flatMap { label, isTLS, goal -> [Figure] in
            let path = Answers.largePath(byteCount: byteCount)
            let direct = try bench.repeated {
                try bench.load(plan, against: bench.target(through: nil, isTLS: isTLS, path: path))
            }
            let proxied = try bench.repeated {
                let proxy = try bench.makeProxy()
                let target = try bench.target(through: proxy, isTLS: isTLS, path: path)
                return (result: try bench.load(plan, against: target), peak: proxy.meter.peakResidentBytes)
            }
            return [
                Figure(
                    "large body: \(label)",
                    proxied.map(\.result.megabytesPerSecond),
                    "MB/s",
                    better: .higherIsBetter,
                    goal: goal
                ),
                Figure(
                    "large body: \(label), direct",
                    direct.map(\.megabytesPerSecond),
                    "MB/s",
                    better: .higherIsBetter
                ),
                Figure(
                    "large body: \(label), peak memory",
                    proxied.compactMap(\.peak).map { Double($0) / 1_048_576 },
                    "MiB",
                    better: .lowerIsBetter,
                    goal: 150,
                    note: "resident, the whole process"
                ),
            ]
        }
    }
}
