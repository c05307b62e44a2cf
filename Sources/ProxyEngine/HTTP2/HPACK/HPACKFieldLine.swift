/// A field about to be encoded, in place, with the hashes that tables are searched by.
struct HPACKFieldLine {
    let name: UnsafeRawBufferPointer
    let value: UnsafeRawBufferPointer
    let nameHash: UInt64

    var size: Int { name.count &+ value.count &+ HPACKEntry.sizeOverhead }
    /// Of name and value.
    var hash: UInt64 { Self.hash(value, seed: nameHash) }

    /// Cuts the line that begins at `start` and moves `start` behind it; `nil` at the end.
    ///
    /// Takes what `Headers` takes: the colon that ends a name is the first behind its first byte, white space around the
    /// value is no part of it, and the last line may lack its end.
    init?(_ lines: UnsafeRawBufferPointer, at start: inout Int) {
        guard start < lines.count else { return nil }
        let next = lines.firstIndex(of: 0x0A, from: start) ?? lines.count
        var end = next
        if end > start, lines[end &- 1] == 0x0D { end &-= 1 }
        var nameEnd = start
        while nameEnd < end, nameEnd == start || lines[nameEnd] != UInt8(ascii: ":") { nameEnd &+= 1 }
        var valueStart = min(nameEnd &+ 1, end)
        while valueStart < end, lines[valueStart].isBlank { valueStart &+= 1 }
        while end > valueStart, lines[end &- 1].isBlank { end &-= 1 }
        name = UnsafeRawBufferPointer(rebasing: lines[start..<nameEnd])
        value = UnsafeRawBufferPointer(rebasing: lines[valueStart..<end])
        nameHash = Self.hash(name, seed: 0)
        start = next &+ 1
    }

    /// Eight bytes at a time. Nothing depends on its being hard to guess: the chains it leads to are short in any case.
    static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
        var position = 0
        while bytes.count &- position >= 8 {
            mix(&hash, bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position &+= 8
        }
        var rest: UInt64 = 0
        while position < bytes.count {
            rest = rest &<< 8 | UInt64(bytes[position])
            position &+= 1
        }
        mix(&hash, rest)
        return hash
    }

    @inline(__always)
    private static func mix(_ hash: inout UInt64, _ word: UInt64) {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        hash = product.high ^ product.low
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
