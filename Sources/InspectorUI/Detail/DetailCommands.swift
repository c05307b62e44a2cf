import FlowKit

/// Commands of the detail.
enum DetailCommands {
    static let all: [Command] = [
        Command("open", "Show the flow", disabled: FlowCommands.noSelection) { model, _ in
            if let flow = model.selectedFlow { model.openDetail(flow) }
            return []
        },
        Command(
            "tab",
            "Show a page of the flow",
            arguments: [Argument("page", oneOf: ["next", "previous"] + DetailTab.allCases.map(\.keyword))],
            disabled: notOpen,
            run: showTab
        ),
        Command(
            "go",
            "Show the next or the previous flow of the list",
            arguments: [Argument("direction", oneOf: ["next", "previous"])],
            run: go
        ),
        Command("search-page", "Search the page", disabled: notOpen) { model, _ in
            let needle = model.pane?.needle ?? ""
            model.ask(SearchPrompt(earlier: needle))
            return []
        },
        Command("next-hit", "Go to the next hit of the search", disabled: notSearching) { model, _ in
            model.modifyPane { $0.step(by: 1) }
            return []
        },
        Command("previous-hit", "Go to the hit before", disabled: notSearching) { model, _ in
            model.modifyPane { $0.step(by: -1) }
            return []
        },
        Command(
            "view-as",
            "Choose how the body is shown",
            arguments: [Argument("view", isOptional: true, oneOf: [automatic] + ContentViews.names)],
            disabled: notOpen,
            run: viewAs
        ),
        Command("forwarded", "Show the message as received, or as forwarded", disabled: onlyOneForm) { model, _ in
            model.modifyPane { $0.prefersForwarded = !$0.isForwarded }
            return []
        },
        Command("more", "Show more of a long body", disabled: nothingMore) { model, _ in
            model.modifyPane { $0.limits = $0.limits.extended }
            return []
        },
        Command("fold", "Fold the parts of the body, or unfold them all", disabled: nothingToFold) { model, _ in
            model.modifyPane { $0.toggleAllFolds() }
            return []
        },
        Command("origin", "Go from a replay to its origin, or to the newest replay", disabled: noRelative) { model, _ in
            if let flow = relative(in: model) { model.openDetail(flow) }
            return []
        },
        Command("leave-detail", "End the search, else go back") { model, _ in
            if model.pane?.needle.isEmpty == false {
                model.modifyPane { $0.search(for: "") }
            } else if model.pane?.tab == .messages, model.pane?.messages.isWhole == true {
                model.modifyPane { $0.messages.isWhole = false }
            } else {
                model.closeScreen()
            }
            return []
        },
    ]

    private static let automatic = "auto"

    @Sendable private static func notOpen(_ model: Model) -> String? {
        model.pane == nil ? "no flow is open: enter opens one" : nil
    }

    @Sendable private static func notSearching(_ model: Model) -> String? {
        guard let pane = model.pane else { return notOpen(model) }
        return pane.needle.isEmpty ? "nothing is searched for: / does" : nil
    }

    @Sendable private static func onlyOneForm(_ model: Model) -> String? {
        guard let pane = model.pane else { return notOpen(model) }
        guard let side = pane.side else { return "only requests and responses are forwarded: 1 and 2 show them" }
        if pane.flow.forwardedHead(side) != nil { return nil }
        return pane.flow.isForwarded(side) ? "it left just as it came" : "it was not forwarded"
    }

    @Sendable private static func nothingMore(_ model: Model) -> String? {
        guard let pane = model.pane else { return notOpen(model) }
        return pane.shown?.body.hasMore == true ? nil : "all of the body is shown"
    }

    @Sendable private static func nothingToFold(_ model: Model) -> String? {
        guard let pane = model.pane else { return notOpen(model) }
        if !pane.needle.isEmpty { return "a search unfolds everything: esc ends it" }
        return pane.shown?.body.folds.isEmpty == false ? nil : "this body has no parts to fold"
    }

    @Sendable private static func noRelative(_ model: Model) -> String? {
        guard let flow = model.flowInFocus else { return FlowCommands.noSelection(model) }
        if relative(in: model) != nil { return nil }
        if case .replay = flow.source { return "its origin is gone" }
        return "it is no replay, and was not replayed: r replays it"
    }

    /// Where one key jumps: a replay's origin, else the newest replay.
    private static func relative(in model: Model) -> Flow? {
        guard let flow = model.flowInFocus else { return nil }
        if case .replay(let origin?) = flow.source { return model.snapshot[origin] }
        var replays = ReplayList()
        replays.update(of: flow.id, from: model.snapshot)
        return replays.ids.last.flatMap { model.snapshot[$0] }
    }

    private static func showTab(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let pane = model.pane, let name = arguments.first else { return [] }
        switch name {
        case "next": model.showDetail(pane.tab.advanced(by: 1, among: pane.tabs))
        case "previous": model.showDetail(pane.tab.advanced(by: -1, among: pane.tabs))
        default:
            guard let tab = DetailTab.allCases.first(where: { $0.keyword == name }) else {
                throw CommandError(
                    "there is no page \(name): \(DetailTab.allCases.map(\.keyword).joined(separator: ", "))"
                )
            }
            guard pane.tabs.contains(tab) else { throw CommandError("this flow has no \(name)") }
            model.showDetail(tab)
        }
        return []
    }

    private static func go(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let step = arguments.first == "previous" ? -1 : 1
        guard let row = model.list.selectedRow, model.list.rows.indices.contains(row + step) else {
            throw CommandError(step > 0 ? "this is the last flow" : "this is the first flow")
        }
        model.choose(row: row + step)
        return []
    }

    private static func viewAs(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let name = arguments.first else {
            model.ask(ViewPrompt())
            return []
        }
        guard name == automatic || ContentViews.names.contains(name) else {
            throw CommandError("there is no view \(name): \(ContentViews.names.joined(separator: ", "))")
        }
        model.modifyPane { $0.viewName = name == automatic ? nil : name }
        return []
    }
}

/// Keys of the detail.
enum DetailKeys {
    static let rows: [KeyBinding] =
        pages(in: .detail) + [
            KeyBinding(.detail, "shift tab", runs: "tab previous", help: "Previous page"),
            KeyBinding(.detail, "l", "right", runs: "go next", help: "Next flow"),
            KeyBinding(.detail, "h", "left", runs: "go previous", help: "Previous flow"),
            KeyBinding(.detail, "a", runs: "forwarded"),
            KeyBinding(.detail, "]", runs: "go-hit next", help: "Next hit of the search through bodies"),
            KeyBinding(.detail, "[", runs: "go-hit previous", help: "The hit before, of the search through bodies"),
            KeyBinding(.detail, "f", runs: "filter", footer: "filter", rank: 3, help: "Filter the list"),
            KeyBinding(.detail, "ctrl w", runs: "focus-next"),
            KeyBinding(.detail, "q", runs: "back", footer: "back", rank: 9),
            KeyBinding(.detail, "esc", runs: "leave-detail"),
            KeyBinding(.flow, "o", runs: "origin"),
        ]

    /// Wherever the pages of a flow have the keys.
    static func pages(in context: KeyContext) -> [KeyBinding] {
        [
            KeyBinding(context, "tab", runs: "tab next", footer: "next tab", rank: 1, help: "Next page"),
            KeyBinding(context, "1", runs: "tab request", help: "Request"),
            KeyBinding(context, "2", runs: "tab response", help: "Response"),
            KeyBinding(context, "3", runs: "tab timing", help: "Timing"),
            KeyBinding(context, "4", runs: "tab connection", help: "Connection"),
            KeyBinding(context, "5", runs: "tab rules", help: "Rules"),
            KeyBinding(context, "6", runs: "tab messages", help: "Messages"),
            KeyBinding(context, "space", runs: "move page-down", help: "A page down"),
            KeyBinding(context, "/", runs: "search-page", footer: "search", rank: 2),
            KeyBinding(context, "n", runs: "next-hit"),
            KeyBinding(context, "N", runs: "previous-hit"),
            KeyBinding(context, "v", runs: "view-as", footer: "view as", rank: 6),
            KeyBinding(context, "z", runs: "fold"),
            KeyBinding(context, "+", runs: "more"),
        ]
    }
}
