/// One thing to measure; gives one or more rows of the table.
struct Benchmark: Sendable {
    /// What it is called on the command line.
    let name: String
    /// For `--help`.
    let summary: String
    let measure: @Sendable (Workbench) throws -> [Figure]
}

/// All there are, in the order of the table: to add one, write it in a file of its own and name it here.
enum Benchmarks {
    static let builtIn: [Benchmark] = [
        .plain, .tls, .http2, .codec, .connections, .webSocket, .events, .latency, .largeBody,
        .memory, .store, .soak, .filtering, .endpoints, .frames, .start, .screen,
        .bodySearch,
    ]
}
