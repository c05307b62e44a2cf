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
        url.removeAll(keepingCapacity: true)
        segment.origins.withUTF8(of: origin) { url += $0 }
        segment.paths.withUTF8(of: path) { url += $0 }
        let isMatch = pattern.matches(url)
        answers[key] = isMatch
        return isMatch
    }
}
