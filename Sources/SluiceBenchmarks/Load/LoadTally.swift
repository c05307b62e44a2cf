/// Counts answers from the end of the warm-up to the end of the plan.
struct LoadTally {
    private let plan: LoadPlan
    private var warmUpLeft: Int
    private var began = 0
    private var processorSecondsAtBegin: Double?
    private(set) var result = LoadResult()
    private(set) var isDone = false

    init(_ plan: LoadPlan) {
        self.plan = plan
        warmUpLeft = plan.warmUpAnswers
    }

    /// The first request leaves.
    mutating func begin(at now: Int) {
        guard began == 0, warmUpLeft == 0 else { return }
        began = now
        processorSecondsAtBegin = plan.meter?.processorSeconds
    }

    mutating func received(_ byteCount: Int) {
        if began != 0 { result.bytes += byteCount }
    }

    mutating func answered(sentAt sent: Int, at now: Int) {
        guard began != 0 else {
            warmUpLeft -= 1
            return begin(at: now)
        }
        guard !isDone else { return }
        // What was sent before the measurement began says nothing about it, but its answer fell into it.
        result.answers += 1
        result.latency.record(nanoseconds: now - sent)
        switch plan.end {
        case .answers(let count): isDone = result.answers >= count
        case .seconds(let seconds): isDone = Double(now - began) >= seconds * 1e9
        }
        if isDone { end(at: now) }
    }

    private mutating func end(at now: Int) {
        result.seconds = Double(now - began) / 1e9
        if let first = processorSecondsAtBegin, let last = plan.meter?.processorSeconds {
            result.processorSeconds = last - first
        }
    }
}
