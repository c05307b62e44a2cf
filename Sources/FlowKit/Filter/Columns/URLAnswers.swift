/// Which URLs of a segment can have what a pattern looks for. A URL is an origin and a path.
struct URLAnswers: Sendable {
    /// What lies across the place where origin and path meet: ends of origins, beginnings of paths.
    private struct Seam: Sendable {
        let origins: SymbolSet
        let paths: SymbolSet
    }

    private let origins: SymbolSet
    private let paths: SymbolSet
    private let seams: [Seam]
    /// Paths of which the URL is not made by putting them behind the origin; `nil`: there are none.
    private let otherPaths: SymbolSet?
    /// Who has it matches: nothing is left to be looked at.
    let isFinal: Bool

    init(_ pattern: Pattern, _ segment: FlowSegment) {
        let (origins, paths) = (segment.origins, segment.paths)
        let isASCII = !origins.traits.union(paths.traits).contains(.beyondASCII)
        let whole = pattern.cuttable(inASCII: isASCII)
        let texts = whole.map { [$0] } ?? pattern.prefilter
        isFinal = whole != nil
        otherPaths =
            paths.traits.contains(.withoutSlash) ? paths.symbols { $0.first != UInt8(ascii: "/") } : nil
        guard !texts.isEmpty else {
            self.origins = SymbolSet(count: origins.count, repeating: true)
            self.paths = SymbolSet(count: paths.count)
            seams = []
            return
        }
        self.origins = isFinal ? origins.symbols(matching: pattern) : origins.symbols(withAny: pattern.prefilter)
        self.paths = isFinal ? paths.symbols(matching: pattern) : paths.symbols(withAny: pattern.prefilter)
        seams = texts.flatMap { Self.seams($0, origins, paths) }
    }

    private static func seams(_ text: any CuttableText, _ origins: SymbolTable, _ paths: SymbolTable) -> [Seam] {
        (1..<max(1, text.byteCount)).filter { text.accepts(UInt8(ascii: "/"), at: $0) }.compactMap { split in
            let ends = origins.symbols { text.stands(0..<split, in: $0, at: $0.count - split) }
            guard !ends.isEmpty else { return nil }
            let beginnings = paths.symbols { text.stands(split..<text.byteCount, in: $0, at: 0) }
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

/// Something looked for that is as long wherever it stands, so that parts of it can be looked for, too.
protocol CuttableText: Sendable {
    var byteCount: Int { get }

    /// Whether a byte can be what stands at one of its places.
    func accepts(_ byte: UInt8, at index: Int) -> Bool
}

extension CuttableText {
    /// Whether a part of it stands at a place of a text.
    fileprivate func stands(_ part: Range<Int>, in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        guard place >= 0, place + part.count <= text.count else { return false }
        return part.allSatisfy { accepts(text[place + $0 - part.lowerBound], at: $0) }
    }
}

extension LiteralNeedle: CuttableText {
    var byteCount: Int { bytes.count }

    func accepts(_ byte: UInt8, at index: Int) -> Bool {
        (isCaseSensitive ? byte : byte.asciiLowercased) == bytes[index]
    }
}

extension Pattern {
    /// The pattern where it is as long wherever it matches.
    ///
    /// - Parameter isASCII: what is to be searched has no other characters.
    fileprivate func cuttable(inASCII isASCII: Bool) -> (any CuttableText)? {
        literal ?? (isASCII ? fixed : nil)
    }
}
