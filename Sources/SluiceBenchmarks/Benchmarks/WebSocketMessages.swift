extension Benchmark {
    /// Small messages that an origin echoes; each of them passes the proxy twice and is recorded twice.
    static let webSocket = Benchmark(
        name: "websocket",
        summary:
            "WebSocket messages a second, 8 connections that echo 64 bytes, \(WebSocketLoad.window) on their way in each"
    ) { bench in
        let plan = LoadPlan(connections: 8, warmUpAnswers: 20_000, end: .seconds(bench.seconds))
        let direct = try bench.repeated { try bench.webSocketLoad(plan, through: nil) }
        let proxied = try bench.repeated { try bench.webSocketLoad(plan, through: bench.makeProxy()) }
        return [
            Figure(
                "websocket: messages per second",
                proxied.map { 2 * $0.answersPerSecond },
                "/s",
                better: .higherIsBetter,
                note: "sent and echoed"
            ),
            Figure(
                "websocket: processor time of the proxy",
                proxied.compactMap(\.processorMicrosecondsPerAnswer).map { $0 / 2 },
                "µs each",
                better: .lowerIsBetter
            ),
            Figure(
                "websocket: direct",
                direct.map { 2 * $0.answersPerSecond },
                "/s",
                better: .higherIsBetter
            ),
        ]
    }
}
