import FlowKit

extension Benchmark {
    /// Finding a text in decoded bodies: how fast they are read, and how many need not be.
    static let bodySearch = Benchmark(
        name: "search",
        summary: "decoded text searched a second, and bodies that signatures rule out"
    ) { bench in
        try speeds(bench) + signatures(bench)
    }

    private static func speeds(_ bench: Workbench) throws -> [Figure] {
        let plain = try SearchedFlows(byteCount: 1 << 30, averageByteCount: 16 << 10, codings: [nil])
        let coded = try SearchedFlows(
            byteCount: 256 << 20,
            averageByteCount: 16 << 10,
            codings: ["gzip", "br", "zstd"]
        )
        let text = SearchQuestion("quartz lamp")
        let pattern = SearchQuestion(#"quartz (lamp|\d+)"#, isPattern: true)
        return [
            speed("search: plain bodies", plain, text, bench, goal: 1),
            speed("search: plain bodies, regex with a literal", plain, pattern, bench, goal: 1),
            speed("search: gzip, br and zstd in turn", coded, text, bench, goal: 1),
        ]
    }

    private static func speed(
        _ name: String,
        _ flows: SearchedFlows,
        _ question: SearchQuestion,
        _ bench: Workbench,
        goal: Double
    ) -> Figure {
        let speeds = bench.repeated { Double(flows.textByteCount) / flows.search(question).seconds / 1e9 }
        return Figure(name, speeds, "GB/s", better: .higherIsBetter, goal: goal, note: "of decoded text, unread before")
    }

    private static func signatures(_ bench: Workbench) throws -> [Figure] {
        let flows = try SearchedFlows(byteCount: 200 << 20, averageByteCount: 2 << 10, codings: [nil, "gzip"])
        let signatures = BodySignatures(byteLimit: .max)
        let began = ContinuousClock.now
        signatures.update(from: flows.store.snapshot())
        let duration = (ContinuousClock.now - began).components
        let seconds = Double(duration.seconds) + Double(duration.attoseconds) / 1e18
        let totals = signatures.totals
        let count = Double(totals.flowCount)
        let runs = bench.repeated { flows.search(SearchQuestion("quartz lamp"), signatures: signatures) }
        let ruledOut = runs.map { Double($0.1.ruledOutCount) / count * 100 }
        return [
            Figure("search: ruled out by signatures", ruledOut, "%", better: .higherIsBetter, goal: 90),
            Figure(
                "search: signatures of a flow",
                [Double(totals.byteCount) / count],
                "B",
                better: .lowerIsBetter,
                note: "\(Table.number(Double(flows.textByteCount) / count)) B of decoded text on average"
            ),
            Figure(
                "search: \(totals.flowCount) flows with signatures",
                runs.map { $0.seconds * 1e3 },
                "ms",
                better: .lowerIsBetter
            ),
            Figure(
                "search: making signatures",
                [Double(flows.textByteCount) / seconds / 1e6],
                "MB/s",
                better: .higherIsBetter,
                note: "of decoded text, on one thread of low priority"
            ),
        ]
    }
}
