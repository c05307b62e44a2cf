import Synchronization

/// What a text test says of the unique strings of one segment.
enum TextAnswers: Sendable {
    /// Symbols that pass, and those whose flows have to be asked.
    case symbols(SymbolSet, unsure: SymbolSet?)
    case url(URLAnswers)
}

/// The answers about one segment, each worked out when it is first wanted and shared by all who judge flows of it.
final class SegmentAnswers: Sendable {
    private let answers = Mutex<[Int: TextAnswers]>([:])

    /// - Parameter key: the place of the test in its filter.
    func answer(_ key: Int, _ make: () -> TextAnswers) -> TextAnswers {
        if let known = answers.withLock({ $0[key] }) { return known }
        // Two may work at once; nobody waits.
        let made = make()
        answers.withLock { $0[key] = made }
        return made
    }
}

/// Which URLs of a segment can have what a pattern looks for. A URL is an origin and a path.
struct URLAnswers: Sendable {
    /// Texts that lie across the place where origin and path meet: ends of origins, beginnings of paths.
    private struct Seam: Sendable {
        let origins: SymbolSet
        let paths: SymbolSet
    }

    private let origins: SymbolSet
    private let paths: SymbolSet
    private let seams: [Seam]
    /// Paths of which the URL is not made by putting them behind the origin; `nil`: there are none.
    private let otherPaths: SymbolSet?
    /// Nothing but a plain text is looked for: who has it matches.
    let isFinal: Bool

    init(_ pattern: Pattern, _ segment: FlowSegment) {
        let needles = pattern.literal.map { [$0] } ?? pattern.prefilter
        isFinal = pattern.literal != nil
        let (origins, paths) = (segment.origins, segment.paths)
        let others = paths.symbols { $0.first != UInt8(ascii: "/") }
        otherPaths = others.isEmpty ? nil : others
        guard !needles.isEmpty else {
            self.origins = SymbolSet(count: origins.count, repeating: true)
            self.paths = SymbolSet(count: paths.count)
            seams = []
            return
        }
        self.origins = origins.symbols(withAny: needles)
        self.paths = paths.symbols(withAny: needles)
        seams = needles.flatMap { Self.seams($0, origins, paths) }
    }

    private static func seams(_ needle: LiteralNeedle, _ origins: SymbolTable, _ paths: SymbolTable) -> [Seam] {
        let bytes = needle.bytes
        return bytes.indices.dropFirst().filter { bytes[$0] == UInt8(ascii: "/") }.compactMap { split in
            let ends = origins.symbols { needle.stands(0..<split, in: $0, at: $0.count - split) }
            guard !ends.isEmpty else { return nil }
            let beginnings = paths.symbols { needle.stands(split..<bytes.count, in: $0, at: 0) }
            return Seam(origins: ends, paths: beginnings)
        }
    }

    /// Which flows of a chunk can match by what is in their URL, and which have to be asked themselves.
    func answer(_ flows: FlowChunk) -> ColumnAnswer {
        let columns = flows.columns
        var unsure = SlotSet(columns.origin, equalTo: .unlisted).union(SlotSet(columns.path, equalTo: .unlisted))
        if let otherPaths { unsure = unsure.union(SlotSet(columns.path) { otherPaths.contains($0) }) }
        var yes = SlotSet(columns.path) { paths.contains($0) }
        if !origins.isEmpty { yes = yes.union(SlotSet(columns.origin) { origins.contains($0) }) }
        for seam in seams {
            let ends = SlotSet(columns.origin) { seam.origins.contains($0) }
            yes = yes.union(ends.intersection(SlotSet(columns.path) { seam.paths.contains($0) }))
        }
        return ColumnAnswer(yes: yes.subtracting(unsure), unsure: unsure)
    }
}

extension LiteralNeedle {
    /// Whether a part of the needle stands at a place of a text, by its rule about case.
    fileprivate func stands(_ part: Range<Int>, in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard place >= 0, place + part.count <= text.count else { return false }
        for index in part {
            let byte = text[place + index - part.lowerBound]
            if (isCaseSensitive ? byte : byte.asciiLowercased) != bytes[index] { return false }
        }
        return true
    }
}
