/// One evaluation of a path or a condition over a tape.
///
/// Values are visited one by one in the order of RFC 9535, each handed on through the segments that follow, so that nothing is
/// collected and the first hit may end it. Each step is counted: what would run away is cut.
struct JSONPathRun {
    /// Values looked at in one evaluation.
    static let standardStepLimit = 4_000_000

    let tape: JSONTape
    private var stepsLeft: Int
    /// The limit was reached: what was not found until then is not known.
    private(set) var isCut = false

    init(_ tape: JSONTape, stepLimit: Int = JSONPathRun.standardStepLimit) {
        self.tape = tape
        stepsLeft = stepLimit
    }

    /// What is done with a value that was found; false ends the evaluation.
    typealias Visitor = (inout JSONPathRun, Int) -> Bool

    /// Hands each value that a query finds to `body`.
    ///
    /// - Parameter current: what `@` means.
    /// - Returns: false when `body` or the limit ended it.
    @discardableResult
    mutating func forEach(_ query: JSONPath.Query, at current: Int, _ body: Visitor) -> Bool {
        visit(query.isAbsolute ? 0 : current, query.segments[...], body)
    }

    mutating func step(_ count: Int = 1) -> Bool {
        stepsLeft -= count
        if stepsLeft < 0 { isCut = true }
        return !isCut
    }

    private mutating func visit(_ node: Int, _ segments: ArraySlice<JSONPath.Segment>, _ body: Visitor) -> Bool {
        guard let segment = segments.first else { return body(&self, node) }
        let rest = segments.dropFirst()
        guard segment.isDescendant else { return select(segment.selectors, of: node, rest, body) }
        let end = tape.next(after: node)
        var inner = node
        while inner < end {
            guard step() else { return false }
            if tape.isContainer(inner), !select(segment.selectors, of: inner, rest, body) { return false }
            inner += 1
        }
        return true
    }

    private mutating func select(
        _ selectors: [JSONPath.Selector],
        of node: Int,
        _ rest: ArraySlice<JSONPath.Segment>,
        _ body: Visitor
    ) -> Bool {
        guard tape.isContainer(node) else { return true }
        for selector in selectors {
            let goesOn: Bool =
                switch selector {
                case .name(let name): visitMembers(of: node, named: name, rest, body)
                case .wildcard: visitChildren(of: node, rest, body)
                case .filter(let condition): visitChildren(of: node, where: condition, rest, body)
                case .index(let index): visitElement(index, of: node, rest, body)
                case .slice(let start, let end, let step):
                    visitSlice(JSONPathSlice(start: start, end: end, step: step), of: node, rest, body)
                }
            guard goesOn else { return false }
        }
        return true
    }

    // MARK: - Selectors

    private mutating func visitMembers(
        of node: Int,
        named name: [UInt8],
        _ rest: ArraySlice<JSONPath.Segment>,
        _ body: Visitor
    ) -> Bool {
        guard tape.kind(of: node) == .objectStart else { return true }
        let end = tape.next(after: node)
        var key = node + 1
        while key < end {
            guard step() else { return false }
            if tape.isNamed(key, name), !visit(key + 1, rest, body) { return false }
            key = tape.next(after: key)
        }
        return true
    }

    private mutating func visitChildren(
        of node: Int,
        where condition: JSONPath.Condition? = nil,
        _ rest: ArraySlice<JSONPath.Segment>,
        _ body: Visitor
    ) -> Bool {
        let end = tape.next(after: node)
        var child = node + 1
        while child < end {
            guard step() else { return false }
            let value = tape.kind(of: child) == .key ? child + 1 : child
            let isWanted = condition.map { holds($0, at: value) } ?? true
            guard !isCut else { return false }
            if isWanted, !visit(value, rest, body) { return false }
            child = tape.next(after: child)
        }
        return true
    }

    private mutating func visitElement(
        _ index: Int,
        of node: Int,
        _ rest: ArraySlice<JSONPath.Segment>,
        _ body: Visitor
    ) -> Bool {
        guard tape.kind(of: node) == .arrayStart else { return true }
        guard index >= 0 else {
            let elements = elements(of: node)
            let place = elements.count + index
            return elements.indices.contains(place) ? visit(elements[place], rest, body) : !isCut
        }
        let end = tape.next(after: node)
        var child = node + 1
        var left = index
        while left > 0, child < end {
            guard step() else { return false }
            child = tape.next(after: child)
            left -= 1
        }
        return child < end ? visit(child, rest, body) : true
    }

    private mutating func visitSlice(
        _ slice: JSONPathSlice,
        of node: Int,
        _ rest: ArraySlice<JSONPath.Segment>,
        _ body: Visitor
    ) -> Bool {
        guard tape.kind(of: node) == .arrayStart else { return true }
        let elements = elements(of: node)
        guard !isCut else { return false }
        for index in slice.indices(count: elements.count) where !visit(elements[index], rest, body) { return false }
        return true
    }

    private mutating func elements(of array: Int) -> [Int] {
        let end = tape.next(after: array)
        var elements: [Int] = []
        var child = array + 1
        while child < end, step() {
            elements.append(child)
            child = tape.next(after: child)
        }
        return isCut ? [] : elements
    }
}

/// A slice of an array (RFC 9535 §2.3.4.2.2).
struct JSONPathSlice {
    let start: Int?
    let end: Int?
    let step: Int

    /// The indices it selects, in order.
    func indices(count: Int) -> StrideTo<Int> {
        func normalized(_ index: Int) -> Int { index >= 0 ? index : count + index }
        guard step != 0 else { return stride(from: 0, to: 0, by: 1) }
        if step > 0 {
            let lower = min(max(normalized(start ?? 0), 0), count)
            let upper = min(max(normalized(end ?? count), 0), count)
            return stride(from: lower, to: upper, by: step)
        }
        let upper = min(max(normalized(start ?? count - 1), -1), count - 1)
        let lower = min(max(end.map(normalized) ?? -1, -1), count - 1)
        return stride(from: upper, to: lower, by: step)
    }
}
