/// The messages of one stream in the order they came; a value that is cheap to copy while it grows.
///
/// A stream may stay open for days: beyond a limit of bytes the oldest messages are dropped, and counted.
package struct MessageLog: Hashable, Sendable {
    /// Full ones are shared between copies; only the last is ever copied.
    private var chunks: [[StreamMessage]] = []
    private var first = 0
    /// Messages appended since the beginning, dropped ones included: the next one's number.
    package private(set) var endNumber = 0
    /// Bytes the messages take in memory.
    package private(set) var byteCount = 0

    private static let chunkCount = 128

    package init() {}

    /// The numbers of the messages that are there, counted from 0 at the beginning of the stream.
    package var numbers: Range<Int> { first..<endNumber }
    package var count: Int { endNumber - first }
    package var isEmpty: Bool { count == 0 }
    /// Messages dropped to stay within the limit.
    package var droppedCount: Int { first }

    /// The message of that number, which must be one of `numbers`.
    package subscript(number: Int) -> StreamMessage {
        precondition(numbers.contains(number), "no message of that number")
        let place = number - first
        return chunks[place / Self.chunkCount][place % Self.chunkCount]
    }

    /// Adds the newest message.
    ///
    /// - Parameter limit: bytes the log may take; the oldest messages are dropped, a chunk at a time, to keep to it.
    package mutating func append(_ message: StreamMessage, limit: Int) {
        if chunks.last.map({ $0.count == Self.chunkCount }) ?? true { chunks.append([]) }
        chunks[chunks.count - 1].append(message)
        endNumber += 1
        byteCount += message.footprint
        while byteCount > limit, chunks.count > 1 {
            let dropped = chunks.removeFirst()
            first += dropped.count
            byteCount -= dropped.reduce(0) { $0 + $1.footprint }
        }
    }

}

extension MessageLog: Sequence {
    package func makeIterator() -> some IteratorProtocol<StreamMessage> { chunks.joined().makeIterator() }
}

extension StreamMessage {
    /// Bytes in memory: the record and its payload.
    fileprivate var footprint: Int {
        MemoryLayout<StreamMessage>.size + payload.chunks.reduce(0) { $0 + $1.count + 48 }
    }
}
