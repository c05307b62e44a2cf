/// Reads the filter language: juxtaposition is the loosest "and", then `|`, then `&`, then `!`.
struct FilterParser {
    /// Deeper groups are refused: reading and matching are recursive.
    static let maximumDepth = 100

    private let text: String
    private var scanner: FilterScanner
    private var uses: [FilterUse] = []
    private var depth = 0

    init(_ text: String) {
        self.text = text
        scanner = FilterScanner(text)
    }

    mutating func parse() throws(FilterError) -> Filter {
        scanner.skipSpace()
        guard !scanner.isAtEnd else { return Filter(text: text, uses: [], root: .and([])) }
        let root = try sequence()
        guard scanner.isAtEnd else {
            throw error(at: scanner.position, 1, "unexpected )", "a term, & or |")
        }
        return Filter(text: text, uses: uses, root: root)
    }

    /// Operands side by side.
    private mutating func sequence() throws(FilterError) -> FilterNode {
        var nodes = [try alternatives()]
        while !scanner.isAtEnd, scanner.peek != UInt8(ascii: ")") {
            try refuseStrayNumber()
            nodes.append(try alternatives())
        }
        return nodes.count == 1 ? nodes[0] : .and(FilterNode.ordered(nodes))
    }

    private mutating func alternatives() throws(FilterError) -> FilterNode {
        var nodes = [try conjunction()]
        while scanner.accept("|") { nodes.append(try conjunction()) }
        return nodes.count == 1 ? nodes[0] : .or(FilterNode.ordered(nodes))
    }

    private mutating func conjunction() throws(FilterError) -> FilterNode {
        var nodes = [try operand()]
        while scanner.accept("&") { nodes.append(try operand()) }
        return nodes.count == 1 ? nodes[0] : .and(FilterNode.ordered(nodes))
    }

    /// One operand and the space after it.
    private mutating func operand() throws(FilterError) -> FilterNode {
        var isNegated = false
        scanner.skipSpace()
        while scanner.accept("!") {
            isNegated.toggle()
            scanner.skipSpace()
        }
        let node = try positiveOperand()
        scanner.skipSpace()
        return isNegated ? .not(node) : node
    }

    private mutating func positiveOperand() throws(FilterError) -> FilterNode {
        let start = scanner.position
        switch scanner.peek {
        case nil:
            throw error(at: start, 0, start == 0 ? "nothing to match" : "the filter ends too early", Self.operands)
        case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"):
            throw error(at: start, 1, "nothing to match before this", Self.operands)
        case UInt8(ascii: "~"): return try namedTerm()
        case UInt8(ascii: "(") where !scanner.isAtPatternGroup: return try group()
        default: return try finish(FilterTerms.naked, scanner.argument(), from: start)
        }
    }

    private mutating func group() throws(FilterError) -> FilterNode {
        let start = scanner.position
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error(at: start, 1, "parentheses are nested too deep", "") }
        _ = scanner.accept("(")
        let node = try sequence()
        guard scanner.accept(")") else { throw error(at: start, 1, "( is not closed", ")") }
        try scanner.expectEnd(after: "the closing parenthesis")
        return node
    }

    private mutating func namedTerm() throws(FilterError) -> FilterNode {
        let (name, range) = scanner.operatorName()
        guard let term = FilterTerms.named(name) else {
            throw FilterError(range: range, message: "unknown term \(name)", expected: FilterTerms.nearest(to: name))
        }
        guard term.argument != nil else {
            let nothing = FilterArgument(text: "", range: range, places: .from(range.upperBound))
            return try finish(term, nothing, from: range.lowerBound)
        }
        scanner.skipSpace()
        let start = scanner.position
        guard !scanner.isAtEnd, !scanner.isAtOperator else {
            throw error(
                at: start,
                scanner.isAtEnd ? 0 : 1,
                "\(name) is not complete",
                "such as \(term.example)"
            )
        }
        return try finish(term, scanner.argument(), from: range.lowerBound)
    }

    private mutating func finish(
        _ term: FilterTerm,
        _ argument: FilterArgument,
        from start: Int
    ) throws(FilterError) -> FilterNode {
        let test = try FilterTest(term, argument, number: uses.count)
        uses.append(FilterUse(term: term, range: start..<scanner.position))
        return .term(test)
    }

    /// `~c 404 500` would mean status 404 and a URL with 500 in it, which nobody means.
    private func refuseStrayNumber() throws(FilterError) {
        guard let last = uses.last, last.term.argument?.isNumber == true else { return }
        var ahead = scanner
        let start = ahead.position
        while let byte = ahead.peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { ahead.advance() }
        guard ahead.position > start, ahead.peek.map({ $0.isFilterSpace || ahead.isAtOperator }) ?? true else { return }
        throw error(
            at: start,
            ahead.position - start,
            "a number without a term",
            "a comma between numbers, as in \(last.term.name) 404,500, or quotes to look for it in URLs"
        )
    }

    private static let operands = "a term such as ~d example.com, text to find in the URL, or ("

    private func error(at start: Int, _ count: Int, _ message: String, _ expected: String) -> FilterError {
        FilterError(range: start..<(start + count), message: message, expected: expected)
    }
}
