/// Regular expressions that mean the same everywhere (RFC 9485), as JSONPath's `match` and `search` take them.
///
/// They are checked and written anew in the syntax of `Pattern`, which then does the work. As elsewhere, `^` and `$` outside of
/// brackets mean the beginning and the end.
struct IRegexp {
    private let scalars: [Unicode.Scalar]
    /// The UTF-8 offset of each scalar, and of the end.
    private let offsets: [Int]
    private var position = 0
    private var output = ""
    private var openGroups: [Int] = []
    /// There is something before this place that can be repeated.
    private var canRepeat = false

    /// - Parameters:
    ///   - source: UTF-8.
    ///   - isWhole: the text must match from its beginning to its end.
    /// - Throws: `FilterError` whose range counts in UTF-8 offsets of `source`.
    static func pattern(_ source: some Collection<UInt8>, isWhole: Bool) throws(FilterError) -> Pattern {
        var reader = IRegexp(String(decoding: source, as: UTF8.self))
        let text = try reader.translated()
        do throws(FilterError) {
            return try Pattern(isWhole ? "\\A(?:\(text))\\Z" : text, options: .caseSensitive)
        } catch {
            throw FilterError(range: 0..<source.count, message: error.message, expected: "a shorter regular expression")
        }
    }

    private init(_ source: String) {
        scalars = Array(source.unicodeScalars)
        var offsets = [0]
        for scalar in scalars { offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar)) }
        self.offsets = offsets
    }

    private mutating func translated() throws(FilterError) -> String {
        while let scalar = next() {
            switch scalar {
            case "(": openGroup()
            case ")": try closeGroup()
            case "|": write("|", canRepeat: false)
            case "^": write("\\A", canRepeat: false)
            case "$": write("\\Z", canRepeat: false)
            case "*", "+", "?": try quantify(String(scalar), from: position - 1)
            case "{": try countedQuantifier()
            case ".": write("[^\\n\\r]")
            case "[": try characterClass()
            case "\\": try escape()
            case "]", "}":
                throw error(position - 1, "\(scalar) without its other half", "\\\(scalar) for the character itself")
            default: write(String(scalar))
            }
        }
        if let open = openGroups.last { throw error(open, to: open + 1, "( is not closed", ")") }
        return output
    }

    // MARK: - Groups and quantifiers

    private mutating func openGroup() {
        openGroups.append(position - 1)
        write("(?:", canRepeat: false)
    }

    private mutating func closeGroup() throws(FilterError) {
        guard openGroups.popLast() != nil else { throw error(position - 1, "unbalanced )", "\\)") }
        write(")")
    }

    private mutating func quantify(_ text: String, from start: Int) throws(FilterError) {
        guard canRepeat else { throw error(start, "nothing to repeat here", "a \\ before it for the character itself") }
        write(text, canRepeat: false)
    }

    /// `{2}`, `{2,}` or `{2,5}`, the brace already read.
    private mutating func countedQuantifier() throws(FilterError) {
        let start = position - 1
        let least = digits()
        let hasComma = accept(",")
        let most = hasComma ? digits() : ""
        guard !least.isEmpty, accept("}") else { throw error(start, "not a repetition", "{2}, {2,} or {2,5}") }
        try quantify("{\(least)\(hasComma ? "," : "")\(most)}", from: start)
    }

    private mutating func digits() -> String {
        var text = ""
        while let scalar = peek, ("0"..."9").contains(scalar) {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        return text
    }

    // MARK: - Escapes and classes

    private static let escapable = Set("()*+-.?[\\]^{|}nrt".unicodeScalars)

    private mutating func escape() throws(FilterError) {
        if let category = try category() { return write("[\(category)]") }
        write("\\\(try escaped())")
    }

    /// The character after a backslash.
    private mutating func escaped() throws(FilterError) -> Unicode.Scalar {
        let start = position - 1
        guard let scalar = next(), Self.escapable.contains(scalar) else {
            throw error(start, "an escape that RFC 9485 does not have", "[0-9], \\p{L}, \\. and the like")
        }
        return scalar
    }

    /// What stands in brackets for `\p{Lu}` or `\P{Lu}`, the backslash already read; `nil`: it is something else.
    private mutating func category() throws(FilterError) -> String? {
        let start = position - 1
        let isNegated = peek == "P"
        guard accept("p") || accept("P") else { return nil }
        var name = ""
        if accept("{") { while let scalar = next(), scalar != "}" { name.unicodeScalars.append(scalar) } }
        guard let ranges = UnicodeCategories.pattern(name, isNegated: isNegated) else {
            throw error(start, "no such category of characters", "such as \\p{L} or \\p{Lu}")
        }
        return ranges
    }

    /// `[…]`, the bracket already read.
    private mutating func characterClass() throws(FilterError) {
        let start = position - 1
        var text = accept("^") ? "[^" : "["
        var isEmpty = true
        if accept("-") { (text, isEmpty) = (text + "\\-", false) }
        while true {
            guard let scalar = next() else { throw error(start, to: start + 1, "[ is not closed", "]") }
            if scalar == "]", !isEmpty { break }
            isEmpty = false
            if scalar == "-" {
                guard accept("]") else {
                    throw error(position - 1, "- between no two characters", "\\- for the character itself")
                }
                text += "\\-"
                break
            }
            text += try classItem(scalar)
        }
        write(text + "]")
    }

    private mutating func classItem(_ scalar: Unicode.Scalar) throws(FilterError) -> String {
        let start = position - 1
        if scalar == "\\", let category = try category() { return category }
        let first = try classCharacter(scalar)
        guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else { return first }
        position += 1
        guard let upper = next() else { return first }
        let last = try classCharacter(upper)
        guard scalar == "\\" || upper == "\\" || scalar.value <= upper.value else {
            throw error(start, "bad range", "the lower character first")
        }
        return "\(first)-\(last)"
    }

    private mutating func classCharacter(_ scalar: Unicode.Scalar) throws(FilterError) -> String {
        if scalar == "\\" { return "\\\(try escaped())" }
        guard scalar != "[", scalar != "]" else {
            throw error(position - 1, "\(scalar) inside brackets", "\\\(scalar) for the character itself")
        }
        return scalar == "^" ? "\\^" : String(scalar)
    }

    // MARK: - Small parts

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        position += 1
        return scalar
    }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private mutating func write(_ text: String, canRepeat: Bool = true) {
        output += text
        self.canRepeat = canRepeat
    }

    /// - Parameter end: `nil` is where reading stands.
    private func error(_ start: Int, to end: Int? = nil, _ message: String, _ expected: String) -> FilterError {
        FilterError(range: offsets[start]..<offsets[end ?? position], message: message, expected: expected)
    }
}
