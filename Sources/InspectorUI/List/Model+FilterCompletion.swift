import FlowKit

extension Model {
    /// What Tab offers in a filter: terms, and what the flows at hand have for a term.
    func filterCompletions(of textBeforeCursor: String) -> CompletionList {
        let suggestions = FilterCompletion.suggestions(
            for: textBeforeCursor,
            cursor: textBeforeCursor.utf8.count,
            values: filterValues
        )
        let replaced = suggestions.first.map { textBeforeCursor.utf8.suffix($0.range.count) }
        return CompletionList(
            replacing: replaced.map { String(decoding: $0, as: UTF8.self).count } ?? 0,
            candidates: suggestions.map { Completion($0.text, help: $0.help) }
        )
    }

    /// How many of the newest flows are asked for what a term could be given.
    private static let sampleCount = 2_000

    /// Terms whose values are best taken from the flows at hand.
    private static let sampled: [String: @Sendable (Flow) -> String?] = [
        "~d": { $0.request.origin.host },
        "~m": { $0.request.method },
        "~c": { $0.response.map { String($0.status) } },
        "~port": { String($0.request.origin.port) },
    ]

    /// The most frequent first.
    private func filterValues(for term: FilterTerm) -> [FilterCompletion.Value] {
        guard let value = Self.sampled[term.name], let last = snapshot.last?.id.rawValue else { return [] }
        var counts: [String: Int] = [:]
        for id in max(1, last - Self.sampleCount)...last {
            guard let text = snapshot[FlowID(id)].flatMap(value) else { continue }
            counts[text, default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { text, count in
            .init(FilterText.argument(text), help: "\(Format.count(count)) flow\(count == 1 ? "" : "s")")
        }
    }
}
