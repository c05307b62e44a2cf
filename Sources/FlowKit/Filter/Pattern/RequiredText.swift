/// What a text must have in it so that a pattern can match: a question that is cheap to ask first.
///
/// ASCII letters stand in lower case and mean both cases, also where the pattern minds case: whoever has the texts may
/// still not match, whoever lacks them does not.
package indirect enum RequiredText: Hashable, Sendable {
    /// Nothing in particular.
    case anything
    case text([UInt8])
    case all([RequiredText])
    case any([RequiredText])

    /// The longest text that must be there whatever else is; `nil`: there is none.
    package var longest: [UInt8]? {
        switch self {
        case .anything, .any: nil
        case .text(let bytes): bytes
        case .all(let parts): parts.compactMap(\.longest).max { $0.count < $1.count }
        }
    }

    /// Texts of which at least one must be there, those that rule out most; empty: nothing in particular.
    package var alternatives: [[UInt8]] {
        switch self {
        case .anything: []
        case .text(let bytes): [bytes]
        case .all(let parts): parts.map(\.alternatives).max { Self.worth($0) < Self.worth($1) } ?? []
        case .any(let parts): Self.joined(parts.map(\.alternatives))
        }
    }

    /// More texts take longer to look for than they save.
    private static let maximumAlternatives = 8

    private static func joined(_ sets: [[[UInt8]]]) -> [[UInt8]] {
        let all = sets.flatMap(\.self)
        return sets.contains(where: \.isEmpty) || all.count > maximumAlternatives ? [] : all
    }

    /// A set rules out as much as its shortest text does.
    private static func worth(_ texts: [[UInt8]]) -> (Int, Int) { (texts.map(\.count).min() ?? 0, -texts.count) }

    static func all(of parts: [RequiredText]) -> RequiredText {
        let parts = parts.filter { $0 != .anything }
        return parts.isEmpty ? .anything : parts.count == 1 ? parts[0] : .all(parts)
    }

    static func any(of parts: [RequiredText]) -> RequiredText {
        parts.contains(.anything) ? .anything : parts.count == 1 ? parts[0] : .any(parts)
    }
}

extension PatternNode {
    var required: RequiredText {
        var runs = Runs()
        add(to: &runs)
        runs.endRun()
        return .all(of: runs.parts)
    }

    /// Texts that follow one another without a gap, and what else is required beside them.
    private struct Runs {
        var parts: [RequiredText] = []
        var run: [UInt8] = []

        mutating func endRun() {
            if !run.isEmpty { parts.append(.text(run)) }
            run = []
        }
    }

    private func add(to runs: inout Runs) {
        switch self {
        // What reads nothing leaves its neighbours neighbours.
        case .empty, .assertion, .look: break
        case .scalar(let set):
            if let bytes = set.requiredBytes { runs.run += bytes } else { runs.endRun() }
        case .sequence(let nodes):
            for node in nodes { node.add(to: &runs) }
        case .alternatives(let nodes):
            runs.endRun()
            runs.parts.append(.any(of: nodes.map(\.required)))
        case .repeated(let inner, let minimum, let maximum):
            guard minimum > 0 else { return runs.endRun() }
            // Once goes on with what stands before, and the last time with what stands behind.
            inner.add(to: &runs)
            guard minimum > 1 || maximum != 1 else { return }
            runs.endRun()
            if let last = inner.onlyBytes { runs.run = last }
        }
    }

    /// The bytes that this reads, whatever the text: as in `RequiredText`.
    private var onlyBytes: [UInt8]? {
        switch self {
        case .scalar(let set): set.requiredBytes
        case .sequence(let nodes):
            nodes.reduce([]) { bytes, node in bytes.flatMap { bytes in node.onlyBytes.map { bytes + $0 } } }
        case .empty, .assertion, .look: []
        case .alternatives, .repeated: nil
        }
    }
}

extension ScalarSet {
    /// The bytes of the one character that this accepts, in whichever case; `nil`: it accepts several.
    fileprivate var requiredBytes: [UInt8]? {
        guard !isNegated else { return nil }
        let (low, high) = asciiBits
        if wideRanges.isEmpty {
            let folded = (low, high & ~Self.capitals | (high & Self.capitals) << 32)
            guard folded.0.nonzeroBitCount + folded.1.nonzeroBitCount == 1 else { return nil }
            let value = folded.0 != 0 ? folded.0.trailingZeroBitCount : 64 + folded.1.trailingZeroBitCount
            return [UInt8(truncatingIfNeeded: value)]
        }
        guard low == 0, high == 0, let value = onlyMember, let scalar = Unicode.Scalar(value) else { return nil }
        // What is not UTF-8 is read as Latin-1, so those have two spellings; and where case does not count, two cases.
        guard value > 0xFF, !ignoresCase || !scalar.properties.hasOtherCase else { return nil }
        return UTF8.encode(scalar).map(Array.init)
    }

    /// `A` to `Z` in the upper word of the ASCII part.
    private static let capitals: UInt64 = 0x07FF_FFFE
}

extension Unicode.Scalar.Properties {
    /// Whether a pattern that ignores case may take another character for it.
    fileprivate var hasOtherCase: Bool { changesWhenCaseMapped || isCased }
}
