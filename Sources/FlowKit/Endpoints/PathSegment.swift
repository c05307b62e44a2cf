/// What a segment of a path comes to by its looks.
enum PathSegment {
    static let id = Array("{id}".utf8)
    static let date = Array("{date}".utf8)
    static let slug = Array("{slug}".utf8)
    static let rest = Array("{rest}".utf8)

    /// Longer segments are never words.
    static let wordLimit = 64

    /// The segment with what looks made by a machine folded; `nil`: it is a word, or a placeholder already.
    static func folded(_ segment: ArraySlice<UInt8>) -> [UInt8]? {
        let marks = SegmentMarks(segment.prefix(wordLimit))
        if segment.count > wordLimit { return marks.separators >= 4 ? slug : id }
        if marks.lowers == segment.count { return nil }
        guard segment.contains(UInt8(ascii: "%")) else { return fold(segment, marks) }
        // A name around an id could bring a slash out of its coding.
        let decoded = percentDecoded(segment, plusIsSpace: false)[...]
        return whole(decoded, SegmentMarks(decoded))
    }

    /// True for a text of `folded` that has no name around its placeholder, but for a file's extension.
    static func isPlaceholder(_ text: some Collection<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "{"), let end = text.firstIndex(of: UInt8(ascii: "}")) else { return false }
        let rest = text[text.index(after: end)...]
        return rest.isEmpty || rest.first == UInt8(ascii: ".")
    }

    /// Where the extension of a file's name begins, with its dot; `nil`: it has none.
    static func extensionStart(of name: ArraySlice<UInt8>) -> Int? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
        let text = name[(dot + 1)...]
        guard (1...5).contains(text.count), text.first?.isASCIILetter == true else { return nil }
        return text.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit } ? dot : nil
    }

    private static func fold(_ segment: ArraySlice<UInt8>, _ marks: SegmentMarks) -> [UInt8]? {
        let tail = tailStart(of: segment, marks)
        // A name before an id says more than that there is an id.
        if let tail, !marks.isHexadecimal, SegmentMarks(segment[..<tail]).isName { return segment[..<tail] + id }
        if let placeholder = whole(segment, marks) { return placeholder }
        if let dot = extensionStart(of: segment) {
            let stem = segment[..<dot]
            return fold(stem, SegmentMarks(stem)).map { $0 + segment[dot...] }
        }
        return tail.map { segment[..<$0] + id }
    }

    private static func whole(_ segment: ArraySlice<UInt8>, _ marks: SegmentMarks) -> [UInt8]? {
        if marks.digits == 0 && marks.separators < 4 && marks.others == 0 { return nil }
        if isDate(segment) { return date }
        if marks.letters == 0, marks.digits > 0, marks.digits + marks.numberSigns == marks.count {
            return isVersion(segment) ? nil : id
        }
        if marks.isHexadecimal || marks.isToken { return id }
        if segment.dropFirst().dropLast().contains(UInt8(ascii: "@")) { return id }
        if segment.last == UInt8(ascii: "="), marks.count >= 8 { return id }
        if segment.starts(with: "eyJ".utf8), marks.count >= 16 { return id }
        let isTitle = marks.separators >= 4 && marks.letters + marks.digits + marks.separators == marks.count
        return isTitle && marks.count >= 32 ? slug : nil
    }

    /// `2026-01-31`, with or without a time after it, and `2026-01`.
    private static func isDate(_ segment: ArraySlice<UInt8>) -> Bool {
        func number(_ start: Int, _ count: Int) -> Int? {
            let digits = segment.dropFirst(start).prefix(count)
            guard digits.count == count, digits.allSatisfy(\.isASCIIDigit) else { return nil }
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        func isDash(_ place: Int) -> Bool { segment.dropFirst(place).first == UInt8(ascii: "-") }
        guard let year = number(0, 4), (1900...2199).contains(year), isDash(4) else { return false }
        guard let month = number(5, 2), (1...12).contains(month) else { return false }
        if segment.count == 7 { return true }
        guard isDash(7), let day = number(8, 2), (1...31).contains(day) else { return false }
        return segment.dropFirst(10).first.map { "Tt _".utf8.contains($0) } ?? true
    }

    /// `1.1`, `4.17.21`: two or three small numbers.
    private static func isVersion(_ segment: ArraySlice<UInt8>) -> Bool {
        let parts = segment.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (2...3).contains(parts.count)
            && parts.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(\.isASCIIDigit) }
    }

    /// Where an id after a name begins: `order-42`, `cus_NffrFeUfNV2Hjw`, `main.4f3a2b1c`, `user12345`.
    private static func tailStart(of segment: ArraySlice<UInt8>, _ marks: SegmentMarks) -> Int? {
        guard let separator = segment.lastIndex(where: { "-_.".utf8.contains($0) }) else {
            let digits = segment.reversed().prefix(while: \.isASCIIDigit).count
            return digits >= 5 && marks.letters + digits == marks.count ? segment.endIndex - digits : nil
        }
        let tail = segment[(separator + 1)...]
        guard separator > segment.startIndex, !tail.isEmpty else { return nil }
        let tailMarks = SegmentMarks(tail)
        // After a dot a number is part of a version.
        let isNumber = tailMarks.digits == tail.count && segment[separator] != UInt8(ascii: ".")
        return isNumber || tailMarks.isHexadecimal || tailMarks.isToken ? separator + 1 : nil
    }
}

/// What kinds of characters a segment has, and how often they change.
struct SegmentMarks {
    var count = 0
    var digits = 0
    var lowers = 0
    var uppers = 0
    private var hexadecimalLetters = 0
    /// `-` and `_`.
    var separators = 0
    private var dashes = 0
    /// What stands between digits: `+ - . , : ; _`.
    var numberSigns = 0
    /// Neither letters, digits nor separators.
    var others = 0
    private var digitRuns = 0
    /// Neighbours of the same kind.
    private var runs = 0

    var letters: Int { lowers + uppers }
    var isName: Bool { letters + separators == count }

    init(_ segment: ArraySlice<UInt8>) {
        count = segment.count
        var last = Kind.other
        for byte in segment {
            let kind = Kind(byte)
            switch kind {
            case .digit: digits += 1
            case .lower: lowers += 1
            case .upper: uppers += 1
            case .other: take(byte)
            }
            if kind.isLetter, byte | 0x20 <= UInt8(ascii: "f") { hexadecimalLetters += 1 }
            if kind != last || kind == .other { runs += 1 }
            if kind == .digit, last != .digit { digitRuns += 1 }
            last = kind
        }
    }

    private mutating func take(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "-"): (separators, dashes, numberSigns) = (separators + 1, dashes + 1, numberSigns + 1)
        case UInt8(ascii: "_"): (separators, numberSigns) = (separators + 1, numberSigns + 1)
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "+"):
            (numberSigns, others) = (numberSigns + 1, others + 1)
        default: others += 1
        }
    }

    /// A hash of eight digits or more, or a UUID.
    var isHexadecimal: Bool {
        guard digits > 0, hexadecimalLetters > 0, lowers == 0 || uppers == 0 else { return false }
        let figures = digits + hexadecimalLetters
        return figures + dashes == count && figures >= (dashes > 0 ? 16 : 8)
    }

    /// Letters and digits as no language mixes them: a ULID, Base62, Base64 for URLs.
    var isToken: Bool {
        guard digits > 0, letters > 0, digits + letters + separators == count, count >= 8 else { return false }
        let isMixed = lowers > 0 && uppers > 0
        guard separators == 0 else { return count >= 16 && isMixed && digitRuns >= 3 && runs * 2 >= count }
        if digitRuns >= 3 || count >= 16 && digitRuns >= 2 { return true }
        return count >= 10 && isMixed && runs * 2 >= count
    }

    private enum Kind {
        case digit, lower, upper, other

        init(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
            case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .lower
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
            default: self = .other
            }
        }

        var isLetter: Bool { self == .lower || self == .upper }
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
