/// Reads JSONPath (RFC 9535 §2); places in errors are UTF-8 offsets of the text.
struct JSONPathParser {
    /// Deeper filters and parentheses are refused: reading and asking are recursive.
    static let maximumDepth = 32
    /// More segments in all are refused, for the same reason.
    static let maximumSegmentCount = 200
    /// What a number can be in I-JSON (RFC 7493 §2.2), exactly.
    static let maximumInteger = 9_007_199_254_740_991

    let bytes: [UInt8]
    var position = 0
    var depth = 0
    /// Filters around this place; outside of them `@` means nothing.
    var filterDepth = 0
    private var segmentCount = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The whole text as one path.
    mutating func path() throws(FilterError) -> JSONPath.Query {
        let query = try query()
        try expectEnd("a segment such as .name or [0]")
        return query
    }

    /// `$` or `@` and what follows.
    mutating func query() throws(FilterError) -> JSONPath.Query {
        let isAbsolute = accept("$")
        if !isAbsolute {
            guard peek == UInt8(ascii: "@") else { throw unexpected("$ and the path to a value, such as $.error.code") }
            guard filterDepth > 0 else { throw error("@ means nothing outside of [?…]", "$") }
            position += 1
        }
        var segments: [JSONPath.Segment] = []
        while true {
            let mark = position
            skipSpace()
            guard peek == UInt8(ascii: ".") || peek == UInt8(ascii: "[") else {
                position = mark
                return JSONPath.Query(isAbsolute: isAbsolute, segments: segments)
            }
            segmentCount += 1
            guard segmentCount <= Self.maximumSegmentCount else {
                throw error("more than \(Self.maximumSegmentCount) segments", "")
            }
            segments.append(try segment())
        }
    }

    private mutating func segment() throws(FilterError) -> JSONPath.Segment {
        if accept("[") { return JSONPath.Segment(isDescendant: false, selectors: try bracketed()) }
        position += 1
        let isDescendant = accept(".")
        if isDescendant, accept("[") { return JSONPath.Segment(isDescendant: true, selectors: try bracketed()) }
        if accept("*") { return JSONPath.Segment(isDescendant: isDescendant, selectors: [.wildcard]) }
        return JSONPath.Segment(isDescendant: isDescendant, selectors: [.name(try shorthand())])
    }

    /// A name without quotes.
    private mutating func shorthand() throws(FilterError) -> [UInt8] {
        guard let first = peek, JSONPathName.isFirst(first) else {
            throw unexpected("a name, *, or brackets: ['odd name']")
        }
        let start = position
        while let byte = peek, JSONPathName.isByte(byte) { position += 1 }
        return Array(bytes[start..<position])
    }

    /// Selectors, the bracket already read.
    private mutating func bracketed() throws(FilterError) -> [JSONPath.Selector] {
        let start = position - 1
        var selectors: [JSONPath.Selector] = []
        repeat {
            skipSpace()
            guard !isAtEnd else {
                throw error(start..<(start + 1), "[ is not closed", "a name in quotes, *, an index, ?")
            }
            selectors.append(try selector())
            skipSpace()
        } while accept(",")
        guard accept("]") else {
            throw isAtEnd ? error(start..<(start + 1), "[ is not closed", "]") : unexpected("] or a comma")
        }
        return selectors
    }

    private mutating func selector() throws(FilterError) -> JSONPath.Selector {
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .name(try quoted().text)
        case UInt8(ascii: "*"):
            position += 1
            return .wildcard
        case UInt8(ascii: "?"):
            position += 1
            filterDepth += 1
            defer { filterDepth -= 1 }
            skipSpace()
            return .filter(try condition())
        case UInt8(ascii: ":"), UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try indexOrSlice()
        default: throw unexpected("a name in quotes, *, an index, a slice such as 0:3, or ? and a condition")
        }
    }

    private mutating func indexOrSlice() throws(FilterError) -> JSONPath.Selector {
        var start: Int?
        if peek != UInt8(ascii: ":") {
            let first = try integer()
            let mark = position
            skipSpace()
            guard peek == UInt8(ascii: ":") else {
                position = mark
                return .index(first)
            }
            start = first
        }
        position += 1
        let end = try optionalInteger()
        skipSpace()
        let step = accept(":") ? try optionalInteger() : nil
        return .slice(start: start, end: end, step: step ?? 1)
    }

    private mutating func optionalInteger() throws(FilterError) -> Int? {
        let mark = position
        skipSpace()
        if peek == UInt8(ascii: "-") || peek?.isASCIIDigit == true { return try integer() }
        position = mark
        return nil
    }

    /// An integer without leading zeros, within I-JSON's range.
    private mutating func integer() throws(FilterError) -> Int {
        let start = position
        let isNegative = accept("-")
        let digits = position
        var value = 0
        while let byte = peek, byte.isASCIIDigit {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), Self.maximumInteger + 1)
            position += 1
        }
        guard position > digits else { throw unexpected("a digit") }
        if bytes[digits] == UInt8(ascii: "0"), position - digits > 1 || isNegative {
            throw error(start..<position, isNegative ? "-0 is no index" : "a number begins with a zero", "")
        }
        guard value <= Self.maximumInteger else {
            throw error(start..<position, "the number is out of range", "at most 2^53 - 1 either way")
        }
        return isNegative ? -value : value
    }
}

/// What can stand as a name without quotes.
enum JSONPathName {
    static func isFirst(_ byte: UInt8) -> Bool { byte >= 0x80 || byte.isWordByte && !byte.isASCIIDigit }
    static func isByte(_ byte: UInt8) -> Bool { byte >= 0x80 || byte.isWordByte }

    static func isShorthand(_ name: some Collection<UInt8>) -> Bool {
        name.first.map(isFirst) == true && name.allSatisfy(isByte)
    }
}
