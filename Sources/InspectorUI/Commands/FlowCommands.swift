import FlowKit

/// Commands on recorded flows: marks, deletion.
enum FlowCommands {
    static let all: [Command] = [
        Command("mark", "Mark the flow, or take its mark away", disabled: noSelection) { model, _ in
            guard let flow = model.flowInFocus else { return [] }
            if flow.id == model.list.selection { model.choseSelection() }
            return [.mark([flow.id], isMarked: !flow.isMarked)]
        },
        Command("unmark-all", "Take all marks away", disabled: noMarks) { model, _ in
            let marked = model.markedIDs
            model.say("\(counted(marked.count, "mark")) taken away")
            return [.mark(marked, isMarked: false)]
        },
        Command("delete", "Delete the flow", disabled: noSelection) { model, _ in
            guard let flow = model.flowInFocus else { return [] }
            if flow.id == model.list.selection { model.stepOffSelection() }
            let what = "deleted \(flow.request.method) \(flow.request.url)".prefix(60)
            return remove([flow.id], byteCount: flow.footprint, what: String(what), from: &model)
        },
        Command("delete-marked", "Delete the marked flows", disabled: noMarks) { model, _ in
            let marked = model.markedIDs
            let byteCount = marked.reduce(0) { $0 + (model.snapshot[$1]?.footprint ?? 0) }
            let what = "deleted \(counted(marked.count, "marked flow"))"
            return remove(marked, byteCount: byteCount, what: what, from: &model)
        },
        Command(
            "clear",
            "Delete all flows, those shown or those hidden",
            arguments: [Argument("which", isOptional: true, oneOf: ["all", "shown", "hidden"])],
            disabled: { $0.snapshot.totals.flowCount == 0 ? "there are no flows" : nil },
            run: clear
        ),
    ]

    @Sendable static func noSelection(_ model: Model) -> String? {
        model.flowInFocus == nil ? "there is no flow in the list" : nil
    }

    @Sendable private static func noMarks(_ model: Model) -> String? {
        model.markedIDs.isEmpty ? "no flow is marked: m marks one" : nil
    }

    private static func clear(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let ids: [FlowID]
        switch arguments.first ?? "all" {
        case "all":
            ids = model.snapshot.ids
        case "shown":
            ids = Array(try model.list.settledRows())
        case "hidden":
            let shown = try model.list.settledRows()
            ids = shown.snapshot.ids.filter { shown.row(of: $0) == nil }
        case let other:
            throw CommandError("clear takes all, shown or hidden, not \(other)")
        }
        guard !ids.isEmpty else { throw CommandError("there are no such flows") }
        let byteCount = model.snapshot.totals.byteCount
        return remove(ids, byteCount: byteCount, what: "deleted \(counted(ids.count, "flow"))", from: &model)
    }

    private static func remove(
        _ ids: [FlowID],
        byteCount: Int,
        what: String,
        from model: inout Model
    ) -> [Effect] {
        let restore = Effect.restore(ids, from: model.snapshot.reduced(to: ids))
        model.didDestroy(UndoStep(what, effects: [restore], byteCount: byteCount, removed: ids.last))
        return [.remove(ids)]
    }

    /// `1 flow`, `1,204 flows`.
    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(Format.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
