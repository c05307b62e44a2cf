import FlowKit

/// What Tab offers in a filter: terms, and what the flows at hand have for a term.
struct FilterCompletion {
    /// How many of the newest flows are asked for hosts and methods.
    private static let sampleCount = 2_000
    /// What ends a word of the filter language.
    private static let separators: Set<Character> = [" ", "(", ")", "&", "|", "!"]

    private let word: String
    /// The term whose argument is being written.
    private let term: FilterTerm?

    init(_ textBeforeCursor: String) {
        var words = textBeforeCursor.split(omittingEmptySubsequences: false) { Self.separators.contains($0) }
        word = String(words.popLast() ?? "")
        let previous =
            textBeforeCursor.last.map { Self.separators.contains($0) } == true || !words.isEmpty
            ? words.last { !$0.isEmpty } : nil
        term = previous.flatMap { FilterTerms.named(String($0)) }.flatMap { $0.argument == nil ? nil : $0 }
    }

    func list(in model: Model) -> CompletionList {
        let all = word.hasPrefix("~") || (term == nil && word.isEmpty) ? terms : values(in: model)
        return CompletionList(replacing: word.count, candidates: all.filter { $0.text.hasPrefix(word) })
    }

    private var terms: [Completion] {
        FilterTerms.builtIn.map { term in
            Completion(term.name, help: term.argument.map { "\($0.placeholder): \(term.help)" } ?? term.help)
        }
    }

    private func values(in model: Model) -> [Completion] {
        guard let term, let argument = term.argument else { return [] }
        if !argument.values.isEmpty { return argument.values.map { Completion($0) } }
        guard let value = Self.sampled[term.name] else { return [] }
        var counts: [String: Int] = [:]
        for flow in newestFlows(in: model) { counts[value(flow), default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { text, count in
            Completion(text, help: "\(Format.count(count)) flow\(count == 1 ? "" : "s")")
        }
    }

    /// Terms whose values are best taken from the flows at hand.
    private static let sampled: [String: @Sendable (Flow) -> String] = [
        "~d": { $0.request.origin.host },
        "~m": { $0.request.method },
        "~c": { $0.response.map { String($0.status) } ?? "" },
        "~port": { String($0.request.origin.port) },
    ]

    private func newestFlows(in model: Model) -> [Flow] {
        guard let last = model.snapshot.last?.id.rawValue else { return [] }
        return (max(1, last - Self.sampleCount)...last).compactMap { model.snapshot[FlowID($0)] }
    }
}
