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
            example: "~from replay"
        ) { argument throws(FilterError) in
            guard let test = names[argument.text.lowercased()] else {
                throw argument.error(
                    "unknown source \(argument.text)",
                    expected: names.keys.sorted().joined(separator: ", ")
                )
            }
            return { flow, _ in test(flow.source) }
        },
        .flag("~replay", need: .requestHead, help: "a replay") { $0.source.isReplay },
        .flag("~replayq", need: .requestHead, help: "a replayed request, which every replay is") { $0.source.isReplay },
        .flag("~replays", need: .end, help: "a replayed response (Sluice replays none)") { _ in false },
        .flag("~edited", need: .end, help: "a flow that you or a rule changed") {
            $0.isEdited || $0.forwardedRequest != nil
        },
    ]

    private static let names: [String: @Sendable (Flow.Source) -> Bool] = [
        "client": { $0 == .client }, "replay": \.isReplay, "file": { $0 == .file },
    ]
}

extension Flow.Source {
    package var isReplay: Bool {
        if case .replay = self { true } else { false }
    }
}
