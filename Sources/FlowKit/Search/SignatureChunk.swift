/// Where a signature lies among the words of its chunk, in 32 bits.
struct SignatureEntry {
    enum Kind: UInt32 {
        /// Not read yet.
        case unknown
        /// No text that is long enough to be asked for.
        case nothing
        /// Too many sequences of bytes to rule anything out.
        case anything
        /// Has words.
        case words
    }

    private var bits: UInt32 = 0

    /// - Parameters:
    ///   - start: the first of its words among those of the chunk, of which there are fewer than 2²⁴.
    ///   - logarithm: of the number of its words, to the base 2.
    init(kind: Kind = .unknown, hasMessages: Bool = false, start: Int = 0, logarithm: Int = 0) {
        bits = kind.rawValue | (hasMessages ? 4 : 0) | UInt32(logarithm) << 3 | UInt32(start) << 8
    }

    var kind: Kind { Kind(rawValue: bits & 3) ?? .unknown }
    var isKnown: Bool { kind != .unknown }
    var hasMessages: Bool { bits & 4 != 0 }
    var range: Range<Int> {
        let start = Int(bits >> 8)
        return start..<(start + 1 << Int(bits >> 3 & 31))
    }
}

/// The signatures of 256 neighbouring flows.
struct SignatureChunk {
    static let capacity: Int = 256
    static let tableByteCount: Int = 2 * capacity * MemoryLayout<SignatureEntry>.size

    var requests: [SignatureEntry]
    var responses: [SignatureEntry]
    /// Flows of which something is known.
    var liveCount: Int = 0
    private var words: [UInt64] = []

    init() {
        requests = Array(repeating: SignatureEntry(), count: Self.capacity)
        responses = requests
    }

    var byteCount: Int { Self.tableByteCount + 8 * words.capacity }

    func byteCount(addingWords count: Int) -> Int { Self.tableByteCount + 8 * capacity(addingWords: count) }

    mutating func reserve(words count: Int) {
        let capacity = capacity(addingWords: count)
        if capacity > words.capacity { words.reserveCapacity(capacity) }
    }

    /// Grows by an eighth: doubling would leave half of all that memory unused.
    private func capacity(addingWords count: Int) -> Int {
        guard words.count + count > words.capacity else { return words.capacity }
        return words.count + max(count, words.count / 8)
    }

    mutating func append(_ signature: BodySignature, hasMessages: Bool = false) -> SignatureEntry {
        guard !signature.isSaturated else { return SignatureEntry(kind: .anything, hasMessages: hasMessages) }
        guard !signature.words.isEmpty else { return SignatureEntry(kind: .nothing, hasMessages: hasMessages) }
        let start = words.count
        words += signature.words
        let logarithm = signature.words.count.trailingZeroBitCount
        return SignatureEntry(kind: .words, hasMessages: hasMessages, start: start, logarithm: logarithm)
    }

    func mayHold(_ probe: SignatureProbe, _ entry: SignatureEntry) -> Bool {
        switch entry.kind {
        case .unknown, .anything: true
        case .nothing: probe.asksNothing
        case .words:
            words.withUnsafeBufferPointer { probe.mayHold(UnsafeBufferPointer(rebasing: $0[entry.range])) }
        }
    }
}
