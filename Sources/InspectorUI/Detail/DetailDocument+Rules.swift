import FlowKit

extension DetailDocument {
    /// What the rules and the person did with the flow: blocked, answered, replayed from, replayed as.
    mutating func appendRules(of flow: Flow, replays: [FlowID]) {
        append(heading: "Rules")
        if let hit = flow.blockedBy {
            append(.init("Blocked", .error), .init(" by rule \(hit.id): "), .init(hit.name, .name))
        } else {
            append("No rule stopped this flow.")
        }
        if flow.isAnsweredByProxy { append("Sluice wrote the response itself.", .dim) }
        if let forwarded = flow.forwardedRequest {
            append("What went upstream differs: \(forwarded.method) \(forwarded.url)", .dim)
        }
        append(heading: "Origin")
        switch flow.source {
        case .client: append("A client sent it.")
        case .file: append("Read from a file.")
        case .replay(let origin):
            let what = flow.isEdited ? "An edited replay" : "A replay"
            append(.init(what), .init(origin.map { " of flow #\($0) (o goes there)." } ?? " of a flow that is gone."))
        }
        guard !replays.isEmpty else { return }
        append(heading: "Replayed as")
        append(
            .init(replays.suffix(50).map { "#\($0)" }.joined(separator: "  ")),
            .init("  (o goes to the last)", .dim)
        )
    }
}
