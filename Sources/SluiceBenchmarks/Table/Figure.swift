/// One row of the table: what was measured, how often, and what it should be.
struct Figure {
    /// Which way is better, and where good enough begins.
    enum Goal: Equatable {
        case atLeast(Double)
        case atMost(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            }
        }
    }

    enum Direction {
        case higherIsBetter, lowerIsBetter
    }

    let name: String
    let unit: String
    /// One per run; none where nothing could be measured, which `note` then explains.
    let samples: [Double]
    let direction: Direction
    let goal: Goal?
    let note: String

    init(
        _ name: String,
        _ samples: [Double],
        _ unit: String,
        better direction: Direction,
        goal: Double? = nil,
        note: String = ""
    ) {
        self.name = name
        self.unit = unit
        self.samples = samples
        self.direction = direction
        self.goal = goal.map { direction == .higherIsBetter ? .atLeast($0) : .atMost($0) }
        self.note = note
    }

    /// A row that says why there is no figure.
    static func skipped(_ name: String, because reason: String) -> Figure {
        Figure(name, [], "", better: .higherIsBetter, note: "skipped: \(reason)")
    }

    /// A row for a measurement that did not come to its end.
    static func failed(_ name: String, _ error: any Error) -> Figure {
        Figure(name, [], "", better: .higherIsBetter, note: "failed: \(error)")
    }

    /// The best of the runs: what else runs on the machine only ever makes a run worse.
    var value: Double? {
        direction == .higherIsBetter ? samples.max() : samples.min()
    }

    /// `nil`: there is no goal, or no figure.
    var isGoalMet: Bool? {
        guard let value, let goal else { return nil }
        return goal.isMet(by: value)
    }
}
