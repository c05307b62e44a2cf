/// What a rule does with a request it matches, by the kind of the rule.
package enum RuleAction: Hashable, Sendable {
    case block(BlockAction)

    package var kind: RuleKind {
        switch self {
        case .block: .block
        }
    }

    /// The action without the name of its kind, such as `403`.
    package var text: String {
        switch self {
        case .block(let action): action.text
        }
    }
}

/// A kind of rule: its name and how its action is read.
package struct RuleKind: Sendable {
    /// As rule files and the rule list name it.
    package let name: String
    /// One line, lower case, no full stop.
    package let help: String
    /// What completion offers for the action, the usual one first.
    package let actionExamples: [String]
    /// Reads an action; empty text is the usual one.
    package let parseAction: @Sendable (String) throws(FilterError) -> RuleAction

    package init(
        name: String,
        help: String,
        actionExamples: [String],
        parseAction: @escaping @Sendable (String) throws(FilterError) -> RuleAction
    ) {
        self.name = name
        self.help = help
        self.actionExamples = actionExamples
        self.parseAction = parseAction
    }
}

/// The kinds of rules there are.
package enum RuleKinds {
    package static let builtIn: [RuleKind] = [.block]

    package static func named(_ name: String) -> RuleKind? { builtIn.first { $0.name == name } }
}

extension RuleKind {
    package static let block = RuleKind(
        name: "block",
        help: "answers in place of the server, or not at all",
        actionExamples: ["403", "204", "reset", "drop", "451 \"gone\""]
    ) { text throws(FilterError) in
        .block(try BlockAction.parse(text))
    }
}
