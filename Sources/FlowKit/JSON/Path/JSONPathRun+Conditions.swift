/// Conditions (RFC 9535 §2.3.5.2) and functions (§2.4).
extension JSONPathRun {
    private enum Value {
        case nothing
        case node(Int)
        case literal(JSONPath.Literal)
        case count(Int)
    }

    mutating func holds(_ condition: JSONPath.Condition, at current: Int) -> Bool {
        switch condition {
        case .all(let conditions):
            for condition in conditions where !holds(condition, at: current) { return false }
            return true
        case .any(let conditions):
            for condition in conditions where holds(condition, at: current) { return true }
            return false
        case .not(let condition):
            let holds = holds(condition, at: current)
            return !holds && !isCut
        case .exists(let query):
            var isFound = false
            forEach(query, at: current) { _, _ in
                isFound = true
                return false
            }
            return isFound
        case .comparison(let left, let comparison, let right):
            return compare(value(of: left, at: current), comparison, value(of: right, at: current))
        case .anyComparison(let query, let comparison, let right):
            let right = value(of: right, at: current)
            var isFound = false
            forEach(query, at: current) { run, node in
                isFound = run.compare(.node(node), comparison, right)
                return !isFound
            }
            return isFound
        case .matches(let text, let regex, let isWhole):
            return matches(value(of: text, at: current), regex, isWhole: isWhole, at: current)
        }
    }

    // MARK: - Values

    private mutating func value(of operand: JSONPath.Operand, at current: Int) -> Value {
        switch operand {
        case .literal(let literal): return .literal(literal)
        case .query(let query): return found(query, at: current).last
        case .value(let query):
            let found = found(query, at: current)
            return found.count == 1 ? found.last : .nothing
        case .count(let query): return .count(found(query, at: current).count)
        case .length(let operand): return length(of: value(of: operand, at: current))
        }
    }

    private mutating func found(_ query: JSONPath.Query, at current: Int) -> (count: Int, last: Value) {
        var found: (count: Int, last: Value) = (0, .nothing)
        forEach(query, at: current) { _, node in
            found = (found.count + 1, .node(node))
            return true
        }
        return found
    }

    private mutating func length(of value: Value) -> Value {
        if let text = text(of: value) { return .count(text.count { $0 & 0xC0 != 0x80 }) }
        guard case .node(let node) = value, let count = tape.childCount(of: node), step(count) else { return .nothing }
        return .count(count)
    }

    /// What a value that is a string says.
    private func text(of value: Value) -> ArraySlice<UInt8>? {
        switch value {
        case .node(let node): tape.kind(of: node) == .string ? tape.text(of: node) : nil
        case .literal(.string(let text)): text[...]
        case .literal, .nothing, .count: nil
        }
    }

    /// A value that is a number, as it is written.
    private func number(of value: Value) -> ArraySlice<UInt8>? {
        switch value {
        case .node(let node): tape.kind(of: node) == .number ? tape.source(of: node) : nil
        case .literal(.number(let text)): text[...]
        case .count(let count): ArraySlice(String(count).utf8)
        case .literal, .nothing: nil
        }
    }

    private mutating func matches(_ value: Value, _ regex: JSONPath.Regex, isWhole: Bool, at current: Int) -> Bool {
        guard let text = text(of: value), step(text.count) else { return false }
        switch regex {
        case .fixed(let pattern): return pattern.matches(text)
        case .found(let operand):
            let source = self.text(of: self.value(of: operand, at: current))
            // Making it costs more than a step, and what is no regular expression matches nothing (§2.4.6).
            guard let source, step(100 * (source.count + 1)) else { return false }
            return (try? IRegexp.pattern(source, isWhole: isWhole))?.matches(text) ?? false
        }
    }

    // MARK: - Comparisons

    private mutating func compare(_ left: Value, _ comparison: JSONPath.Comparison, _ right: Value) -> Bool {
        switch comparison {
        case .equal: isEqual(left, right)
        case .notEqual: !isEqual(left, right) && !isCut
        case .less: isLess(left, right)
        case .greater: isLess(right, left)
        case .lessOrEqual: isLess(left, right) || isEqual(left, right)
        case .greaterOrEqual: isLess(right, left) || isEqual(left, right)
        }
    }

    private func isLess(_ left: Value, _ right: Value) -> Bool {
        if let left = number(of: left), let right = number(of: right) { return JSONNumber.order(left, right) < 0 }
        guard let left = text(of: left), let right = text(of: right) else { return false }
        // The order of UTF-8 is that of Unicode's scalars.
        return left.lexicographicallyPrecedes(right)
    }

    private mutating func isEqual(_ left: Value, _ right: Value) -> Bool {
        if let left = text(of: left) { return text(of: right).map { Self.isSame(left, $0) } ?? false }
        if let left = number(of: left) { return number(of: right).map { JSONNumber.order(left, $0) == 0 } ?? false }
        switch (left, right) {
        case (.nothing, .nothing): return true
        case (.node(let left), .node(let right)): return isEqual(left, right, depth: 0)
        case (.node(let node), .literal(let literal)), (.literal(let literal), .node(let node)):
            return tape.kind(of: node) == literal.kind
        case (.literal(let left), .literal(let right)): return left.kind == right.kind
        case (.nothing, _), (_, .nothing), (.count, _), (_, .count): return false
        }
    }

    private static func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        if left == right { return true }
        // What is not UTF-8 shows, and is typed, as replacement characters: EF BF BD.
        guard left.contains(0xEF) || right.contains(0xEF) else { return false }
        return String(decoding: left, as: UTF8.self) == String(decoding: right, as: UTF8.self)
    }

    /// Deeper values than this are taken for different.
    private static let comparedDepth = 128

    private mutating func isEqual(_ left: Int, _ right: Int, depth: Int) -> Bool {
        guard step(), depth < Self.comparedDepth, tape.kind(of: left) == tape.kind(of: right) else { return false }
        switch tape.kind(of: left) {
        case .string, .key: return Self.isSame(tape.text(of: left), tape.text(of: right))
        case .number: return JSONNumber.order(tape.source(of: left), tape.source(of: right)) == 0
        case .true, .false, .null: return true
        case .arrayStart, .arrayEnd: return areElementsEqual(left, right, depth: depth)
        case .objectStart, .objectEnd:
            return tape.childCount(of: left) == tape.childCount(of: right) && hasMembers(of: left, right, depth: depth)
        }
    }

    private mutating func areElementsEqual(_ left: Int, _ right: Int, depth: Int) -> Bool {
        let (leftEnd, rightEnd) = (tape.next(after: left), tape.next(after: right))
        var (first, second) = (left + 1, right + 1)
        while first < leftEnd, second < rightEnd {
            guard isEqual(first, second, depth: depth + 1) else { return false }
            (first, second) = (tape.next(after: first), tape.next(after: second))
        }
        return first == leftEnd && second == rightEnd
    }

    /// Whether every member of one object is in the other, wherever it stands there.
    private mutating func hasMembers(of left: Int, _ right: Int, depth: Int) -> Bool {
        var key = left + 1
        while key < tape.next(after: left) {
            let name = Array(tape.text(of: key))
            var other = right + 1
            while other < tape.next(after: right), !tape.isNamed(other, name) {
                guard step() else { return false }
                other = tape.next(after: other)
            }
            guard other < tape.next(after: right), isEqual(key + 1, other + 1, depth: depth + 1) else { return false }
            key = tape.next(after: key)
        }
        return true
    }
}

extension JSONPath.Literal {
    /// What a value of the kind begins with.
    fileprivate var kind: JSONToken.Kind {
        switch self {
        case .string: .string
        case .number: .number
        case .true: .true
        case .false: .false
        case .null: .null
        }
    }
}
