package import FlowKit

/// The rules there are, in their order, and what each has done.
package struct RuleStatus: Equatable, Sendable {
    package var rules: [Rule]
    package var statistics: [RuleID: RuleStatistics]

    package init(rules: [Rule] = [], statistics: [RuleID: RuleStatistics] = [:]) {
        self.rules = rules
        self.statistics = statistics
    }

    /// How many may stop traffic now.
    package var enabledCount: Int {
        rules.count { $0.isEnabled }
    }
}
