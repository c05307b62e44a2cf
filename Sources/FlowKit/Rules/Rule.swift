/// A decision about requests that are to come.
package struct Rule: Hashable, Sendable, Identifiable {
    package let id: RuleID
    package let isEnabled: Bool
    package let filter: Filter
    package let action: RuleAction
    /// Empty: none was given.
    private let givenName: String

    /// - Throws: `RuleError` with the part of the definition that cannot be read, and where in it.
    package init(id: RuleID, _ definition: RuleDefinition) throws(RuleError) {
        self.id = id
        isEnabled = definition.isEnabled
        guard let kind = RuleKinds.named(definition.kind) else {
            let names = RuleKinds.builtIn.map(\.name).joined(separator: ", ")
            let range = 0..<definition.kind.utf8.count
            throw RuleError(
                .kind,
                FilterError(range: range, message: "unknown kind \(definition.kind)", expected: names)
            )
        }
        do { action = try kind.parseAction(definition.action) } catch { throw RuleError(.action, error) }
        do { filter = try Rule.parseFilter(definition.expression) } catch { throw RuleError(.expression, error) }
        givenName = definition.name
    }

    private init(_ rule: Rule, isEnabled: Bool) {
        id = rule.id
        givenName = rule.givenName
        filter = rule.filter
        action = rule.action
        self.isEnabled = isEnabled
    }

    /// The name it was given, or else its filter.
    package var name: String { givenName.isEmpty ? filter.text : givenName }

    func enabled(_ isEnabled: Bool) -> Rule { Rule(self, isEnabled: isEnabled) }

    /// The rule as text, from which an equal one can be made.
    package var definition: RuleDefinition {
        RuleDefinition(
            name: givenName,
            expression: filter.text,
            kind: action.kind.name,
            action: action.text,
            isEnabled: isEnabled
        )
    }

    /// Parses a filter for a rule: one that can be judged when the head of the request has arrived.
    package static func parseFilter(_ expression: String) throws(FilterError) -> Filter {
        let filter = try Filter.parse(expression)
        guard !filter.uses.isEmpty else {
            throw FilterError(
                range: 0..<expression.utf8.count,
                message: "an empty filter would match every request",
                expected: "a filter, or ~all where every request is meant"
            )
        }
        for use in filter.uses {
            guard let reason = reasonAgainst(use.term) else { continue }
            throw FilterError(
                range: use.range,
                message: "\(use.term.name) \(reason), and rules decide before that",
                expected: "~d, ~u, ~m, ~hq"
            )
        }
        return filter
    }

    private static func reasonAgainst(_ term: FilterTerm) -> String? {
        switch term.need {
        case .requestHead: nil
        case .requestBody: "needs a body"
        case .response: "needs the response"
        case .end: "is known only later"
        }
    }
}

/// A rule as people and files write it.
package struct RuleDefinition: Hashable, Sendable {
    /// Shown on what the rule ends; empty: the expression stands for it.
    package var name: String
    /// A filter.
    package var expression: String
    /// One of `RuleKinds.builtIn`, by name.
    package var kind: String
    /// In the words of the kind, such as `403`, `reset` or `451 "gone"`; empty: the usual one.
    package var action: String
    package var isEnabled: Bool

    package init(
        name: String = "",
        expression: String,
        kind: String = RuleKind.block.name,
        action: String = "",
        isEnabled: Bool = true
    ) {
        self.name = name
        self.expression = expression
        self.kind = kind
        self.action = action
        self.isEnabled = isEnabled
    }
}

/// Why a definition is no rule.
package struct RuleError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Part: String, Sendable {
        case expression
        case kind
        case action
    }

    package let part: Part
    /// With its place within that part.
    package let reason: FilterError

    package init(_ part: Part, _ reason: FilterError) {
        self.part = part
        self.reason = reason
    }

    package var description: String { "\(part.rawValue): \(reason)" }
}
