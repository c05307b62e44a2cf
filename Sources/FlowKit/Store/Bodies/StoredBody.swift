import Synchronization

/// The bytes of a body that the store keeps: once for all flows that have the same, in memory or in the spill file.
package final class StoredBody: Sendable {
    /// Where its bytes are.
    enum Place {
        case memory, file
        /// Nowhere any more.
        case nowhere
    }

    private enum Content {
        case bytes([UInt8])
        case chunks([[UInt8]])
        case file(SpillExtent)
        /// The file is limited to so many bytes.
        case dropped(limit: Int)
    }

    private let content: Mutex<Content>
    /// Recorded messages that have this body. Changed under the store's lock only, as is the next.
    private let users = Atomic<Int32>(0)
    /// Those of them whose turn to have it dropped it was.
    private let dueUsers = Atomic<Int32>(0)
    package let byteCount: Int

    init(_ bytes: [UInt8]) {
        byteCount = bytes.count
        content = Mutex(.bytes(bytes))
    }

    init(chunks: [[UInt8]]) {
        byteCount = chunks.reduce(0) { $0 + $1.count }
        content = Mutex(.chunks(chunks))
    }

    /// The bytes; read from the file where they are there, which may take as long as the disk does. `nil`: they cannot be
    /// read back.
    var chunks: [[UInt8]]? {
        let content = content.withLock { $0 }
        switch content {
        case .bytes(let bytes): return bytes.isEmpty ? [] : [bytes]
        case .chunks(let chunks): return chunks
        case .file(let extent): return extent.read().map { [$0] }
        case .dropped: return nil
        }
    }

    /// The bytes in one piece where they are in memory so; `nil`: ask for `chunks`.
    var piece: [UInt8]? {
        content.withLock { if case .bytes(let bytes) = $0 { bytes } else { nil } }
    }

    /// The same where they are in memory; `nil`: they are in the file.
    var chunksInMemory: [[UInt8]]? {
        content.withLock { content in
            switch content {
            case .bytes(let bytes): [bytes]
            case .chunks(let chunks): chunks
            case .file, .dropped: nil
            }
        }
    }

    var place: Place {
        content.withLock { content in
            switch content {
            case .bytes, .chunks: .memory
            case .file: .file
            case .dropped: .nowhere
            }
        }
    }

    /// What the file is limited to, where the bytes are gone because of that.
    var droppedLimit: Int? {
        content.withLock { if case .dropped(let limit) = $0 { limit } else { nil } }
    }

    /// Whether it is in memory in one piece, and this is what it is.
    func isInMemory(as bytes: [UInt8]) -> Bool {
        guard let own = piece else { return false }
        return own.withUnsafeBufferPointer { own in bytes.withUnsafeBufferPointer { own.hasSameBytes(as: $0) } }
    }

    /// Goes over to the file, where its bytes have been written. Under the store's lock.
    ///
    /// - Returns: the bytes, to be let go after the lock is released.
    func move(to extent: SpillExtent) -> [[UInt8]] {
        content.withLock { content in
            defer { content = .file(extent) }
            switch content {
            case .bytes(let bytes): return [bytes]
            case .chunks(let chunks): return chunks
            case .file, .dropped: return []
            }
        }
    }

    /// Lets the bytes in the file go, for whoever holds a flow with them too: the file must have room again at once.
    ///
    /// - Returns: where they were, to be let go after the lock is released; `nil`: they are not there.
    func drop(limit: Int) -> SpillExtent? {
        content.withLock { content in
            guard case .file(let extent) = content else { return nil }
            content = .dropped(limit: limit)
            return extent
        }
    }

    // MARK: - Users

    var userCount: Int { Int(users.load(ordering: .relaxed)) }
    var isUsed: Bool { userCount > 0 }
    /// Whether it was the turn of all who have it.
    var isOverdue: Bool { isUsed && dueUsers.load(ordering: .relaxed) == users.load(ordering: .relaxed) }

    /// - Returns: whether it is the first one.
    func addUser() -> Bool {
        users.wrappingAdd(1, ordering: .relaxed).oldValue == 0
    }

    /// - Returns: whether it was the last one.
    func removeUser() -> Bool {
        users.wrappingSubtract(1, ordering: .relaxed).newValue == 0
    }

    func addDueUser() { dueUsers.wrappingAdd(1, ordering: .relaxed) }

    func removeDueUser() { dueUsers.wrappingSubtract(1, ordering: .relaxed) }

    /// Bytes in memory beyond those of the body itself.
    static let overheadByteCount = 96
}
