/// A filter as read.
indirect enum FilterNode: Sendable {
    case term(FilterTest)
    case not(FilterNode)
    case and([FilterNode])
    case or([FilterNode])

    func matches(_ flow: Flow, _ context: FilterContext) -> Bool {
        switch self {
        case .term(let test): test.predicate(flow, context)
        case .not(let node): !node.matches(flow, context)
        case .and(let nodes): nodes.allSatisfy { $0.matches(flow, context) }
        case .or(let nodes): nodes.contains { $0.matches(flow, context) }
        }
    }

    var cost: FilterTest.Cost {
        switch self {
        case .term(let test): test.cost
        case .not(let node): node.cost
        case .and(let nodes), .or(let nodes): nodes.map(\.cost).max() ?? .columns
        }
    }

    /// The cheapest first: most flows are decided before one has to be made, or its body decoded.
    static func ordered(_ nodes: [FilterNode]) -> [FilterNode] {
        FilterTest.Cost.allCases.flatMap { cost in nodes.filter { $0.cost == cost } }
    }
}

/// A term with its argument. A class for the reason that `Pattern` is.
final class FilterTest: Sendable {
    /// What judging takes.
    enum Cost: Int, Comparable, CaseIterable {
        case columns
        case flow
        case body

        static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// Its place among the terms of its filter.
    let number: Int
    let term: FilterTerm
    let argument: String
    let predicate: FilterPredicate
    /// The same for many flows at a time; `nil`: each has to be made.
    let columns: ColumnTest?
    /// What a flow must have in it, for terms that look for plain text.
    let literal: LiteralNeedle?

    init(_ term: FilterTerm, _ argument: FilterArgument, number: Int) throws(FilterError) {
        self.number = number
        self.term = term
        self.argument = argument.text
        predicate = try term.predicate(argument)
        columns = try term.columns?(argument)
        literal = try term.patternOptions.map { options throws(FilterError) in try argument.pattern(options) }?.literal
    }

    var cost: Cost { term.readsBody ? .body : columns == nil ? .flow : .columns }
}

/// Whether a flow is what a term asks for.
package typealias FilterPredicate = @Sendable (_ flow: Flow, _ context: FilterContext) -> Bool
