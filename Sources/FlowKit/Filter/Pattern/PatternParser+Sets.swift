extension PatternParser {
    /// What follows a backslash and stands for characters; also inside brackets.
    mutating func escapedSet(from start: Int) throws(FilterError) -> ScalarSet {
        guard let scalar = next() else {
            throw error(start..<position, "a \\ at the end", "\\\\ for the character itself")
        }
        if let set = Self.classes[scalar] { return set }
        if let control = Self.controls[scalar] { return ScalarSet(control) }
        if let count = Self.hexadecimalCounts[scalar] { return ScalarSet(try hexadecimal(count, from: start)) }
        switch scalar {
        case "0": return ScalarSet("\0")
        case "1"..."9":
            throw error(start..<position, "back-references are not supported", "\\x31 for the character of that code")
        case "a"..."z", "A"..."Z":
            throw error(start..<position, "unknown escape \\\(scalar)", "\\d, \\w, \\s, \\b, \\t, \\n, \\r or \\xHH")
        default: return ScalarSet(scalar)
        }
    }

    private static let classes: [Unicode.Scalar: ScalarSet] = [
        "d": .digits, "D": ScalarSet.digits.negated, "w": .word, "W": ScalarSet.word.negated,
        "s": .space, "S": ScalarSet.space.negated,
    ]

    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "t": "\t", "n": "\n", "r": "\r", "f": "\u{0C}", "v": "\u{0B}", "a": "\u{07}",
    ]

    private static let hexadecimalCounts: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]

    private mutating func hexadecimal(_ count: Int, from start: Int) throws(FilterError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = next(), let digit = Character(scalar).hexDigitValue else {
                throw error(start..<position, "bad hexadecimal escape", "\(count) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        guard let scalar = Unicode.Scalar(value) else { throw error(start..<position, "no such character") }
        return scalar
    }

    /// `[…]`, the bracket already read.
    mutating func characterClass(from start: Int) throws(FilterError) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = accept("^")
        var isFirst = true
        while true {
            let itemStart = position
            guard let scalar = next() else { throw error(start..<(start + 1), "[ is not closed", "]") }
            if scalar == "]", !isFirst { break }
            isFirst = false
            let lower = try classItem(scalar, from: itemStart)
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.formUnion(lower.set)
                continue
            }
            position += 1
            let upperStart = position
            guard let upperScalar = next() else { throw error(start..<(start + 1), "[ is not closed", "]") }
            let upper = try classItem(upperScalar, from: upperStart)
            guard let first = lower.value, let last = upper.value, first <= last else {
                throw error(itemStart..<position, "bad range", "the lower character first")
            }
            set.insert(first...last)
        }
        set.isNegated = isNegated
        return cased(set)
    }

    /// One character of a class and its value, or a set such as `\d`, which has none.
    private mutating func classItem(
        _ scalar: Unicode.Scalar,
        from start: Int
    ) throws(FilterError) -> (set: ScalarSet, value: UInt32?) {
        guard scalar == "\\" else { return (ScalarSet(scalar), scalar.value) }
        if accept("b") { return (ScalarSet("\u{08}"), 0x08) }
        let set = try escapedSet(from: start)
        return (set, set.onlyMember)
    }

    // MARK: - Quantifiers

    /// What follows an atom that began at `start`; `nil`: it stands once.
    mutating func quantifier(after start: Int) throws(FilterError) -> (minimum: Int, maximum: Int?)? {
        let quantifierStart = position
        guard let (minimum, maximum) = count() else { return nil }
        // Lazy or not makes no difference to whether there is a match; giving nothing back does.
        if !accept("?"), peek == "+" {
            throw error(quantifierStart..<(position + 1), "possessive quantifiers are not supported")
        }
        let mark = position
        if count() != nil { throw error(mark..<position, "a repetition of a repetition", "a group: (?:…)") }
        if let maximum, maximum < minimum {
            throw error(quantifierStart..<position, "the smaller number comes first")
        }
        guard max(minimum, maximum ?? 0) <= Self.maximumRepetition else {
            throw error(quantifierStart..<position, "too many repetitions", "\(Self.maximumRepetition) at most")
        }
        return (minimum, maximum)
    }

    /// Whether braces at that place are a quantifier and not characters.
    func isQuantifier(at place: Int) -> Bool {
        var ahead = self
        ahead.position = place
        return ahead.count() != nil
    }

    private mutating func count() -> (minimum: Int, maximum: Int?)? {
        if accept("*") { return (0, nil) }
        if accept("+") { return (1, nil) }
        if accept("?") { return (0, 1) }
        guard peek == "{" else { return nil }
        let mark = position
        position += 1
        let minimum = number()
        let hasComma = accept(",")
        let maximum = hasComma ? number() : minimum
        // As in Python, braces that are no quantifier are characters.
        guard accept("}"), hasComma || minimum != nil else {
            position = mark
            return nil
        }
        return (minimum ?? 0, maximum)
    }

    /// Digits as a number; one that is too large for any use stays too large.
    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, ("0"..."9").contains(digit) {
            position += 1
            value = min((value ?? 0) * 10 + Int(digit.value - 48), Self.maximumRepetition + 1)
        }
        return value
    }
}
