/// The messages of one stream in the order they came; a value that is cheap to copy while it grows.
///
/// A stream may stay open for days: beyond a limit of bytes the oldest messages are dropped, and counted.
package struct MessageLog: Hashable, Sendable {
    /// All but the last hold 128. Full chunks are shared between copies; only the last one, and the first while messages
    /// are dropped from it, is ever copied.
    private var chunks: [[StreamMessage]] = []
    /// The number of the first chunk's first place, and of the first message that is there.
    private var start = 0
    private var first = 0
    /// Bytes all messages took on the wire, dropped ones included.
    package private(set) var wireByteCount = 0
    /// Bytes the messages take in memory.
    package private(set) var byteCount = 0

    private static let chunkCount = 128

    package init() {}

    /// Messages appended since the beginning, dropped ones included: the next one's number.
    package var endNumber: Int {
        guard let last = chunks.last else { return start }
        return start + (chunks.count - 1) * Self.chunkCount + last.count
    }

    /// A log whose oldest messages are gone already, as one that was read from a file may be.
    package init(droppedCount: Int) {
        start = droppedCount
        first = droppedCount
    }

    /// The numbers of the messages that are there, counted from 0 at the beginning of the stream.
    package var numbers: Range<Int> { first..<endNumber }
    package var count: Int { endNumber - first }
    package var isEmpty: Bool { count == 0 }
    /// Messages dropped to stay within the limit.
    package var droppedCount: Int { first }

    /// The message of that number, which must be one of `numbers`.
    package subscript(number: Int) -> StreamMessage {
        precondition(numbers.contains(number), "no message of that number")
        let (chunk, place) = (number - start).quotientAndRemainder(dividingBy: Self.chunkCount)
        return chunks[chunk][place]
    }

    /// Adds the newest message.
    ///
    /// - Parameter limit: bytes the log may take; the oldest messages are dropped to keep to it. The newest stays.
    package mutating func append(_ message: StreamMessage, limit: Int) {
        if chunks.last.map({ $0.count == Self.chunkCount }) ?? true { chunks.append([]) }
        chunks[chunks.count - 1].append(message)
        wireByteCount &+= message.wireByteCount
        byteCount += message.footprint
        while byteCount > limit, count > 1 { dropFirst() }
    }

    /// Drops what is there; later messages have the numbers they would have had.
    package mutating func dropAll() {
        start = endNumber
        first = start
        chunks = []
        byteCount = 0
    }

    private mutating func dropFirst() {
        let place = first - start
        byteCount -= chunks[0][place].footprint
        // The place stays until its chunk goes; what takes memory goes now.
        chunks[0][place].payload = Body()
        first += 1
        guard first - start == Self.chunkCount else { return }
        chunks.removeFirst()
        start = first
    }
}

extension MessageLog: Sequence {
    package func makeIterator() -> some IteratorProtocol<StreamMessage> {
        chunks.joined().dropFirst(first - start).makeIterator()
    }
}

extension StreamMessage {
    /// Bytes in memory: the record and its payload.
    fileprivate var footprint: Int {
        MemoryLayout<StreamMessage>.size + (note?.utf8.count ?? 0) + payload.capturedByteCount + 48
    }
}
