import FlowKit

/// Commands of the search through bodies.
enum SearchCommands {
    static let all: [Command] = [
        Command(
            "search",
            "Search the bodies of the flows shown for a text",
            arguments: [Argument("text", isOptional: true, takesRest: true)],
            disabled: noFlows
        ) { model, arguments throws(CommandError) in
            try ask(&model, arguments.first, isPattern: false)
        },
        Command(
            "search-regex",
            "Search the bodies of the flows shown for a regular expression, line by line",
            arguments: [Argument("regex", isOptional: true, takesRest: true)],
            disabled: noFlows
        ) { model, arguments throws(CommandError) in
            try ask(&model, arguments.first, isPattern: true)
        },
        Command("hits", "Show the hits of the last search through bodies") { model, _ in
            guard model.search.question != nil else { return model.run("search") }
            model.showHits()
            return []
        },
        Command("toggle-regex", "Search for the same as a regular expression, or as plain text", disabled: noSearch) {
            model,
            _ throws(CommandError) in
            try change(&model) { $0.isPattern.toggle() }
        },
        Command("toggle-heads", "Search start lines and fields too, or bodies alone", disabled: noSearch) {
            model,
            _ throws(CommandError) in
            try change(&model) { $0.readsHeads.toggle() }
        },
        Command("search-again", "Search for the same in the flows shown now", disabled: noSearch) {
            model,
            _ throws(CommandError) in
            try change(&model) { _ in }
        },
        Command("open-hit", "Show the hit in its flow", disabled: noHits) { model, _ throws(CommandError) in
            try model.openHit()
            return []
        },
        Command(
            "go-hit",
            "Show the next or the previous hit of the search through bodies",
            arguments: [Argument("direction", oneOf: ["next", "previous"])],
            disabled: noHits
        ) { model, arguments throws(CommandError) in
            let row = model.search.row + (arguments.first == "previous" ? -1 : 1)
            guard model.search.hits.indices.contains(row) else {
                throw CommandError(row < 0 ? "this is the first hit" : "this is the last hit")
            }
            model.search.choose(row: row)
            try model.openHit()
            return []
        },
        Command("leave-search", "Stop the search, else go back") { model, _ in
            guard model.search.isRunning else {
                model.closeScreen()
                return []
            }
            model.search.stop()
            return [.stopSearch]
        },
    ]

    @Sendable private static func noFlows(_ model: Model) -> String? {
        model.list.rows.isEmpty ? "there is no flow in the list" : nil
    }

    @Sendable private static func noSearch(_ model: Model) -> String? {
        model.search.question == nil ? "nothing was searched for: / in the list does" : noFlows(model)
    }

    @Sendable private static func noHits(_ model: Model) -> String? {
        if model.search.question == nil { return "nothing was searched for: / in the list does" }
        return model.search.hits.isEmpty ? "the search has no hits" : nil
    }

    private static func ask(
        _ model: inout Model,
        _ text: String?,
        isPattern: Bool
    ) throws(CommandError) -> [Effect] {
        let readsHeads = model.search.question?.readsHeads ?? false
        guard let text else {
            model.ask(SearchFlowsPrompt(isPattern: isPattern, readsHeads: readsHeads))
            return []
        }
        return try begin(SearchQuestion(text, isPattern: isPattern, readsHeads: readsHeads), in: &model)
    }

    private static func change(
        _ model: inout Model,
        _ body: (inout SearchQuestion) -> Void
    ) throws(CommandError) -> [Effect] {
        guard var question = model.search.question else { return [] }
        body(&question)
        return try begin(question, in: &model)
    }

    fileprivate static func begin(
        _ question: SearchQuestion,
        in model: inout Model
    ) throws(CommandError) -> [Effect] {
        do {
            _ = try question.matcher()
        } catch {
            throw CommandError(error.explanation)
        }
        let rows = try model.list.settledRows()
        model.showHits()
        return [.search(model.search.begin(question, in: rows))]
    }
}

/// What is searched for, typed.
struct SearchFlowsPrompt: PromptPurpose {
    let isPattern: Bool
    let readsHeads: Bool

    var label: String { isPattern ? "regex in bodies" : "text in bodies" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        guard !text.isEmpty else { return [] }
        // The hint says what is wrong with it.
        guard (try? question(text).matcher()) != nil else {
            model.ask(self, text: text)
            return []
        }
        do {
            return try SearchCommands.begin(question(text), in: &model)
        } catch {
            model.say(.error(error.message))
            return []
        }
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        let count = Format.count(model.list.rows.count)
        let flows = "\(count) flow\(model.list.rows.count == 1 ? "" : "s") shown"
        guard !prompt.text.isEmpty else {
            return PromptHint(text: "searches what is decoded of the \(flows); a capital makes case count")
        }
        do {
            _ = try question(prompt.text).matcher()
        } catch {
            return PromptHint(text: error.explanation, errorRange: error.range)
        }
        return PromptHint(text: "enter searches the \(flows)\(readsHeads ? ", heads too" : "")")
    }

    private func question(_ text: String) -> SearchQuestion {
        SearchQuestion(text, isPattern: isPattern, readsHeads: readsHeads)
    }
}

/// Keys of the search through bodies.
enum SearchKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.search, "enter", runs: "open-hit", footer: "open", rank: 1),
        KeyBinding(.search, "/", runs: "search", footer: "search", rank: 2),
        KeyBinding(.search, "x", runs: "toggle-regex", footer: "regex", rank: 3),
        KeyBinding(.search, "H", runs: "toggle-heads", footer: "heads", rank: 4),
        KeyBinding(.search, "r", runs: "search-again", footer: "again", rank: 6),
        KeyBinding(.search, "esc", runs: "leave-search", footer: "stop", rank: 5),
        KeyBinding(.search, "q", runs: "back", footer: "back", rank: 9),
    ]
}
