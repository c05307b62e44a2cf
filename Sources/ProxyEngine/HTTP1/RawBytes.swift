#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension UnsafeRawBufferPointer {
    /// The first place of a byte at or after `start`.
    @inline(__always)
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count, let base = baseAddress else { return nil }
        guard let found = memchr(base + start, Int32(byte), count - start) else { return nil }
        return found - UnsafeMutableRawPointer(mutating: base)
    }

    @inline(__always)
    func contains(_ byte: UInt8, in range: Range<Int>) -> Bool {
        guard !range.isEmpty, let base = baseAddress else { return false }
        return memchr(base + range.lowerBound, Int32(byte), range.count) != nil
    }

    @inline(__always)
    func hasEqualBytes(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
        return memcmp(base, otherBase, count) == 0
    }

    /// The bytes of a range, in one copy.
    @inline(__always)
    func copy(_ range: Range<Int>) -> [UInt8] {
        [UInt8](UnsafeRawBufferPointer(rebasing: self[range]))
    }

    /// Compares a range with a lower-case ASCII name, without regard to case.
    @inline(__always)
    func isName(_ name: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where self[range.lowerBound + offset] | 0x20 != name.utf8Start[offset] | 0x20 {
            return false
        }
        return true
    }
}

extension UInt8 {
    /// A character of a token (RFC 9110 §5.6.2).
    @inline(__always)
    var isTokenCharacter: Bool {
        guard self < 128 else { return false }
        let mask: UInt64 = self < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
        return mask & (1 << UInt64(self & 63)) != 0
    }

    /// A character of a registered name: unreserved, a sub-delimiter or a percent sign (RFC 3986 §3.2.2).
    @inline(__always)
    var isHostCharacter: Bool {
        guard self < 128 else { return false }
        let mask: UInt64 = self < 64 ? 0x2BFF_7FF2_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return mask & (1 << UInt64(self & 63)) != 0
    }

    var hexadecimalValue: Int? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
