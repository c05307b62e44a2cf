import FlowKit

/// The stages a flow went through, one after the other, without gaps.
struct TimingStages: Hashable, Sendable {
    struct Stage: Hashable, Sendable {
        let name: String
        /// From the start of the flow.
        let start: Duration
        let duration: Duration
        /// True for a stage that had not ended when it was looked at.
        var isOpen = false
    }

    private(set) var stages: [Stage] = []
    private(set) var total: Duration = .zero

    /// What each mark of `Timing` ends.
    private static let marks: [(name: String, mark: @Sendable (Timing) -> Timestamp?)] = [
        ("wait", { $0.requestHead }),
        ("DNS", { $0.resolved }),
        ("wait", { $0.connectStarted }),
        ("connect", { $0.connected }),
        ("TLS", { $0.upstreamTLSDone }),
        ("request", { $0.requestDone }),
        ("first byte", { $0.firstByte }),
        ("download", { $0.finished }),
    ]

    /// Orders the marks by time, since stages may overtake each other (a response may begin before its request ended);
    /// each stage lasts from the mark before it to its own. Neighbours of the same name join.
    ///
    /// - Parameter now: ends the stage that is going on in an unfinished flow.
    init(_ timing: Timing, now: Timestamp, hasResponse: Bool) {
        var reached = Self.marks.enumerated().compactMap { index, mark in
            mark.mark(timing).map { (index: index, name: mark.name, time: max($0, timing.started)) }
        }
        reached.sort { ($0.time, $0.index) < ($1.time, $1.index) }
        var previous = timing.started
        for (_, name, time) in reached {
            let isFailure = name == "download" && !hasResponse
            append(isFailure ? "no answer" : name, from: previous - timing.started, to: time - timing.started)
            previous = time
        }
        if timing.finished == nil, now > previous {
            append(
                timing.firstByte == nil ? "waiting" : "download",
                from: previous - timing.started,
                to: now - timing.started
            )
            stages[stages.count - 1].isOpen = true
        }
        total = stages.last.map { $0.start + $0.duration } ?? .zero
    }

    private mutating func append(_ name: String, from start: Duration, to end: Duration) {
        if let last = stages.last, last.name == name {
            stages[stages.count - 1] = Stage(name: name, start: last.start, duration: end - last.start)
        } else {
            stages.append(Stage(name: name, start: start, duration: end - start))
        }
    }

    /// The cells of a bar of `columns` that a stage fills: at least one, so that none is lost.
    func cells(of stage: Stage, columns: Int) -> Range<Int> {
        guard columns > 0, total > .zero else { return 0..<min(1, max(0, columns)) }
        let start = min(Int((stage.start / total * Double(columns)).rounded(.down)), columns - 1)
        let end = Int(((stage.start + stage.duration) / total * Double(columns)).rounded(.down))
        return start..<min(columns, max(start + 1, end))
    }
}
