/// How much load, and for how long.
struct LoadPlan: Sendable {
    enum End: Sendable {
        case seconds(Double)
        case answers(Int)
    }

    /// At the same time.
    var connections: Int
    /// Opens another connection after each answer; latency is then counted from the beginning of a connection.
    var opensConnections = false
    /// Answers before the measurement begins.
    var warmUpAnswers: Int
    var end: End
    /// The process whose processor time is counted while the measurement lasts.
    var meter: ProcessMeter?
}

/// What a load saw while it was measured.
struct LoadResult: Sendable {
    var answers = 0
    var bytes = 0
    var seconds = 0.0
    var latency = LatencyHistogram()
    /// Of the process metered.
    var processorSeconds: Double?

    var answersPerSecond: Double { Double(answers) / seconds }
    var megabytesPerSecond: Double { Double(bytes) / seconds / 1e6 }
    /// How much of one processor the metered process used while measured; well below 1, something else was in the way.
    var processorShare: Double? { processorSeconds.map { $0 / seconds } }
    var processorMicrosecondsPerAnswer: Double? { processorSeconds.map { $0 * 1e6 / Double(answers) } }
}
