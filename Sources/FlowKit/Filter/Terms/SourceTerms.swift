extension FilterTerms {
    /// Who caused a flow, and what was changed about it.
    ///
    /// A replay is a flow of its own and never counts as its client's traffic: `~from client` leaves all of them out.
    static let sources: [FilterTerm] = [
        FilterTerm(
            "~from",
            .init("source", values: Array(names.keys).sorted()),
            need: .requestHead,
            help: "who sent the request: a client, a replay, or a file it was read from",
            example: "~from replay",
            columns: { argument throws(FilterError) in try source(argument).columns }
        ) { argument throws(FilterError) in
            let test = try source(argument).test
            return { flow, _ in test(flow.source) }
        },
        .flag("~replay", need: .requestHead, help: "a replay", columns: .flags(.replay)) { $0.source.isReplay },
        .flag(
            "~replayq",
            need: .requestHead,
            help: "a replayed request, which every replay is",
            columns: .flags(.replay)
        ) { $0.source.isReplay },
        .flag(
            "~replays",
            need: .end,
            help: "a replayed response (Sluice replays none)",
            columns: .constant(false)
        ) { _ in false },
        .flag("~edited", need: .end, help: "a flow that you or a rule changed", columns: .flags(.edited)) {
            $0.isEdited || $0.forwardedRequest != nil
        },
    ]

    private struct Source {
        let columns: ColumnTest
        let test: @Sendable (Flow.Source) -> Bool
    }

    private static let names = [
        "client": Source(columns: .flags(none: [.replay, .fromFile])) { $0 == .client },
        "replay": Source(columns: .flags(.replay), test: \.isReplay),
        "file": Source(columns: .flags(.fromFile)) { $0 == .file },
    ]

    private static func source(_ argument: FilterArgument) throws(FilterError) -> Source {
        guard let source = names[argument.text.lowercased()] else {
            throw argument.error(
                "unknown source \(argument.text)",
                expected: names.keys.sorted().joined(separator: ", ")
            )
        }
        return source
    }
}

extension Flow.Source {
    package var isReplay: Bool {
        if case .replay = self { true } else { false }
    }
}
