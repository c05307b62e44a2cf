import FlowKit

/// Which flows `w` and `W` write.
enum SaveScope: Hashable, Sendable {
    /// The marked ones, or the one in focus where none is marked.
    case chosen
    /// All the list shows.
    case shown

    func job(path: String, in model: Model) throws(CommandError) -> SaveJob {
        let snapshot = model.snapshot
        switch self {
        case .shown:
            return try SaveJob(path: path, ids: Array(model.list.rows), in: snapshot)
        case .chosen:
            let marked = model.markedIDs
            if !marked.isEmpty { return try SaveJob(path: path, ids: marked, in: snapshot) }
            guard let flow = model.flowInFocus else { throw CommandError("no flow is selected") }
            return try SaveJob(path: path, ids: [flow.id], in: snapshot, kept: flow)
        }
    }
}

/// Asks where to write flows to; the end of the name says in which form.
struct SavePrompt: PromptPurpose {
    let scope: SaveScope
    /// How many flows there are to write.
    let flowCount: Int

    var label: String { "save \(Format.count(flowCount)) flow\(flowCount == 1 ? "" : "s") as" }

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
        let extensions = Exporters.builtIn.filter {
            SaveJob.exporter(for: "x.\($0.fileExtension)")?.keyword == $0.keyword
        }
        let candidates = extensions.map { Completion("\(stem).\($0.fileExtension)", help: $0.summary) }
        return CompletionList(
            replacing: textBeforeCursor.count,
            candidates: candidates.filter { $0.text.hasPrefix(textBeforeCursor) }
        )
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        guard let exporter = SaveJob.exporter(for: prompt.text) else {
            return PromptHint(text: "a path; its end is the format: flows.har, call.sh, flows.jsonl… (tab lists them)")
        }
        return PromptHint(trailing: exporter.name, text: exporter.summary)
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
    /// Marked flows, oldest first. Looks at all flows.
    var markedIDs: [FlowID] {
        var ids: [FlowID] = []
        snapshot.forEach { if $0.isMarked { ids.append($0.id) } }
        return ids
    }
}
