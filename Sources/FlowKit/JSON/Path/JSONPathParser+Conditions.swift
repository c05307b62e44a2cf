/// What stands in `[?…]` (RFC 9535 §2.3.5), and well-typedness (§2.4.3).
extension JSONPathParser {
    /// `||` is the loosest, then `&&`, then `!`.
    mutating func condition() throws(FilterError) -> JSONPath.Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("nested too deep", "") }
        var alternatives = [try conjunction()]
        while acceptOperator("||") { alternatives.append(try conjunction()) }
        return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }

    private mutating func conjunction() throws(FilterError) -> JSONPath.Condition {
        var parts = [try basic()]
        while acceptOperator("&&") { parts.append(try basic()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// The operator with the space around it.
    private mutating func acceptOperator(_ token: StaticString) -> Bool {
        let mark = position
        skipSpace()
        guard accept(token) else {
            position = mark
            return false
        }
        skipSpace()
        return true
    }

    private mutating func basic() throws(FilterError) -> JSONPath.Condition {
        let start = position
        let isNegated = accept("!")
        if isNegated { skipSpace() }
        let positive = peek == UInt8(ascii: "(") ? try group() : try test(isNegated: isNegated, from: start)
        return isNegated ? .not(positive) : positive
    }

    private mutating func group() throws(FilterError) -> JSONPath.Condition {
        let start = position
        position += 1
        skipSpace()
        let inner = try condition()
        skipSpace()
        guard accept(")") else {
            throw isAtEnd ? error(start..<(start + 1), "( is not closed", ")") : unexpected(") or && or ||")
        }
        return inner
    }

    private mutating func test(isNegated: Bool, from start: Int) throws(FilterError) -> JSONPath.Condition {
        let left = try term()
        let mark = position
        skipSpace()
        guard let comparison = comparison() else {
            position = mark
            return try left.condition()
        }
        guard !isNegated else {
            throw error(mark..<position, "! does not reach over a comparison", "parentheses around the comparison")
        }
        skipSpace()
        let right = try term().operand()
        // Outside of a filter every value that a path finds is asked.
        if filterDepth == 0, case .query(let query) = left.kind { return .anyComparison(query, comparison, right) }
        return .comparison(try left.operand(), comparison, right)
    }

    private mutating func comparison() -> JSONPath.Comparison? {
        JSONPath.Comparison.allCases.first { comparison in
            guard bytes[position...].starts(with: comparison.rawValue.utf8) else { return false }
            position += comparison.rawValue.utf8.count
            return true
        }
    }

    // MARK: - Terms

    /// A path, a literal or the call of a function.
    mutating func term() throws(FilterError) -> JSONPathTerm {
        let start = position
        let kind: JSONPathTerm.Kind
        switch peek {
        case UInt8(ascii: "$"), UInt8(ascii: "@"): kind = .query(try query())
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let (text, places) = try quoted()
            kind = .literal(.string(text), places: places)
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?:
            kind = .literal(.number(try number()), places: [])
        case (UInt8(ascii: "a")...UInt8(ascii: "z"))?: kind = try word()
        default: throw unexpected(Self.terms)
        }
        return JSONPathTerm(kind: kind, range: start..<position)
    }

    private static let terms = "a path ($.a), 'text', a number, true, false, null or a function()"
    private static let words: [String: JSONPath.Literal] = ["true": .true, "false": .false, "null": .null]

    private mutating func word() throws(FilterError) -> JSONPathTerm.Kind {
        let start = position
        while let byte = peek, byte.isWordByte, byte == byte.asciiLowercased { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        if peek == UInt8(ascii: "(") { return try call(name, from: start) }
        guard let literal = Self.words[name] else {
            throw error(start..<position, "unknown word \(name)", "a path begins with $, texts stand in quotes")
        }
        return .literal(literal, places: [])
    }

    private mutating func call(_ name: String, from start: Int) throws(FilterError) -> JSONPathTerm.Kind {
        guard let function = JSONPathFunction.builtIn[name] else {
            let known = JSONPathFunction.builtIn.keys.sorted().joined(separator: ", ")
            throw error(start..<position, "unknown function \(name)", known)
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error("nested too deep", "") }
        let open = position
        position += 1
        var arguments: [JSONPathTerm] = []
        skipSpace()
        while peek != UInt8(ascii: ")") {
            arguments.append(try term())
            skipSpace()
            guard accept(",") else { break }
            skipSpace()
            if peek == UInt8(ascii: ")") { throw unexpected(Self.terms) }
        }
        guard accept(")") else {
            throw isAtEnd ? error(open..<(open + 1), "( is not closed", ")") : unexpected(") or a comma")
        }
        guard arguments.count == function.parameterCount else {
            let count = function.parameterCount
            throw error(start..<position, "\(name)() takes \(count) argument\(count == 1 ? "" : "s")", function.usage)
        }
        return try function.make(arguments)
    }
}
