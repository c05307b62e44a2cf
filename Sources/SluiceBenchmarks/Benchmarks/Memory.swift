extension Benchmark {
    /// What a recorded flow costs, in the process and by the store's own account.
    static let memory = Benchmark(
        name: "memory",
        summary: "bytes of memory per recorded 1 KiB flow at 100,000 flows"
    ) { bench in
        let proxy = try bench.makeProxy()
        // What is allocated once (connections, buffers, code) is there before the first look.
        let warmUp = LoadPlan(connections: 64, warmUpAnswers: 0, end: .answers(2_000))
        _ = try bench.load(warmUp, through: proxy, isTLS: false)
        let before = (account: try proxy.account(), resident: proxy.meter.residentBytes)
        let plan = LoadPlan(connections: 64, warmUpAnswers: 0, end: .answers(100_000))
        _ = try bench.load(plan, through: proxy, isTLS: false)
        let after = (account: try proxy.account(), resident: proxy.meter.residentBytes)
        let flows = Double(after.account.flows - before.account.flows)
        guard flows >= 100_000 else { throw BenchmarkError("only \(Int(flows)) flows were recorded") }
        let accounted = Double(after.account.bytes - before.account.bytes) / flows
        guard let first = before.resident, let last = after.resident else {
            return [.skipped("memory: per 1 KiB flow", because: "this system does not tell the memory of a process")]
        }
        return [
            Figure(
                "memory: per 1 KiB flow",
                [Double(last - first) / flows],
                "B",
                better: .lowerIsBetter,
                goal: 3 * 1024,
                note: "growth of the resident memory over \(Int(flows)) flows"
            ),
            Figure("memory: by the store's account", [accounted], "B", better: .lowerIsBetter),
        ]
    }
}
