/// A string to be listed, with its hash: made before the store's lock is taken.
enum SymbolText {
    /// There is no such string.
    case none
    /// There is one that a table cannot stand for.
    case unlisted
    case string(String, hash: UInt32)
    /// ASCII.
    case bytes(ArraySlice<UInt8>, hash: UInt32)
    /// Its description.
    case origin(Origin, hash: UInt32)

    init(_ text: String) {
        var text = text
        self = .string(text, hash: text.withUTF8 { Self.hash($0) })
    }

    init(_ origin: Origin) {
        self = .origin(origin, hash: origin.withDescription { Self.hash($0) })
    }

    /// Bytes from the wire, listed as what they are read as.
    init(wire bytes: ArraySlice<UInt8>) {
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            self.init(WireText.decode(bytes))
            return
        }
        self = .bytes(bytes, hash: bytes.withUnsafeBufferPointer { Self.hash($0) })
    }

    func symbol(in arena: SymbolArena) -> Symbol {
        switch self {
        case .none: return .none
        case .unlisted: return .unlisted
        case .string(var text, let hash): return text.withUTF8 { arena.symbol(for: $0, hash: hash) }
        case .bytes(let bytes, let hash): return bytes.withUnsafeBufferPointer { arena.symbol(for: $0, hash: hash) }
        case .origin(let origin, let hash): return origin.withDescription { arena.symbol(for: $0, hash: hash) }
        }
    }

    /// Seeded anew in every process, so that nobody can choose strings that share a bucket.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }
}
