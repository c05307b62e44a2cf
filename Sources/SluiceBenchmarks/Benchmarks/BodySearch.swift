import FlowKit

extension Benchmark {
    /// Finding a text in decoded bodies: how fast they are read, and how many need not be.
    static let bodySearch = Benchmark(
        name: "search",
        summary: "decoded text searched a second, and bodies that signatures rule out, with up to a million flows"
    ) { bench in
        try speeds(bench) + [10_000, 100_000, 1_000_000].flatMap { traffic($0, bench) }
    }

    private static func speeds(_ bench: Workbench) throws -> [Figure] {
        let plain = try SearchedFlows(byteCount: 1 << 30, averageByteCount: 16 << 10, codings: [nil])
        let coded = try SearchedFlows(
            byteCount: 256 << 20,
            averageByteCount: 16 << 10,
            codings: ["gzip", "br", "zstd"]
        )
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

    /// Of traffic as it comes, from size to size.
    private static func traffic(_ flowCount: Int, _ bench: Workbench) -> [Figure] {
        let flows = SearchedFlows(flowCount: flowCount)
        let name = "search: \(Table.number(Double(flowCount))) flows"
        let signatures = BodySignatures(byteLimit: .max)
        let began = Machine.nanoseconds
        signatures.update(from: flows.store.snapshot())
        let seconds = Double(Machine.nanoseconds - began) / 1e9
        let runs = bench.repeated { flows.search(text, signatures: signatures) }
        let (textByteCount, count) = (Double(flows.textByteCount), Double(flowCount))
        return [
            speed("\(name), text", flows, text, bench, goal: 1),
            speed("\(name), regex with a literal", flows, pattern, bench, goal: 1),
            Figure(
                "\(name), ruled out by signatures",
                runs.map { Double($0.1.ruledOutCount) / count * 100 },
                "%",
                better: .higherIsBetter,
                goal: 90
            ),
            Figure("\(name) with signatures, all", runs.map { $0.seconds * 1e3 }, "ms", better: .lowerIsBetter),
            Figure(
                "\(name), signatures of each",
                [Double(signatures.totals.byteCount) / count],
                "B",
                better: .lowerIsBetter,
                note: "\(Table.number(textByteCount / count)) B of decoded text on average"
            ),
            Figure(
                "\(name), making signatures",
                [textByteCount / seconds / 1e6],
                "MB/s",
                better: .higherIsBetter,
                note: "of decoded text, on one thread of low priority"
            ),
        ]
    }

    /// What no body has, so that all are read to their ends.
    private static let text = SearchQuestion("quartz lamp")
    private static let pattern = SearchQuestion(#"quartz (lamp|\d+)"#, isPattern: true)
}
