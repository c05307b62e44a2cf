extension Benchmark {
    /// What the store takes and costs, from size to size.
    static let store = Benchmark(
        name: "store",
        summary: "memory, writing and reading of 10 thousand, 100 thousand and a million flows"
    ) { bench in
        try [10_000, 100_000, 1_000_000].flatMap { count in
            let runs = try bench.repeated { try bench.storeFigures(["--flows", String(count)]) }
            return rows("store: \(Table.number(Double(count)))", runs, overheadGoal: count == 1_000_000 ? 400 : nil)
        }
    }

    /// Whether memory stays within its budget while far more passes than it holds.
    static let soak = Benchmark(
        name: "soak",
        summary: "memory against the budget, with spilling, in more traffic than both hold"
    ) { bench in
        let (budget, spill) = (256 << 20, 1 << 30)
        let figures = try bench.storeFigures([
            "--bytes", String(Int(bench.gigabytes * 1e9)), "--budget", String(budget), "--spill", String(spill),
        ])
        let traffic = "\(Table.number(bench.gigabytes)) GB of traffic, \(figures[.flowCount]) flows"
        let over = Double(figures[.peakByteCount] - budget) / Double(budget) * 100
        return [
            Figure(
                "soak: most memory over the budget",
                [over],
                "%",
                better: .lowerIsBetter,
                goal: 10,
                note: "\(traffic); \(figures[.droppedBodyCount]) bodies and \(figures[.evictedCount]) flows dropped"
            ),
            Figure(
                "soak: writing, p99.9",
                [Double(figures[.recordP999]) / 1e3],
                "µs",
                better: .lowerIsBetter,
                goal: 50,
                note: "worst \(Table.number(Double(figures[.recordWorst]) / 1e3)) µs"
            ),
        ]
    }

    private static func rows(_ name: String, _ runs: [StoreFigures], overheadGoal: Double?) -> [Figure] {
        let worst = runs.map { Double($0[.recordWorst]) / 1e3 }.min() ?? 0
        let account = runs.map { Double($0[.accountedByteCount]) / Double(max(1, $0[.flowCount])) }.min() ?? 0
        let raw = runs.map { Double($0[.rawByteCount]) / Double(max(1, $0[.flowCount])) }.min() ?? 0
        return [
            Figure(
                "\(name) flows, overhead of each",
                runs.map(\.overhead),
                "B",
                better: .lowerIsBetter,
                goal: overheadGoal,
                note: "\(Table.number(raw)) B of heads and bodies; \(Table.number(account)) B by the store's account"
            ),
            Figure(
                "\(name) flows, writing one (two reports)",
                runs.map { Double($0[.recordMean]) / 1e3 },
                "µs",
                better: .lowerIsBetter
            ),
            Figure(
                "\(name) flows, a report, p99.9",
                runs.map { Double($0[.recordP999]) / 1e3 },
                "µs",
                better: .lowerIsBetter,
                goal: 50,
                note: "worst \(Table.number(worst)) µs, in processor time, with 30 snapshots a second"
            ),
            Figure(
                "\(name) flows, a snapshot, p99",
                runs.map { Double($0[.snapshotP99]) / 1e3 },
                "µs",
                better: .lowerIsBetter
            ),
            Figure(
                "\(name) flows, making one of its record",
                runs.map { Double($0[.readMean]) / 1e3 },
                "µs",
                better: .lowerIsBetter
            ),
        ]
    }
}
