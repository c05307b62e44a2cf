extension Filter {
    /// Whether every flow that this filter matches is known to be matched by the other: then only those need be asked.
    ///
    /// True for what a person makes of a filter by typing on: a longer plain text, another term beside the first.
    func refines(_ other: Filter) -> Bool {
        other.matchesAll || root.implies(other.root)
    }
}

extension FilterNode {
    fileprivate func implies(_ other: FilterNode) -> Bool {
        switch (self, other) {
        case (.term(let test), .term(let wider)): test.implies(wider)
        case (.not(let inner), .not(let wider)): wider.implies(inner)
        // The parts of what is wider first: all of an "and" must follow, from whatever part of ours.
        case (_, .and(let parts)): parts.allSatisfy { implies($0) }
        case (.or(let parts), _): parts.allSatisfy { $0.implies(other) }
        case (.and(let parts), .or(let wider)):
            parts.contains { $0.implies(other) } || wider.contains { implies($0) }
        case (.and(let parts), _): parts.contains { $0.implies(other) }
        case (_, .or(let wider)): wider.contains { implies($0) }
        default: false
        }
    }
}

extension FilterTest {
    fileprivate func implies(_ wider: FilterTest) -> Bool {
        guard term.name == wider.term.name else { return false }
        if argument == wider.argument { return true }
        guard let literal, let part = wider.literal else { return false }
        // What minds case has what does not, but not the other way.
        guard literal.isCaseSensitive == part.isCaseSensitive || !part.isCaseSensitive else { return false }
        return part.isFound(in: literal.bytes)
    }
}
