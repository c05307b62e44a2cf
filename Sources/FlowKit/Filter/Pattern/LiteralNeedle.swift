/// Bytes to find in bytes, as they are or without regard to the case of ASCII letters.
///
/// Looks at two of its bytes, those that text has least of, 32 places at a time, and compares the rest where both stand:
/// in release builds some gigabytes a second.
package struct LiteralNeedle: Hashable, Sendable {
    /// In lower case where case does not count.
    package let bytes: [UInt8]
    package let isCaseSensitive: Bool
    private let first: Probe
    private let second: Probe

    /// A byte of the needle: where in it, what, and what else it may be in the text.
    private struct Probe: Hashable, Sendable {
        var offset = 0
        var value: UInt8 = 0
        var otherCase: UInt8 = 0

        /// Where it stands in a block of places. Both cases are compared: "or" on the bytes is no vector instruction.
        @inline(__always)
        func places(at start: UnsafeRawPointer) -> SIMDMask<Block.MaskStorage> {
            let block = (start + offset).loadUnaligned(as: Block.self)
            return (block .== Block(repeating: value)) .| (block .== Block(repeating: otherCase))
        }
    }

    package init(_ bytes: some Sequence<UInt8>, isCaseSensitive: Bool = false) {
        let bytes = isCaseSensitive ? Array(bytes) : bytes.map(\.asciiLowercased)
        self.bytes = bytes
        self.isCaseSensitive = isCaseSensitive
        let probes = bytes.indices.map { offset in
            let hasOther = !isCaseSensitive && bytes[offset].isASCIILowercaseLetter
            return Probe(offset: offset, value: bytes[offset], otherCase: bytes[offset] ^ (hasOther ? 0x20 : 0))
        }
        let rarest = probes.min { Self.frequency($0.value) < Self.frequency($1.value) } ?? Probe()
        first = rarest
        second =
            probes.filter { $0.offset != rarest.offset }
            .min { Self.frequency($0.value) < Self.frequency($1.value) } ?? rarest
    }

    package func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool { firstPlace(in: text) != nil }

    package func isFound(in text: some Collection<UInt8>) -> Bool {
        text.withContiguousStorageIfAvailable { isFound(in: $0) }
            ?? Array(text).withUnsafeBufferPointer { isFound(in: $0) }
    }

    /// Where it stands first at `start` or behind; `nil`: nowhere. An empty needle stands everywhere.
    package func firstPlace(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        let last = text.count - bytes.count
        guard start >= 0, start <= last else { return nil }
        guard !bytes.isEmpty, let base = text.baseAddress else { return start }
        return bytes.withUnsafeBufferPointer { bytes in
            var place = start
            while place + (Block.scalarCount - 1) <= last {
                if let found = firstPlace(inBlockAt: place, of: base, bytes) { return found }
                place += Block.scalarCount
            }
            while place <= last {
                if stands(at: base + place, bytes) { return place }
                place += 1
            }
            return nil
        }
    }

    private typealias Block = SIMD32<UInt8>

    /// Both probes at as many neighbouring places as a block has.
    @inline(__always)
    private func firstPlace(
        inBlockAt place: Int,
        of base: UnsafePointer<UInt8>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        let raw = UnsafeRawPointer(base + place)
        let isCandidate = first.places(at: raw) .& second.places(at: raw)
        // A mask is a vector of the same size: each byte all ones or all zeros.
        let words = unsafeBitCast(isCandidate, to: SIMD4<UInt64>.self)
        guard (words.x | words.y | words.z | words.w) != 0 else { return nil }
        for index in 0..<4 {
            var word = words[index]
            while word != 0 {
                let byte = word.trailingZeroBitCount >> 3
                let candidate = place + index * 8 + byte
                if stands(at: base + candidate, bytes) { return candidate }
                word &= ~(0xFF << UInt64(byte * 8))
            }
        }
        return nil
    }

    @inline(__always)
    private func stands(at place: UnsafePointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if isCaseSensitive {
            for offset in bytes.indices where place[offset] != bytes[offset] { return false }
        } else {
            for offset in bytes.indices where place[offset].asciiLowercased != bytes[offset] { return false }
        }
        return true
    }

    /// How much of a text such as JSON or HTML is this byte, in steps: what is not listed is rare.
    private static func frequency(_ byte: UInt8) -> Int {
        common.lastIndex(of: byte.asciiLowercased) ?? -1
    }

    /// From rare to frequent.
    private static let common = Array("zqxjkvbw@#;$%~^|!?&*+()[]yfgpmucdlhrs_ni<>=-/{}.oat9876543210e,: \"".utf8)
}

extension UInt8 {
    fileprivate var isASCIILowercaseLetter: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
}
