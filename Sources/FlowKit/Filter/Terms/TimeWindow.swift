/// What `~time` asks for.
package enum TimeWindow: Sendable {
    /// Began less than so many nanoseconds ago.
    case newerThan(Int)
    /// Began between these seconds of the day, the last included; over midnight where the first is the later one.
    case timeOfDay(first: Int, last: Int)

    @Sendable static func predicate(_ argument: FilterArgument) throws(FilterError) -> FilterPredicate {
        let window = try window(argument)
        return { flow, context in window.contains(flow.timing.started, context) }
    }

    static func window(_ argument: FilterArgument) throws(FilterError) -> TimeWindow {
        guard let window = TimeWindow(argument.text) else {
            throw argument.error(
                "cannot read \(argument.text)",
                expected: "a time such as -5m, -1h, 10:42 or 10:42-10:45"
            )
        }
        return window
    }

    package init?(_ text: String) {
        if text.hasPrefix("-") {
            guard let span = Units.time.value(text.dropFirst()) else { return nil }
            self = .newerThan(span)
            return
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = Self.secondsOfDay(ends[0]),
            let last = Self.secondsOfDay(ends[ends.count - 1])
        else { return nil }
        self = .timeOfDay(first: first.lowerBound, last: last.upperBound)
    }

    func contains(_ started: Timestamp, _ context: FilterContext) -> Bool {
        switch self {
        case .newerThan(let span):
            let now = context.now ?? started
            return now.nanoseconds.subtractingClamped(started.nanoseconds) <= span
        case .timeOfDay(let first, let last):
            let day = 86_400
            let seconds = Int(started.nanoseconds / 1_000_000_000) + context.utcOffset % day
            let time = (seconds % day + day) % day
            return first <= last ? (first...last).contains(time) : time >= first || time <= last
        }
    }

    /// `10:42` is the whole minute, `10:42:07` one second.
    private static func secondsOfDay(_ text: Substring) -> ClosedRange<Int>? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.utf8.count) }) else { return nil }
        let numbers = parts.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int($0) : nil }
        guard numbers.count == parts.count, numbers[0] < 24, numbers[1...].allSatisfy({ $0 < 60 }) else { return nil }
        let minute = (numbers[0] * 60 + numbers[1]) * 60
        return numbers.count == 3 ? (minute + numbers[2])...(minute + numbers[2]) : minute...(minute + 59)
    }
}
