/// The recorded bytes of a message body, before any content decoding.
///
/// A message without a body has `body == nil`. Capture stops at the body limit: `isTruncated` is then true and `byteCount`
/// still counts what passed on the wire. Bodies of recorded flows may be in a file, from which they are read when they are
/// asked for, and not before; and the store may drop them (`isDropped`).
package struct Body: Sendable {
    /// Where the captured bytes are.
    private(set) var place: BodyPlace
    /// Bytes of content that passed, after transfer coding was removed, captured or not.
    package var byteCount: Int
    private var isCut: Bool
    /// How the sender cut it, where the transfer coding was chunked; the captured `chunks` are cut otherwise.
    package var layout: ChunkLayout?

    package init(chunks: [[UInt8]] = [], byteCount: Int? = nil, isTruncated: Bool = false) {
        place = .chunks(chunks)
        self.byteCount = byteCount ?? chunks.reduce(0) { $0 + $1.count }
        isCut = isTruncated
    }

    init(_ place: BodyPlace, byteCount: Int, isTruncated: Bool) {
        self.place = place
        self.byteCount = byteCount
        isCut = isTruncated
    }

    /// Whether more passed than can be had.
    package var isTruncated: Bool {
        get { isCut || isDropped }
        set { isCut = newValue }
    }

    package init(_ bytes: [UInt8]) {
        self.init(chunks: bytes.isEmpty ? [] : [bytes])
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The captured bytes in order, in pieces of no meaning; empty means "present but zero bytes", unless there is an
    /// `absence`. Reads the file where they are there: take them once.
    package var chunks: [[UInt8]] {
        get {
            switch place {
            case .chunks(let chunks): chunks
            case .stored(let stored): stored.chunks ?? []
            case .dropped: []
            }
        }
        set { place = .chunks(newValue) }
    }

    /// All captured bytes in one array; no copy when there is a single chunk.
    package var bytes: [UInt8] {
        let chunks = chunks
        return chunks.count == 1 ? chunks[0] : chunks.flatMap(\.self)
    }

    /// The same body with its bytes in memory, read from the file where they are there. `nil`: they cannot be had, and
    /// `absence` or the disk is why.
    package var inMemory: Body? {
        switch place {
        case .chunks: return self
        case .dropped: return nil
        case .stored(let stored):
            guard let chunks = stored.chunks else { return nil }
            var body = self
            body.place = .chunks(chunks)
            return body
        }
    }

    /// How many bytes `chunks` have; reads no file.
    package var capturedByteCount: Int {
        switch place {
        case .chunks(let chunks): chunks.reduce(0) { $0 + $1.count }
        case .stored(let stored): stored.droppedLimit == nil ? stored.byteCount : 0
        case .dropped: 0
        }
    }

    /// Whether the bytes are in the file: reading them may take long.
    package var isSpilled: Bool {
        if case .stored(let stored) = place { stored.place == .file } else { false }
    }

    /// Whether the store let the bytes go to stay within its limits, perhaps since this was taken from it; `isTruncated` is
    /// then true as well.
    package var isDropped: Bool { droppedLimit != nil }

    private var droppedLimit: Int? {
        switch place {
        case .chunks: nil
        case .stored(let stored): stored.droppedLimit
        case .dropped(let limit): limit
        }
    }

    /// Why captured bytes cannot be had any more. Lower case, no full stop; `nil`: they can, as far as is known before
    /// they are read.
    package var absence: String? {
        droppedLimit.map { "body dropped to stay within --spill \(SpillOptions.text(of: $0))" }
    }
}

extension Body: Hashable {
    /// Of what was captured and what is known of it, wherever it is kept and however it is cut.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        guard lhs.byteCount == rhs.byteCount, lhs.isTruncated == rhs.isTruncated, lhs.layout == rhs.layout else {
            return false
        }
        if case (.stored(let left), .stored(let right)) = (lhs.place, rhs.place), left === right { return true }
        guard lhs.droppedLimit == rhs.droppedLimit, lhs.capturedByteCount == rhs.capturedByteCount else { return false }
        return lhs.isDropped || lhs.bytes == rhs.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(byteCount)
        hasher.combine(layout)
    }
}

/// Where the captured bytes of a body are.
enum BodyPlace: Sendable {
    case chunks([[UInt8]])
    case stored(StoredBody)
    /// Nowhere any more: the file of spilled bodies is limited to so many bytes.
    case dropped(limit: Int)
}
