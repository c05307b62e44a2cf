import FlowKit

/// Commands on the rules.
enum RuleCommands {
    static let all: [Command] = [
        Command("rules", "Show the rules") { model, _ in
            if model.screens.top is RulesScreen { return [] }
            model.close(RulesScreen.self)
            model.open(RulesScreen())
            return []
        },
        Command("rule-toggle", "Turn the rule on or off", disabled: noRule) { model, _ in
            guard let rule = RulesScreen.selected(in: model) else { return [] }
            return [.changeRules(.setEnabled(rule.id, !rule.isEnabled))]
        },
        Command("rule-down", "Move the rule down", disabled: noRule) { model, _ in moved(by: 1, in: model) },
        Command("rule-up", "Move the rule up", disabled: noRule) { model, _ in moved(by: -1, in: model) },
        Command(
            "rule-add",
            "Add a rule",
            arguments: [Argument("expression", isOptional: true, takesRest: true)]
        ) { model, arguments in
            RulePrompt(definition: RuleDefinition(expression: arguments.first ?? ""), id: nil).ask(in: &model)
            return []
        },
        Command("rule-edit", "Change the rule", disabled: noRule) { model, _ in
            guard let rule = RulesScreen.selected(in: model) else { return [] }
            RulePrompt(definition: rule.definition, id: rule.id).ask(in: &model)
            return []
        },
        Command("rule-delete", "Delete the rule", disabled: noRule) { model, _ in
            guard let rule = RulesScreen.selected(in: model) else { return [] }
            model.didDestroy(UndoStep("deleted the rule \(rule.name)", effects: [.changeRules(.restore(rule.id))]))
            return [.changeRules(.remove(rule.id))]
        },
    ]

    @Sendable private static func noRule(_ model: Model) -> String? {
        if model.screens[RulesScreen.self] == nil { return "the rules are not open: R opens them" }
        return RulesScreen.selected(in: model) == nil ? "there are no rules: a adds one" : nil
    }

    private static func moved(by step: Int, in model: Model) -> [Effect] {
        guard let rule = RulesScreen.selected(in: model) else { return [] }
        guard let index = model.rules.rules.firstIndex(where: { $0.id == rule.id }) else { return [] }
        guard model.rules.rules.indices.contains(index + step) else { return [] }
        return [.changeRules(.move(rule.id, to: index + step))]
    }
}

/// Keys of the rules screen.
enum RuleKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.rules, "space", runs: "rule-toggle", footer: "on/off", rank: 1),
        KeyBinding(.rules, "a", runs: "rule-add", footer: "add", rank: 2),
        KeyBinding(.rules, "enter", "e", runs: "rule-edit", footer: "edit", rank: 3),
        KeyBinding(.rules, "J", runs: "rule-down", footer: "down", rank: 6),
        KeyBinding(.rules, "K", runs: "rule-up", footer: "up", rank: 6),
        KeyBinding(.rules, "d", runs: "rule-delete", footer: "delete", rank: 4),
        KeyBinding(.rules, "R", runs: "back", help: "Back"),
        KeyBinding(.rules, "q", runs: "back", footer: "back", rank: 9),
    ]
}
