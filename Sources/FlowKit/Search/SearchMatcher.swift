/// Finds the places of a question's answer in a text. A class, for one is handed to every text.
package final class SearchMatcher: Sendable {
    private enum Method: Sendable {
        case literal(LiteralNeedle)
        /// With a text that each line with a match has; `nil`: there is none known.
        case pattern(Pattern, needle: LiteralNeedle?)
    }

    private let method: Method
    /// What signatures are asked.
    package let probe: SignatureProbe

    init(literal: LiteralNeedle) {
        method = .literal(literal)
        probe = SignatureProbe(.text(literal.bytes.map(\.asciiLowercased)))
    }

    init(pattern: Pattern) {
        method = .pattern(pattern, needle: pattern.required.longest.map { LiteralNeedle($0) })
        probe = SignatureProbe(pattern.required)
    }

    /// How much of a text was searched.
    enum Extent {
        /// All of it, or as far as was asked for.
        case whole
        /// As far as it came until it was told to stop.
        case stopped
        /// All but lines too long for a pattern that looks around.
        case withoutLongLines
    }

    /// Looking around costs some bytes for each byte of a line: longer ones are left out.
    package static let lookLimit = 1 << 20

    /// Calls `body` with each match in order, none overlapping another, until it says not to go on.
    ///
    /// - Parameter shouldStop: asked now and then; once true the search ends where it is.
    func forEachMatch(
        in text: UnsafeBufferPointer<UInt8>,
        shouldStop: () -> Bool,
        _ body: (Range<Int>) -> Bool
    ) -> Extent {
        switch method {
        case .literal(let needle):
            var place = 0
            while let found = needle.firstPlace(in: text, from: place) {
                let end = found + needle.bytes.count
                guard body(found..<end) else { return .whole }
                guard !shouldStop() else { return .stopped }
                place = end
            }
            return .whole
        case .pattern(let pattern, let needle):
            return forEachMatch(of: pattern, needle, in: text, shouldStop, body)
        }
    }

    private func forEachMatch(
        of pattern: Pattern,
        _ needle: LiteralNeedle?,
        in text: UnsafeBufferPointer<UInt8>,
        _ shouldStop: () -> Bool,
        _ body: (Range<Int>) -> Bool
    ) -> Extent {
        var start = 0
        var extent = Extent.whole
        var isStopped = false
        var unaskedCount = 0
        while start < text.count {
            if let needle {
                guard let place = needle.firstPlace(in: text, from: start) else { break }
                start = text[start..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? start
            }
            let end = Self.lineBreak.firstPlace(in: text, from: start) ?? text.count
            let line = UnsafeBufferPointer(
                rebasing: text[start..<(end > start && text[end - 1] == 0x0D ? end - 1 : end)]
            )
            if pattern.looksAround, line.count > Self.lookLimit {
                extent = .withoutLongLines
            } else {
                var place = 0
                var looks = PatternLooks()
                func ask() -> Bool {
                    isStopped = shouldStop()
                    return isStopped
                }
                while let match = pattern.firstMatch(in: line, from: place, looks: &looks, shouldStop: ask) {
                    guard body((match.lowerBound + start)..<(match.upperBound + start)) else { return extent }
                    place = match.upperBound
                }
                guard !isStopped else { return .stopped }
            }
            unaskedCount += line.count + Self.lineCost
            if unaskedCount >= Self.patience {
                if shouldStop() { return .stopped }
                unaskedCount = 0
            }
            start = end + 1
        }
        return extent
    }

    /// Bytes between two questions whether to go on, and how many bytes' work a line is by itself.
    private static let patience = 4_096
    private static let lineCost = 64

    private static let lineBreak = LiteralNeedle([0x0A])
}

extension Pattern {
    /// True where it has look-around, which is judged for each place of a text beforehand.
    fileprivate var looksAround: Bool {
        if case .program(let program) = matcher { !program.looks.isEmpty } else { false }
    }
}
