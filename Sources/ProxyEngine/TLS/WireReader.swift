/// Reads numbers and length-prefixed vectors from bytes; every read that would pass the end gives `nil`.
struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// What follows the last read.
    var unread: ArraySlice<UInt8> { rest }

    mutating func byte() -> UInt8? {
        rest.popFirst()
    }

    mutating func number16() -> UInt16? {
        guard let bytes = bytes(2), let high = bytes.first, let low = bytes.last else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A vector whose length takes one byte.
    mutating func vector8() -> ArraySlice<UInt8>? {
        guard let count = byte() else { return nil }
        return bytes(Int(count))
    }

    /// A vector whose length takes two bytes.
    mutating func vector16() -> ArraySlice<UInt8>? {
        guard let count = number16() else { return nil }
        return bytes(Int(count))
    }
}
