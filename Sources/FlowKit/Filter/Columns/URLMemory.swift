/// Which URLs of a segment a pattern matched: most paths go with one origin, and are matched once.
struct URLMemory {
    private struct Key: Hashable {
        let test: Int
        let origin: Symbol
        let path: Symbol
    }

    private var answers: [Key: Bool] = [:]
    private var url: [UInt8] = []

    /// - Parameter key: of the pattern: another one for each.
    mutating func matches(_ pattern: Pattern, key: Int, origin: Symbol, path: Symbol, _ segment: FlowSegment) -> Bool {
        let key = Key(test: key, origin: origin, path: path)
        if let known = answers[key] { return known }
        let isMatch = matches(pattern, origin, path, segment)
        answers[key] = isMatch
        return isMatch
    }

    private mutating func matches(_ pattern: Pattern, _ origin: Symbol, _ path: Symbol, _ segment: FlowSegment) -> Bool
    {
        url.removeAll(keepingCapacity: true)
        segment.origins.withUTF8(of: origin) { url += $0 }
        segment.paths.withUTF8(of: path) { url += $0 }
        return url.withUnsafeBufferPointer { pattern.matches($0) }
    }
}
