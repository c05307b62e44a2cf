import Synchronization

/// What was read for a column, by flow: of as many flows as the newest two million, texts up to 64 MiB in all.
final class JSONColumnValues: Sendable {
    fileprivate static let chunkCount = 1024
    fileprivate static let maximumChunks = 2048
    /// Longer texts are kept outside of their slot.
    fileprivate static let inlineByteCount = 15

    fileprivate struct State {
        /// By the flows' numbers.
        var chunks: [Int: [JSONColumn.Value?]] = [:]
        /// What there is room for.
        var textBytesLeft: Int
    }

    private let state: Mutex<State>

    init(textByteLimit: Int = 64 << 20) {
        state = Mutex(State(textBytesLeft: textByteLimit))
    }

    /// `nil`: not read, or forgotten since.
    subscript(id: FlowID) -> JSONColumn.Value? {
        let (chunk, slot) = Self.place(of: id)
        return state.withLock { $0.chunks[chunk]?[slot] }
    }

    /// - Returns: what is kept: what was there before, or the beginning of a text that there is no room for.
    func keep(_ value: JSONColumn.Value, for id: FlowID) -> JSONColumn.Value {
        let (chunk, slot) = Self.place(of: id)
        return state.withLock { $0.keep(value, chunk: chunk, slot: slot) }
    }

    private static func place(of id: FlowID) -> (chunk: Int, slot: Int) {
        let (chunk, slot) = max(0, id.rawValue).quotientAndRemainder(dividingBy: chunkCount)
        return (chunk, slot)
    }
}

extension JSONColumnValues.State {
    fileprivate mutating func keep(_ value: JSONColumn.Value, chunk: Int, slot: Int) -> JSONColumn.Value {
        if let known = chunks[chunk]?[slot] { return known }
        var value = value
        if case .text(let text) = value, text.utf8.count > JSONColumnValues.inlineByteCount {
            if text.utf8.count > textBytesLeft {
                // A character that is cut becomes one of three bytes.
                let prefix = text.utf8.prefix(JSONColumnValues.inlineByteCount - 3)
                value = .text(String(decoding: prefix, as: UTF8.self))
            } else {
                textBytesLeft -= text.utf8.count
            }
        }
        if chunks[chunk] == nil {
            if chunks.count >= JSONColumnValues.maximumChunks, let oldest = chunks.keys.min() { remove(oldest) }
            chunks[chunk] = Array(repeating: nil, count: JSONColumnValues.chunkCount)
        }
        chunks[chunk]?[slot] = value
        return value
    }

    private mutating func remove(_ chunk: Int) {
        for case .text(let text)?? in chunks.removeValue(forKey: chunk) ?? []
        where text.utf8.count > JSONColumnValues.inlineByteCount {
            textBytesLeft += text.utf8.count
        }
    }
}
