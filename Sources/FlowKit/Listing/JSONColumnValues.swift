import Synchronization

/// What was read for a column, by flow: of as many flows as the newest two million, texts up to 64 MiB in all.
final class JSONColumnValues: Sendable {
    fileprivate static let chunkCount = 1024
    fileprivate static let maximumChunks = 2048
    /// Longer texts are kept outside of their slot.
    fileprivate static let inlineByteCount = 15
    fileprivate static let textByteLimit = 64 << 20

    fileprivate struct State {
        /// By the flows' numbers.
        var chunks: [Int: [JSONColumn.Value?]] = [:]
        var textByteCount = 0
    }

    private let state = Mutex(State())

    /// `nil`: not read, or forgotten since.
    subscript(id: FlowID) -> JSONColumn.Value? {
        get {
            let (chunk, slot) = Self.place(of: id)
            return state.withLock { $0.chunks[chunk]?[slot] }
        }
        set {
            let (chunk, slot) = Self.place(of: id)
            state.withLock { $0.set(newValue, chunk: chunk, slot: slot) }
        }
    }

    private static func place(of id: FlowID) -> (chunk: Int, slot: Int) {
        let (chunk, slot) = max(0, id.rawValue).quotientAndRemainder(dividingBy: chunkCount)
        return (chunk, slot)
    }
}

extension JSONColumnValues.State {
    fileprivate mutating func set(_ value: JSONColumn.Value?, chunk: Int, slot: Int) {
        var value = value
        if case .text(let text)? = value, text.utf8.count > JSONColumnValues.inlineByteCount {
            if textByteCount + text.utf8.count > JSONColumnValues.textByteLimit {
                let prefix = text.utf8.prefix(JSONColumnValues.inlineByteCount)
                value = .text(String(decoding: prefix, as: UTF8.self))
            } else {
                textByteCount += text.utf8.count
            }
        }
        if chunks[chunk] == nil {
            if chunks.count >= JSONColumnValues.maximumChunks, let oldest = chunks.keys.min() { remove(oldest) }
            chunks[chunk] = Array(repeating: nil, count: JSONColumnValues.chunkCount)
        }
        chunks[chunk]?[slot] = value
    }

    private mutating func remove(_ chunk: Int) {
        for case .text(let text)?? in chunks.removeValue(forKey: chunk) ?? []
        where text.utf8.count > JSONColumnValues.inlineByteCount {
            textByteCount -= text.utf8.count
        }
    }
}
