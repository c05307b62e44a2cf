import FlowKit

/// Asks for a rule part by part: what it matches, what it does, what it is called.
struct RulePrompt: PromptPurpose {
    enum Part: Hashable, Sendable {
        case expression, action, name
    }

    var part = Part.expression
    var definition: RuleDefinition
    /// The rule that is changed; `nil` for a new one.
    let id: RuleID?

    var label: String {
        switch part {
        case .expression: id == nil ? "new rule matches" : "rule matches"
        case .action: "and answers"
        case .name: "name (may be empty)"
        }
    }

    /// Opens the prompt with what the part is now.
    func ask(in model: inout Model, text: String? = nil) {
        model.ask(self, text: text ?? current)
    }

    private var current: String {
        switch part {
        case .expression: definition.expression
        case .action: definition.action.isEmpty ? BlockAction.standard.text : definition.action
        case .name: definition.name
        }
    }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        if let error = Self.error(in: text, part) {
            ask(in: &model, text: text)
            model.say(.error(error.description))
            return []
        }
        var next = self
        switch part {
        case .expression:
            next.definition.expression = text
            next.part = .action
        case .action:
            next.definition.action = text
            next.part = .name
        case .name:
            next.definition.name = text
            return [.changeRules(id.map { .replace($0, next.definition) } ?? .add(next.definition))]
        }
        next.ask(in: &model)
        return []
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        switch part {
        case .expression: model.filterCompletions(of: textBeforeCursor)
        case .action:
            CompletionList(
                replacing: textBeforeCursor.count,
                candidates: RuleKind.block.actionExamples.filter { $0.hasPrefix(textBeforeCursor) }.map {
                    Completion($0)
                }
            )
        case .name: CompletionList()
        }
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        if let error = Self.error(in: prompt.text, part) {
            return PromptHint(text: error.explanation, errorRange: error.range)
        }
        return PromptHint(text: Self.help[part] ?? "")
    }

    private static let help: [Part: String] = [
        .expression: "a filter on the request's head, such as ~d ads.example.com & ~m POST",
        .action: "a status with a text if you like (451 \"gone\"), 204, reset, or drop: no answer at all",
        .name: "shown on what the rule stops; empty: the filter stands for it",
    ]

    /// What is wrong with a part, and where.
    private static func error(in text: String, _ part: Part) -> FilterError? {
        do throws(FilterError) {
            switch part {
            case .expression: _ = try Rule.parseFilter(text)
            case .action: _ = try RuleKind.block.parseAction(text)
            case .name: break
            }
            return nil
        } catch {
            return error
        }
    }
}
