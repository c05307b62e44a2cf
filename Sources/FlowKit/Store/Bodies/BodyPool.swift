import Synchronization

/// Finds bodies again that came before, so that equal ones are kept once. Any thread.
///
/// Bounded in number and bytes; what it forgets is only kept twice.
final class BodyPool: Sendable {
    private struct Table {
        var bodies = [StoredBody?](repeating: nil, count: BodyPool.slotCount)
        var byteCount = 0
    }

    private static let slotCount = 4_096
    /// Larger ones are not compared: a call to the store must not take long.
    private static let comparedByteLimit = 128 << 10
    private static let sampleByteCount = 256

    private let table = Mutex(Table())
    private let byteLimit: Int

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// Takes a body over: one that is the same where there is one, else its bytes with nothing to spare.
    ///
    /// - Parameter smallByteCount: bodies of up to so many bytes are left as they are.
    func place(of body: Body, smallByteCount: Int) -> BodyPlace {
        switch body.place {
        case .dropped: return body.place
        case .stored(let stored): return stored.droppedLimit.map { .dropped(limit: $0) } ?? body.place
        case .chunks(let chunks):
            let byteCount = body.capturedByteCount
            guard byteCount > smallByteCount else { return body.place }
            guard byteCount <= Self.comparedByteLimit else { return .stored(StoredBody(chunks: chunks.map(\.trimmed))) }
            return .stored(shared(chunks.count == 1 ? chunks[0] : body.bytes))
        }
    }

    private func shared(_ bytes: [UInt8]) -> StoredBody {
        let slot = Self.hash(bytes) & (Self.slotCount - 1)
        if let candidate = table.withLock({ $0.bodies[slot] }), candidate.isInMemory(as: bytes) { return candidate }
        let stored = StoredBody(bytes.trimmed)
        guard bytes.count <= byteLimit else { return stored }
        // What is displaced is freed after the lock is released.
        let displaced = table.withLock { table -> [StoredBody?] in
            var displaced: [StoredBody?] = []
            if table.byteCount + bytes.count > byteLimit {
                displaced = table.bodies
                table = Table()
            }
            displaced.append(table.bodies[slot])
            table.byteCount += bytes.count - (table.bodies[slot]?.byteCount ?? 0)
            table.bodies[slot] = stored
            return displaced
        }
        return withExtendedLifetime(displaced) { stored }
    }

    /// Of the count and of samples: what has the same is then compared whole. Seeded anew in every process.
    private static func hash(_ bytes: [UInt8]) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { bytes in
            let step = max(sampleByteCount, (bytes.count - sampleByteCount) / 3)
            for start in stride(from: 0, to: bytes.count, by: step) {
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[start...].prefix(sampleByteCount)))
            }
        }
        return hasher.finalize()
    }
}

extension [UInt8] {
    /// The same bytes in memory that is not much more than they need.
    fileprivate var trimmed: [UInt8] {
        capacity - count > count / 8 + 32 ? withUnsafeBufferPointer { Array($0) } : self
    }
}
