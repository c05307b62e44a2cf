/// The rules at one moment, in order. A value: an exchange takes one at its request's head and keeps to it.
package struct RuleSet: Sendable {
    package let rules: [Rule]
    /// Those that are on, in order.
    private let active: [Rule]

    package init(_ rules: [Rule] = []) {
        self.rules = rules
        active = rules.filter(\.isEnabled)
    }

    package var enabledCount: Int { active.count }

    /// What to do with a flow of which the request's head is known: what the first enabled rule that matches says.
    ///
    /// Replays are judged like any other request. The cost is that of the filters up to the one that matches.
    package func verdict(for flow: Flow, context: FilterContext = FilterContext()) -> Verdict {
        for rule in active where rule.filter.matches(flow, context: context) {
            switch rule.action {
            case .block(let action): return .block(RuleHit(id: rule.id, name: rule.name), action)
            }
        }
        return .allow
    }
}

/// What the rules say about a request.
package enum Verdict: Hashable, Sendable {
    case allow
    case block(RuleHit, BlockAction)
}
