import FlowKit

/// What `w` and `W` write.
enum SaveScope: Hashable, Sendable {
    /// The marked flows, or the one in focus where none is marked.
    case chosen
    /// All flows the list shows.
    case shown
    /// The message under the cursor.
    case message
    /// All messages the table shows.
    case messages

    func job(path: String, in model: Model) throws(CommandError) -> SaveJob {
        let snapshot = model.snapshot
        switch self {
        case .shown:
            return try SaveJob(path: path, ids: Array(try model.list.settledRows()), in: snapshot)
        case .chosen:
            let marked = model.markedIDs
            if !marked.isEmpty { return try SaveJob(path: path, ids: marked, in: snapshot) }
            guard let flow = model.flowInFocus else { throw CommandError("no flow is selected") }
            return try SaveJob(path: path, ids: [flow.id], in: snapshot, kept: flow)
        case .message, .messages:
            guard let messages = model.pane?.messages else { throw CommandError("no flow is open: enter opens one") }
            return try SaveJob(path: path, scope: self == .messages ? .all : .one, of: messages)
        }
    }

    /// `3 flows`, `message 12`.
    func what(in model: Model) -> String {
        switch self {
        case .chosen: Self.count(max(1, model.markedIDs.count), "flow")
        case .shown: Self.count(model.list.rows.count, "flow")
        case .message: "message \((model.pane?.messages.cursor ?? 0) + 1)"
        case .messages: Self.count(model.pane?.messages.rowCount ?? 0, "message")
        }
    }

    /// The forms there are, by the end of a file's name.
    var forms: [(fileExtension: String, name: String, summary: String)] {
        switch self {
        case .chosen, .shown:
            Exporters.builtIn.filter { SaveJob.exporter(for: "x.\($0.fileExtension)")?.keyword == $0.keyword }
                .map { ($0.fileExtension, $0.name, $0.summary) }
        case .message, .messages:
            MessageForms.builtIn.filter { $0.scope == (self == .message ? .one : .all) }
                .map { ($0.fileExtension ?? "bin", $0.name, $0.summary) }
        }
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        "\(Format.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}

/// Asks where to write to; the end of the name says in which form.
struct SavePrompt: PromptPurpose {
    let scope: SaveScope
    /// What there is to write: `3 flows`.
    let what: String

    var label: String { "save \(what) as" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        guard !text.isEmpty else { return [] }
        do {
            return [.save(try scope.job(path: text, in: model))]
        } catch {
            model.ask(self, text: text)
            model.say(.error(error.message))
            return []
        }
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        let stem = textBeforeCursor.prefix { $0 != "." }
        let candidates = scope.forms.map { Completion("\(stem).\($0.fileExtension)", help: $0.summary) }
        return CompletionList(
            replacing: textBeforeCursor.count,
            candidates: candidates.filter { $0.text.hasPrefix(textBeforeCursor) }
        )
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        let end =
            prompt.text.lowercased().split(separator: ".", omittingEmptySubsequences: false).dropFirst().last ?? ""
        guard let form = scope.forms.first(where: { $0.fileExtension == end }) else {
            let names = scope.forms.map { ".\($0.fileExtension)" }.joined(separator: " ")
            let other = scope == .message ? " (any other: as it is)" : ""
            return PromptHint(text: "a path; its end is the format: \(names)\(other)")
        }
        return PromptHint(trailing: form.name, text: form.summary)
    }
}

/// Asks whether a file that is there may be overwritten.
struct OverwritePrompt: PromptPurpose {
    let job: SaveJob

    var label: String { "\(job.path) exists; overwrite it? (yes)" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        guard ["y", "yes"].contains(text.lowercased()) else {
            model.say("\(job.path) was left as it is")
            return []
        }
        var job = job
        job.overwrites = true
        return [.save(job)]
    }

    func cancelled(in model: inout Model) -> [Effect] {
        accepted("", in: &model)
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        PromptHint(text: "yes and enter overwrites; esc leaves the file as it is")
    }
}

extension Model {
    /// Marked flows, oldest first.
    var markedIDs: [FlowID] { snapshot.ids(with: .marked) }
}
