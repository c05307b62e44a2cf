/// Reads a pattern into a tree; places in errors are UTF-8 offsets of the pattern.
struct PatternParser {
    /// Deeper groups are refused: the tree is walked recursively.
    static let maximumDepth = 100
    static let maximumRepetition = 1_000

    let scalars: [Unicode.Scalar]
    /// The UTF-8 offset of each scalar, and of the end.
    let offsets: [Int]
    var position = 0
    private var options: Pattern.Options
    private var depth = 0

    init(_ source: String, options: Pattern.Options) {
        scalars = Array(source.unicodeScalars)
        var offsets = [0]
        offsets.reserveCapacity(scalars.count + 1)
        for scalar in scalars { offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar)) }
        self.offsets = offsets
        self.options = options
    }

    mutating func parse() throws(FilterError) -> PatternNode {
        let node = try alternatives()
        guard position == scalars.count else { throw error(position..<(position + 1), "unbalanced )", "\\)") }
        return node
    }

    private mutating func alternatives() throws(FilterError) -> PatternNode {
        var nodes = [try sequence()]
        while accept("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    private mutating func sequence() throws(FilterError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            let start = position
            var node = try atom()
            if let (minimum, maximum) = try quantifier(after: start) {
                if case .empty = node {} else { node = .repeated(node, minimum: minimum, maximum: maximum) }
            }
            if case .empty = node { continue }
            nodes.append(node)
        }
        if nodes.isEmpty { return .empty }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() throws(FilterError) -> PatternNode {
        let start = position
        guard let scalar = next() else { return .empty }
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .scalar(try characterClass(from: start))
        case ".": return .scalar(options.contains(.dotAll) ? .all : ScalarSet.newline.negated)
        case "^": return .assertion(options.contains(.multiline) ? .lineStart : .textStart)
        case "$": return .assertion(options.contains(.multiline) ? .lineEnd : .lastLineEnd)
        case "*", "+", "?": throw error(start..<position, "nothing to repeat", "\\\(scalar) for the character itself")
        case "{" where isQuantifier(at: start):
            throw error(start..<position, "nothing to repeat", "\\{ for the character itself")
        case "\\": return try escape(from: start)
        default: return .scalar(cased(ScalarSet(scalar)))
        }
    }

    private mutating func escape(from start: Int) throws(FilterError) -> PatternNode {
        switch peek {
        case "A": position += 1; return .assertion(.textStart)
        case "Z", "z": position += 1; return .assertion(.textEnd)
        case "b": position += 1; return .assertion(.wordBoundary)
        case "B": position += 1; return .assertion(.notWordBoundary)
        default: return .scalar(cased(try escapedSet(from: start)))
        }
    }

    // MARK: - Groups

    private mutating func group(from start: Int) throws(FilterError) -> PatternNode {
        depth += 1
        guard depth <= Self.maximumDepth else { throw error(start..<position, "groups are nested too deep") }
        defer { depth -= 1 }
        let outer = options
        var close: @Sendable (PatternNode) -> PatternNode = { $0 }
        if accept("?") {
            switch try extensionKind(from: start) {
            case .group: break
            case .look(let isAhead, let isNegated): close = { .look($0, isAhead: isAhead, isNegated: isNegated) }
            case .comment: return .empty
            case .flagsForRest: return .empty
            }
        }
        let node = try alternatives()
        guard accept(")") else { throw error(start..<(start + 1), "( is not closed", ")") }
        options = outer
        return close(node)
    }

    private enum ExtensionKind {
        case group
        case look(isAhead: Bool, isNegated: Bool)
        case comment
        case flagsForRest
    }

    private mutating func extensionKind(from start: Int) throws(FilterError) -> ExtensionKind {
        if accept(":") { return .group }
        if accept("=") { return .look(isAhead: true, isNegated: false) }
        if accept("!") { return .look(isAhead: true, isNegated: true) }
        if accept("#") {
            while let scalar = next() { if scalar == ")" { return .comment } }
            throw error(start..<(start + 1), "( is not closed", ")")
        }
        if accept("P") {
            guard accept("<") else { throw error(start..<position, "back-references are not supported") }
            return try groupName(from: start)
        }
        if accept("<") {
            if accept("=") { return .look(isAhead: false, isNegated: false) }
            if accept("!") { return .look(isAhead: false, isNegated: true) }
            return try groupName(from: start)
        }
        return try flags(from: start)
    }

    private mutating func groupName(from start: Int) throws(FilterError) -> ExtensionKind {
        while let scalar = next() { if scalar == ">" { return .group } }
        throw error(start..<position, "the group's name is not closed", ">")
    }

    /// `(?i)`, `(?s-i:…)`; those without a colon hold to the end of the enclosing group.
    private mutating func flags(from start: Int) throws(FilterError) -> ExtensionKind {
        var isOn = true
        while let scalar = next() {
            switch scalar {
            case "i": set(.caseSensitive, !isOn)
            case "m": set(.multiline, isOn)
            case "s": set(.dotAll, isOn)
            case "a", "u": break
            case "-" where isOn: isOn = false
            case ":": return .group
            case ")": return .flagsForRest
            default:
                throw error(
                    start..<position,
                    "this kind of group is not supported",
                    "(?:…), (?=…), (?!…) or flags of i, m, s"
                )
            }
        }
        throw error(start..<(start + 1), "( is not closed", ")")
    }

    private mutating func set(_ option: Pattern.Options, _ isOn: Bool) {
        if isOn { options.insert(option) } else { options.remove(option) }
    }

    // MARK: - Small parts

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        position += 1
        return scalar
    }

    mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    func cased(_ set: ScalarSet) -> ScalarSet {
        var set = set
        set.ignoresCase = !options.contains(.caseSensitive)
        return set
    }

    func error(_ range: Range<Int>, _ message: String, _ expected: String = "") -> FilterError {
        let end = offsets.count - 1
        let bytes = offsets[min(range.lowerBound, end)]..<offsets[min(range.upperBound, end)]
        return FilterError(range: bytes, message: message, expected: expected)
    }
}
