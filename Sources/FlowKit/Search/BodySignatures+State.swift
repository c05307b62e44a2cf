extension BodySignatures {
    /// What the lock protects: signatures in chunks of neighbouring flows, which go together when all those are gone.
    struct State: ~Copyable {
        private var chunks: [SignatureChunk?] = []
        private let byteLimit: Int
        private(set) var totals = Totals()

        init(byteLimit: Int) {
            self.byteLimit = byteLimit
        }

        func mayHold(_ probe: SignatureProbe, in id: FlowID, _ side: MessageSide) -> Bool {
            guard let (chunk, slot) = position(of: id), let chunk = chunks[chunk] else { return true }
            return chunk.mayHold(probe, side == .request ? chunk.requests[slot] : chunk.responses[slot])
        }

        func candidates(_ probe: BodyProbe, from first: FlowID) -> SlotSet {
            guard let (number, _) = position(of: first), let chunk = chunks[number] else { return .all }
            var slots = SlotSet.none
            for slot in 0..<SignatureChunk.capacity {
                let isCandidate =
                    chunk.requests[slot].hasMessages
                    || probe.sides.contains { side in
                        chunk.mayHold(probe.probe, side == .request ? chunk.requests[slot] : chunk.responses[slot])
                    }
                if isCandidate { slots.insert(slot) }
            }
            return slots
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
            let (number, slot) = index.quotientAndRemainder(dividingBy: SignatureChunk.capacity)
            while chunks.count <= number { chunks.append(nil) }
            let before = chunks[number]?.byteCount ?? 0
            let added = request.words.count + (response?.words.count ?? 0)
            let after = chunks[number]?.byteCount(addingWords: added) ?? (SignatureChunk.tableByteCount + 8 * added)
            guard totals.byteCount - before + after <= byteLimit else {
                totals.omittedCount += 1
                return
            }
            // Taken out while it is changed, so that it is not copied.
            var chunk = chunks[number] ?? SignatureChunk()
            chunks[number] = nil
            chunk.reserve(words: added)
            chunk.requests[slot] = chunk.append(request, hasMessages: hasMessages)
            chunk.responses[slot] = response.map { chunk.append($0) } ?? SignatureEntry(kind: .nothing)
            chunk.liveCount += 1
            totals.byteCount += chunk.byteCount - before
            totals.flowCount += 1
            chunks[number] = chunk
        }

        /// Its bits stay until all its neighbours are gone, too: flows go oldest first.
        mutating func remove(_ id: FlowID) {
            guard let (number, slot) = position(of: id), knows(id), var chunk = chunks[number] else { return }
            chunks[number] = nil
            chunk.requests[slot] = SignatureEntry()
            chunk.responses[slot] = SignatureEntry()
            chunk.liveCount -= 1
            totals.flowCount -= 1
            if chunk.liveCount == 0 { totals.byteCount -= chunk.byteCount } else { chunks[number] = chunk }
        }

        private func position(of id: FlowID) -> (chunk: Int, slot: Int)? {
            let index = id.rawValue - 1
            guard index >= 0, index / SignatureChunk.capacity < chunks.count else { return nil }
            return (index / SignatureChunk.capacity, index % SignatureChunk.capacity)
        }
    }
}
