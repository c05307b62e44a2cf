import FlowKit

/// The `f` prompt: the list follows while typing.
struct FilterPrompt: PromptPurpose {
    /// What was shown before, to go back to.
    let earlier: Filter

    var label: String { "filter" }

    func changed(_ text: String, in model: inout Model) -> [Effect] {
        // While the text cannot be read the list shows what it showed; the hint says why.
        guard let filter = Result(text).filter else { return [] }
        return model.setFilter(filter)
    }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        switch Result(text) {
        case .filter(let filter):
            return model.setFilter(filter)
        case .error:
            // Its hint says what is wrong.
            model.ask(self, text: text)
            return []
        }
    }

    func cancelled(in model: inout Model) -> [Effect] {
        model.setFilter(earlier)
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        switch Result(prompt.text) {
        case .error(let error):
            return PromptHint(trailing: model.list.matchText, text: error.explanation, errorRange: error.range)
        case .filter(let filter):
            let place = prompt.editor.textBeforeCursor.utf8.count
            let term = filter.uses.last { $0.range.lowerBound <= place }?.term
            let text = term.map { "\($0.usage)  \($0.help)" } ?? Self.introduction
            return PromptHint(trailing: model.list.matchText, text: text)
        }
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        model.filterCompletions(of: textBeforeCursor)
    }

    private static let introduction =
        "part of the URL, or ~d host, ~m method, ~c 4xx, ~b body (tab: all terms)"

    /// A text read as a filter.
    private enum Result {
        case filter(Filter)
        case error(FilterError)

        init(_ text: String) {
            do { self = .filter(try Filter.parse(text)) } catch { self = .error(error) }
        }

        var filter: Filter? {
            if case .filter(let filter) = self { filter } else { nil }
        }
    }
}

extension Model {
    /// Asks for other rows; nothing happens when they are the same.
    mutating func setFilter(_ filter: Filter) -> [Effect] {
        guard filter != list.filter else { return [] }
        list.filter = filter
        return [.setFilter(filter, near: list.flowOnScreen)]
    }

    mutating func setOrder(_ order: SortOrder) -> [Effect] {
        guard order != list.order else { return [] }
        list.order = order
        return [.setOrder(order)]
    }
}

extension ListModel {
    /// The rows, all of which are those of the filter: for what is done with every one of them, and with no others.
    func settledRows() throws(CommandError) -> FlowListing {
        guard rows.filter == filter, rows.progress == nil else {
            throw CommandError("the filter is still at work: once more when it has counted")
        }
        return rows
    }

    /// `17 of 1,204 match`; how far that is known while the filter is at work.
    var matchText: String {
        guard rows.filter == filter else { return "filtering..." }
        if let progress = rows.progress {
            return "\(Format.count(progress.judgedCount)) of \(Format.count(progress.totalCount)) judged"
        }
        let count = rows.partlySearchedCount
        let note = count == 0 ? "" : ", \(Format.count(count)) searched in part"
        return "\(Format.count(rows.count)) of \(Format.count(rows.totalCount)) match\(note)"
    }
}
