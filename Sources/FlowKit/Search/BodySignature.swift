/// Which sequences of three bytes a text has, in a few bits: rules out that a longer text is in it.
///
/// A filter after Bloom: each sequence of three bytes, letters of ASCII in lower case so that it serves both cases, sets one
/// bit. What was put in is always found again; what was not is taken for found now and then, the less often the longer the
/// text that is asked for.
///
/// It takes an eighth of the text's bytes at most, but 8 B at least and 8 KiB at most, and less where fewer bits do.
struct BodySignature: Hashable, Sendable {
    /// A power of two of them; none: the text is too short to have three bytes, or has too many of their sequences to rule
    /// anything out, which `isSaturated` tells.
    let words: [UInt64]
    let isSaturated: Bool

    static let maximumWordCount = 1 << 10

    /// Costs a nanosecond or two for a byte.
    init(of text: UnsafeBufferPointer<UInt8>) {
        guard text.count >= Trigram.byteCount else {
            words = []
            isSaturated = false
            return
        }
        var words = [UInt64](repeating: 0, count: Self.wordCount(forByteCount: text.count))
        words.withUnsafeMutableBufferPointer { words in
            let mask = UInt32(words.count * 64 - 1)
            Trigram.forEach(in: text) { hash in
                let bit = hash & mask
                words[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
            }
        }
        var count = words.reduce(0) { $0 + $1.nonzeroBitCount }
        while words.count > 1, count * 4 <= words.count * 64 {
            // As many bits as are set find room in half of them; the lower bits of a hash go on saying where.
            let upper = words[(words.count / 2)...]
            words = zip(words, upper).map { $0 | $1 }
            count = words.reduce(0) { $0 + $1.nonzeroBitCount }
        }
        isSaturated = count * 8 > words.count * 64 * 7
        self.words = isSaturated ? [] : words
    }

    /// Of a body; one that is searched as something else than its bytes may have anything, for filters read the bytes. So may
    /// one with compressed parts, which JSON is read from, and one that cannot be read, or not to its end: it must be looked
    /// at for that to be told.
    init(of text: UnsafeBufferPointer<UInt8>, _ condition: SearchText.Condition) {
        let isWhole = !condition.isMissing && !condition.isCut && !condition.isUncaptured
        self = isWhole && !condition.isConverted && !condition.isPacked ? BodySignature(of: text) : BodySignature()
    }

    /// Rules nothing out.
    private init() {
        words = []
        isSaturated = true
    }

    init(of text: [UInt8]) {
        self = text.withUnsafeBufferPointer { BodySignature(of: $0) }
    }

    private static func wordCount(forByteCount count: Int) -> Int {
        let words = min(max(1, count / 64), maximumWordCount)
        return 1 << (Int.bitWidth - 1 - words.leadingZeroBitCount)
    }
}

/// Three neighbouring bytes, as signatures count them.
enum Trigram {
    static let byteCount = 3

    /// The hash of every three neighbours, of which the lower bits say as much as the upper ones: 16 bits.
    @inline(__always)
    static func forEach(in text: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
        guard text.count >= byteCount else { return }
        var value = UInt32(text[0].asciiLowercased) << 8 | UInt32(text[1].asciiLowercased)
        for index in 2..<text.count {
            value = (value << 8 | UInt32(text[index].asciiLowercased)) & 0xFF_FFFF
            body((value &* 0x9E37_79B1) >> 16)
        }
    }
}

/// What one of some bodies of a flow must have.
package struct BodyProbe: Hashable, Sendable {
    let sides: [MessageSide]
    let probe: SignatureProbe

    /// `nil`: no signature can rule it out.
    init?(_ required: RequiredText, in sides: [MessageSide]) {
        probe = SignatureProbe(required)
        guard !probe.asksNothing else { return nil }
        self.sides = sides
    }
}

/// What is asked of signatures: made once for a literal or a pattern, then put to a million of them.
package struct SignatureProbe: Hashable, Sendable {
    private indirect enum Question: Hashable, Sendable {
        case anything
        case hashes([UInt32])
        case all([Question])
        case any([Question])
    }

    private let question: Question

    package init(_ required: RequiredText) {
        question = Self.question(required)
    }

    /// True when no signature can rule it out: nothing of three bytes is required.
    package var asksNothing: Bool { question == .anything }

    /// False: the text the signature was made of has not what is required.
    func mayHold(_ words: UnsafeBufferPointer<UInt64>) -> Bool {
        Self.mayHold(question, words)
    }

    func mayHold(_ signature: BodySignature) -> Bool {
        signature.isSaturated || signature.words.withUnsafeBufferPointer { mayHold($0) }
    }

    private static func question(_ required: RequiredText) -> Question {
        switch required {
        case .anything: return .anything
        case .text(let bytes):
            var hashes: Set<UInt32> = []
            bytes.withUnsafeBufferPointer { Trigram.forEach(in: $0) { hashes.insert($0) } }
            return hashes.isEmpty ? .anything : .hashes(hashes.sorted())
        case .all(let parts):
            let parts = parts.map(question).filter { $0 != .anything }
            return parts.isEmpty ? .anything : .all(parts)
        case .any(let parts):
            let parts = parts.map(question)
            return parts.contains(.anything) ? .anything : .any(parts)
        }
    }

    private static func mayHold(_ question: Question, _ words: UnsafeBufferPointer<UInt64>) -> Bool {
        switch question {
        case .anything: return true
        case .hashes(let hashes):
            guard !words.isEmpty else { return false }
            let mask = UInt32(words.count * 64 - 1)
            for hash in hashes {
                let bit = hash & mask
                if words[Int(bit >> 6)] & (1 << UInt64(bit & 63)) == 0 { return false }
            }
            return true
        case .all(let parts): return parts.allSatisfy { mayHold($0, words) }
        case .any(let parts): return parts.contains { mayHold($0, words) }
        }
    }
}
