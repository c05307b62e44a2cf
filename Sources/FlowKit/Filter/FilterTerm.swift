/// One operator of the filter language. Help, completion and the parser are made from these.
package struct FilterTerm: Sendable {
    /// What an operator takes after its name.
    package struct Argument: Sendable {
        /// How help names it, such as `regex`.
        package let placeholder: String
        /// What completion offers; empty for free text.
        package let values: [String]
        /// True where a bare number is the usual argument.
        package let isNumber: Bool

        package init(_ placeholder: String, values: [String] = [], isNumber: Bool = false) {
            self.placeholder = placeholder
            self.values = values
            self.isNumber = isNumber
        }
    }

    /// With its tilde, such as `~bq`.
    package let name: String
    /// `nil`: stands alone.
    package let argument: Argument?
    /// One line, lower case, no full stop.
    package let help: String
    /// A whole filter that uses it.
    package let example: String
    /// The earliest moment the term can match.
    package let need: FilterNeed
    package let readsBody: Bool
    package let readsClock: Bool
    /// Options of the regular expression it takes; `nil`: it takes none. Such a term matches where the expression finds
    /// something in one of the flow's texts, so that a longer plain text never matches more.
    let patternOptions: Pattern.Options?
    let predicate: @Sendable (FilterArgument) throws(FilterError) -> FilterPredicate
    /// The same question to the store's columns; `nil`: they do not know.
    let columns: Columns?

    package typealias Columns = @Sendable (FilterArgument) throws(FilterError) -> ColumnTest

    /// - Parameters:
    ///   - columns: how the columns answer, always as `predicate` does.
    ///   - predicate: the definition: what the term asks of a flow.
    package init(
        _ name: String,
        _ argument: Argument? = nil,
        need: FilterNeed,
        readsBody: Bool = false,
        readsClock: Bool = false,
        patternOptions: Pattern.Options? = nil,
        help: String,
        example: String? = nil,
        columns: Columns? = nil,
        predicate: @escaping @Sendable (FilterArgument) throws(FilterError) -> FilterPredicate
    ) {
        self.name = name
        self.argument = argument
        self.need = need
        self.readsBody = readsBody
        self.readsClock = readsClock
        self.help = help
        self.example = example ?? name
        self.patternOptions = patternOptions
        self.columns = columns
        self.predicate = predicate
    }

    /// `~c status`: the name with what follows it.
    package var usage: String { argument.map { "\(name) \($0.placeholder)" } ?? name }
}

/// How much of a flow must be known before a term can match it.
package enum FilterNeed: Int, Comparable, Sendable, CaseIterable {
    case requestHead
    case requestBody
    case response
    /// What is known when the flow has ended, and what is added to it later (marks, the rule that blocked it).
    case end

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension FilterTerm {
    /// An operator that stands alone.
    static func flag(
        _ name: String,
        need: FilterNeed,
        help: String,
        columns: ColumnTest? = nil,
        _ test: @escaping @Sendable (Flow) -> Bool
    ) -> FilterTerm {
        FilterTerm(
            name,
            need: need,
            help: help,
            columns: reading(columns)
        ) { _ throws(FilterError) in { flow, _ in test(flow) } }
    }

    /// An operator with a regular expression.
    static func pattern(
        _ name: String,
        need: FilterNeed,
        options: Pattern.Options = [],
        readsBody: Bool = false,
        help: String,
        example: String,
        columns: (@Sendable (Pattern) -> ColumnTest)? = nil,
        _ test: @escaping @Sendable (Pattern, Flow, FilterContext) -> Bool
    ) -> FilterTerm {
        FilterTerm(
            name,
            Argument("regex"),
            need: need,
            readsBody: readsBody,
            patternOptions: options,
            help: help,
            example: example,
            columns: reading(columns, options)
        ) { argument throws(FilterError) in
            let pattern = try argument.pattern(options)
            return { flow, context in test(pattern, flow, context) }
        }
    }
    private static func reading(_ test: ColumnTest?) -> Columns? {
        guard let test else { return nil }
        return { _ throws(FilterError) in test }
    }

    private static func reading(
        _ test: (@Sendable (Pattern) -> ColumnTest)?,
        _ options: Pattern.Options
    ) -> Columns? {
        guard let test else { return nil }
        return { argument throws(FilterError) in test(try argument.pattern(options)) }
    }
}
