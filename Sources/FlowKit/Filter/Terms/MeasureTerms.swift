extension FilterTerms {
    /// What can be counted and timed.
    static let measures: [FilterTerm] = [
        FilterTerm(
            "~c",
            .init("status", values: ["2xx", "3xx", "4xx", "5xx", ">=400"], isNumber: true),
            need: .response,
            help: "the status of the response: one, a class, a range, a comparison, or several with commas",
            example: "~c 404,5xx",
            columns: { argument throws(FilterError) in .number(.status, try statuses(argument)) }
        ) { argument throws(FilterError) in
            let statuses = try statuses(argument)
            return { flow, _ in flow.response.map { statuses.contains($0.status) } ?? false }
        },
        FilterTerm(
            "~grpc",
            .init("code", values: [">0"] + GRPCStatus.names, isNumber: true),
            need: .response,
            help: "the status of a gRPC call: a number, a name, a range, a comparison, or several with commas",
            example: "~grpc >0",
            columns: { _ throws(FilterError) in .possible(anyOf: .response) }
        ) { argument throws(FilterError) in
            let codes = try NumberSet(argument, expected: "a gRPC code such as 5, NOT_FOUND, 1-16 or >0") { text in
                (GRPCStatus.code(named: text) ?? Int(text)).flatMap { $0 >= 0 ? $0...$0 : nil }
            }
            return { flow, _ in flow.grpcStatus.map { codes.contains($0.code) } ?? false }
        },
        FilterTerm(
            "~size",
            .init("size", values: [">10k", ">1M"], isNumber: true),
            need: .response,
            help: "the size of the response's body as it was sent; of a tunnel, all bytes",
            example: "~size >10k",
            columns: { argument throws(FilterError) in .number(.contentByteCount, try sizes(argument)) }
        ) { argument throws(FilterError) in
            let sizes = try sizes(argument)
            return { flow, _ in flow.contentByteCount.map { sizes.contains($0) } ?? false }
        },
        FilterTerm(
            "~dur",
            .init("duration", values: [">200ms", ">1s"]),
            need: .end,
            help: "how long the flow took, once it has ended",
            example: "~dur >200ms",
            columns: { argument throws(FilterError) in .number(.duration, try times(argument)) }
        ) { argument throws(FilterError) in
            let times = try times(argument)
            return { flow, _ in
                guard let finished = flow.timing.finished else { return false }
                return times.contains(Int(finished.nanoseconds.subtractingClamped(flow.timing.started.nanoseconds)))
            }
        },
        FilterTerm(
            "~time",
            .init("when", values: ["-1m", "-5m", "-1h"]),
            need: .requestHead,
            readsClock: true,
            help: "when the flow began: within the last minutes, or between two times of day",
            example: "~time -5m",
            columns: { argument throws(FilterError) in .started(try TimeWindow.window(argument)) },
            predicate: TimeWindow.predicate
        ),
    ]

    @Sendable private static func statuses(_ argument: FilterArgument) throws(FilterError) -> NumberSet {
        try NumberSet(argument, expected: "a status such as 404, 4xx, 400-499 or >=400") { statusRange($0) }
    }

    @Sendable private static func sizes(_ argument: FilterArgument) throws(FilterError) -> NumberSet {
        try NumberSet(argument, expected: "a size such as >10k, <=1.5M or 1k-2k") { Units.bytes.range($0) }
    }

    @Sendable private static func times(_ argument: FilterArgument) throws(FilterError) -> NumberSet {
        try NumberSet(argument, expected: "a time with its unit such as >200ms, <1.5s or 1s-2m") {
            Units.time.range($0)
        }
    }

    /// `404` or `4xx`.
    private static func statusRange(_ text: Substring) -> ClosedRange<Int>? {
        guard text.utf8.count == 3, let first = text.first?.wholeNumberValue, (1...9).contains(first) else {
            return nil
        }
        if text.dropFirst().lowercased() == "xx" { return (first * 100)...(first * 100 + 99) }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text).map { $0...$0 }
    }
}

extension Flow {
    /// What the list's size column and `~size` count: the response's body as it was sent; for a tunnel, the bytes of both
    /// ways; for a WebSocket, its messages as they were sent. `nil`: there is neither yet.
    package var contentByteCount: Int? {
        if let messages { return messages.wireByteCount }
        if let tunnel { return tunnel.bytesFromClient &+ tunnel.bytesFromServer }
        return response.map { $0.body?.byteCount ?? 0 }
    }
}

extension Int64 {
    func subtractingClamped(_ other: Int64) -> Int64 {
        let (difference, isOverflow) = subtractingReportingOverflow(other)
        guard isOverflow else { return difference }
        return self < other ? .min : .max
    }
}
