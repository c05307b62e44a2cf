extension BodySignatures {
    /// What the lock protects: signatures in chunks of neighbouring flows, which go together when all those are gone.
    struct State: ~Copyable {
        private var chunks: [Chunk?] = []
        private let byteLimit: Int
        private(set) var totals = Totals()

        init(byteLimit: Int) {
            self.byteLimit = byteLimit
        }

        func mayHold(_ probe: SignatureProbe, in id: FlowID, _ side: MessageSide) -> Bool {
            guard let (chunk, slot) = position(of: id), let chunk = chunks[chunk] else { return true }
            return chunk.mayHold(probe, side == .request ? chunk.requests[slot] : chunk.responses[slot])
        }

        func hasNoMessages(_ id: FlowID) -> Bool {
            guard let (chunk, slot) = position(of: id), let chunk = chunks[chunk] else { return false }
            return chunk.requests[slot].isKnown && !chunk.requests[slot].hasMessages
        }

        func knows(_ id: FlowID) -> Bool {
            guard let (chunk, slot) = position(of: id) else { return false }
            return chunks[chunk]?.requests[slot].isKnown ?? false
        }

        mutating func insert(
            _ id: FlowID,
            _ request: BodySignature,
            _ response: BodySignature?,
            hasMessages: Bool
        ) {
            let index = id.rawValue - 1
            guard index >= 0, !knows(id) else { return }
            let (number, slot) = index.quotientAndRemainder(dividingBy: Chunk.capacity)
            while chunks.count <= number { chunks.append(nil) }
            let before = chunks[number]?.byteCount ?? 0
            let added = request.words.count + (response?.words.count ?? 0)
            let after = chunks[number]?.byteCount(addingWords: added) ?? (Chunk.tableByteCount + 8 * added)
            guard totals.byteCount - before + after <= byteLimit else {
                totals.omittedCount += 1
                return
            }
            // Taken out while it is changed, so that it is not copied.
            var chunk = chunks[number] ?? Chunk()
            chunks[number] = nil
            chunk.reserve(words: added)
            chunk.requests[slot] = chunk.append(request, hasMessages: hasMessages)
            chunk.responses[slot] = response.map { chunk.append($0) } ?? Entry(kind: .nothing)
            chunk.liveCount += 1
            totals.byteCount += chunk.byteCount - before
            totals.flowCount += 1
            chunks[number] = chunk
        }

        /// Its bits stay until all its neighbours are gone, too: flows go oldest first.
        mutating func remove(_ id: FlowID) {
            guard let (number, slot) = position(of: id), knows(id), var chunk = chunks[number] else { return }
            chunks[number] = nil
            chunk.requests[slot] = Entry()
            chunk.responses[slot] = Entry()
            chunk.liveCount -= 1
            totals.flowCount -= 1
            if chunk.liveCount == 0 { totals.byteCount -= chunk.byteCount } else { chunks[number] = chunk }
        }

        private func position(of id: FlowID) -> (chunk: Int, slot: Int)? {
            let index = id.rawValue - 1
            guard index >= 0, index / Chunk.capacity < chunks.count else { return nil }
            return (index / Chunk.capacity, index % Chunk.capacity)
        }
    }

    /// Where a signature lies among the words of its chunk, in 32 bits.
    private struct Entry {
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

    /// 256 neighbouring flows.
    private struct Chunk {
        static let capacity: Int = 256
        static let tableByteCount: Int = 2 * capacity * MemoryLayout<Entry>.size

        var requests: [Entry] = Array(repeating: Entry(), count: 256)
        var responses: [Entry] = Array(repeating: Entry(), count: 256)
        var liveCount: Int = 0
        private var words: [UInt64] = []

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

        mutating func append(_ signature: BodySignature, hasMessages: Bool = false) -> Entry {
            guard !signature.isSaturated else { return Entry(kind: .anything, hasMessages: hasMessages) }
            guard !signature.words.isEmpty else { return Entry(kind: .nothing, hasMessages: hasMessages) }
            let start = words.count
            words += signature.words
            let logarithm = signature.words.count.trailingZeroBitCount
            return Entry(kind: .words, hasMessages: hasMessages, start: start, logarithm: logarithm)
        }

        func mayHold(_ probe: SignatureProbe, _ entry: Entry) -> Bool {
            switch entry.kind {
            case .unknown, .anything: true
            case .nothing: probe.asksNothing
            case .words:
                words.withUnsafeBufferPointer { probe.mayHold(UnsafeBufferPointer(rebasing: $0[entry.range])) }
            }
        }
    }
}
