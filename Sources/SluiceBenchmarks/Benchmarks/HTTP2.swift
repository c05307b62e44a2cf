extension Benchmark {
    /// Streams a second intercepted on one processor, and the same load straight to the origin.
    static let http2 = Benchmark(
        name: "h2",
        summary: "streams a second, HTTP/2 intercepted, 8 connections of 8 streams and 1 of 100, 1 KiB answers"
    ) { bench in
        try [(8, 8, 20_000.0), (1, 100, nil)].flatMap { connections, streams, goal -> [Figure] in
            let plan = LoadPlan(connections: connections, warmUpAnswers: 5_000, end: .seconds(bench.seconds))
            let name = "h2: \(connections) × \(streams) streams"
            let direct = try bench.repeated { try bench.load(plan, through: nil, isTLS: true, streams: streams) }
            let proxied = try bench.repeated {
                try bench.load(plan, through: bench.makeProxy(), isTLS: true, streams: streams)
            }
            return throughputFigures(name, unit: "streams", proxied, direct, goal: goal)
        }
    }
}
