/// What one position of a pattern accepts: a set of Unicode scalars.
struct ScalarSet: Sendable {
    private(set) var low: UInt64 = 0
    private(set) var high: UInt64 = 0
    private(set) var wideRanges: [ClosedRange<UInt32>] = []
    var isNegated = false
    var ignoresCase = false

    init() {}

    init(_ scalar: Unicode.Scalar) {
        insert(scalar.value...scalar.value)
    }

    init(_ ranges: ClosedRange<Unicode.Scalar>...) {
        for range in ranges { insert(range.lowerBound.value...range.upperBound.value) }
    }

    static let digits = ScalarSet("0"..."9")
    static let word = ScalarSet("0"..."9", "A"..."Z", "_"..."_", "a"..."z")
    static let space = ScalarSet("\t"..."\r", " "..." ")
    static let newline = ScalarSet("\n")
    static let all = ScalarSet("\0"..."\u{10FFFF}")

    var negated: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        if range.lowerBound < 0x80 {
            for value in range.lowerBound...min(range.upperBound, 0x7F) { setBit(value) }
        }
        if range.upperBound >= 0x80 { wideRanges.append(max(range.lowerBound, 0x80)...range.upperBound) }
    }

    /// Adds what another set accepts, its negation applied.
    mutating func formUnion(_ other: ScalarSet) {
        let mask = other.isNegated ? UInt64.max : 0
        low |= other.low ^ mask
        high |= other.high ^ mask
        wideRanges += other.isNegated ? other.wideComplement : other.wideRanges
    }

    /// The ASCII part as two words of bits, case and negation applied.
    var asciiBits: (low: UInt64, high: UInt64) {
        var bits = high
        if ignoresCase {
            // A-Z are bits 1...26 of the upper word, a-z bits 33...58.
            let letters: UInt64 = 0x07FF_FFFE
            bits |= ((bits & letters) << 32) | ((bits >> 32) & letters)
        }
        return isNegated ? (~low, ~bits) : (low, bits)
    }

    /// Whether a scalar from U+0080 on is in the set.
    func containsWide(_ value: UInt32) -> Bool {
        (isMember(value) || ignoresCase && hasCaseMember(value)) != isNegated
    }

    /// The byte this set stands for, in lower case, when it is a single ASCII character or the two cases of one.
    var literal: UInt8? {
        guard !isNegated, wideRanges.isEmpty, low.nonzeroBitCount + high.nonzeroBitCount == 1 else { return nil }
        let value = low != 0 ? low.trailingZeroBitCount : 64 + high.trailingZeroBitCount
        let byte = UInt8(truncatingIfNeeded: value)
        let isLetter = byte.asciiLowercased >= UInt8(ascii: "a") && byte.asciiLowercased <= UInt8(ascii: "z")
        return ignoresCase || !isLetter ? byte.asciiLowercased : nil
    }

    private mutating func setBit(_ value: UInt32) {
        if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
    }

    private func isMember(_ value: UInt32) -> Bool {
        if value < 64 { return low & (1 << UInt64(value)) != 0 }
        if value < 128 { return high & (1 << UInt64(value - 64)) != 0 }
        return wideRanges.contains { $0.contains(value) }
    }

    private func hasCaseMember(_ value: UInt32) -> Bool {
        guard let properties = Unicode.Scalar(value)?.properties else { return false }
        return [properties.lowercaseMapping, properties.uppercaseMapping].contains { mapping in
            let scalars = mapping.unicodeScalars
            // The Kelvin sign is no k: ASCII letters have ASCII cases only, wherever they are looked for.
            guard let first = scalars.first, scalars.count == 1, first.value >= 0x80 else { return false }
            guard first.value != value else { return false }
            return isMember(first.value)
        }
    }

    private var wideComplement: [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0x80
        for range in wideRanges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }
}

extension ScalarSet {
    /// The value of a set made from one scalar.
    var onlyMember: UInt32? {
        guard !isNegated else { return nil }
        if low.nonzeroBitCount + high.nonzeroBitCount == 1, wideRanges.isEmpty {
            return UInt32(low != 0 ? low.trailingZeroBitCount : 64 + high.trailingZeroBitCount)
        }
        guard low == 0, high == 0, wideRanges.count == 1, wideRanges[0].count == 1 else { return nil }
        return wideRanges[0].lowerBound
    }
}
