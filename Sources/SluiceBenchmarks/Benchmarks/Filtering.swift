import FlowKit

extension Benchmark {
    /// What a key costs in a filter, and what sorting does, as the list grows.
    static let filtering = Benchmark(
        name: "filtering",
        summary: "from a key in a filter, or a sort, to the rows, with 10 thousand, 100 thousand and a million flows"
    ) { bench in
        try [10_000, 100_000, 1_000_000].flatMap { count in
            let feeder = Feeder(flowsPerSecond: 0)
            for _ in 0..<count { feeder.recordOne() }
            let name = "filtering: \(Table.number(Double(count))) flows"
            return try filters.flatMap { try figures(name, $0, bench, feeder.store) } + sorts(name, bench, feeder.store)
        }
    }

    /// What is typed, by what it takes to answer.
    private struct Typed {
        let name: String
        let texts: [String]
        /// Milliseconds until all is judged, with a million flows.
        let goal: Double?
    }

    private static let filters = [
        Typed(
            name: "field terms",
            texts: ["~c 404", "~d api.shop & ~m POST", "~dur >300ms", "~s & !~ts json"],
            goal: 5
        ),
        Typed(name: "URL text", texts: ["users", "orders/12", "shop.test/v1/c"], goal: 30),
        Typed(name: "regex", texts: [#"~u 'users/\d+5/orders'"#, "~u '(carts|teams)/[0-9]{4}$'"], goal: nil),
        Typed(name: "header text", texts: ["~hs 'x-trace-id: abc'"], goal: nil),
    ]

    private static func figures(
        _ name: String,
        _ typed: Typed,
        _ bench: Workbench,
        _ store: FlowStore
    ) throws -> [Figure] {
        let runs = try bench.repeated {
            // Anew each time: a filter that was asked before is answered from memory.
            let session = FilterSession(store)
            return try typed.texts.reduce(into: FilterSession.Latency()) { $0.formWorse(try session.type($1)) }
        }
        let note = "slowest key of " + typed.texts.joined(separator: "   ")
        return [
            Figure(
                "\(name), \(typed.name), first rows",
                runs.map { Double($0.first) / 1e6 },
                "ms",
                better: .lowerIsBetter,
                goal: typed.goal == nil ? nil : 5
            ),
            Figure(
                "\(name), \(typed.name), all",
                runs.map { Double($0.whole) / 1e6 },
                "ms",
                better: .lowerIsBetter,
                goal: typed.goal,
                note: note
            ),
        ]
    }

    private static func sorts(_ name: String, _ bench: Workbench, _ store: FlowStore) -> [Figure] {
        let session = FilterSession(store)
        return [SortColumn.size, .duration, .process, .host, .path].map { column in
            let runs = bench.repeated { Double(session.sort(by: column)) / 1e6 }
            return Figure("\(name), sort by \(column.name)", runs, "ms", better: .lowerIsBetter, goal: 300)
        }
    }
}
