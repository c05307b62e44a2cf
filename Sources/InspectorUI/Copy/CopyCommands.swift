import FlowKit

/// Commands that take flows out of Sluice.
enum CopyCommands {
    static let all: [Command] = [
        Command(
            "copy",
            "Copy the flow",
            arguments: [Argument("form", isOptional: true, oneOf: Exporters.builtIn.map(\.keyword))],
            disabled: noFlow,
            run: copy
        ),
        Command("copy-chosen", "Copy in the form the menu is on", disabled: notOpen) { model, _ in
            guard let menu = model.screens[CopyMenu.self] else { return [] }
            return model.copy(menu.items[menu.row].keyword, by: menu)
        },
        Command(
            "save",
            "Save the marked flows, or this one",
            arguments: [Argument("path", isOptional: true, takesRest: true)],
            disabled: noFlow
        ) { model, arguments throws(CommandError) in
            try save(.chosen, arguments.first, &model)
        },
        Command(
            "save-shown",
            "Save all flows the list shows",
            arguments: [Argument("path", isOptional: true, takesRest: true)],
            disabled: { $0.list.rows.isEmpty ? "the list is empty" : nil }
        ) { model, arguments throws(CommandError) in
            try save(.shown, arguments.first, &model)
        },
    ]

    @Sendable private static func noFlow(_ model: Model) -> String? {
        model.flowInFocus == nil ? FlowCommands.noSelection(model) : nil
    }

    @Sendable private static func notOpen(_ model: Model) -> String? {
        model.screens[CopyMenu.self] == nil ? "the copy menu is not open: y opens it" : nil
    }

    @Sendable private static func copy(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        if let keyword = arguments.first {
            guard Exporters.named(keyword) != nil else {
                let known = Exporters.builtIn.map(\.keyword).joined(separator: ", ")
                throw CommandError("there is no form \(keyword): \(known)")
            }
            return model.copy(keyword)
        }
        if let flow = model.flowInFocus { model.open(CopyMenu(flow)) }
        return []
    }

    /// Saves into a file of that name, or asks for one.
    static func save(_ scope: SaveScope, _ path: String?, _ model: inout Model) throws(CommandError) -> [Effect] {
        guard let path else {
            model.ask(SavePrompt(scope: scope, what: scope.what(in: model)))
            return []
        }
        return [.save(try scope.job(path: path, in: model))]
    }
}

/// Keys of the copy menu, and to save.
enum CopyKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.copy, "enter", runs: "copy-chosen", footer: "copy", rank: 1),
        KeyBinding(.flow, "W", runs: "save-shown"),
    ]
}
