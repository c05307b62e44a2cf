/// The Huffman code of string literals (RFC 7541 §5.2 and appendix B).
///
/// The code is canonical: codes of one bit count are consecutive, in the order of their symbols, and longer ones are
/// larger. So the bit counts say it all, and every table is made from them at first use.
struct HPACKHuffman: Sendable {
    static let standard = HPACKHuffman()

    static let shortestBitCount = 5
    private static let longestBitCount = 30
    private static let endOfString = 256

    /// By symbol: the bits of its code and, above them in the upper half, how many they are.
    private let codes: [UInt64]
    /// By the next eight bits: the symbol and, above it, the bits of its code; zero when the code is longer than that.
    private let shortCodes: [UInt16]
    /// Codes of more than eight bits, a row for each bit count.
    private let longCodes: [LongCodes]
    /// In the order of their codes.
    private let symbols: [UInt16]

    /// The codes of one bit count, at the top of 32 bits.
    private struct LongCodes {
        let bitCount: Int
        let first: UInt32
        /// What is behind the last of them.
        let end: UInt64
        let firstSymbol: Int
    }

    private init() {
        var codes = [UInt64](repeating: 0, count: 257)
        var shortCodes = [UInt16](repeating: 0, count: 256)
        var longCodes: [LongCodes] = []
        var symbols: [UInt16] = []
        var code: UInt32 = 0
        for bitCount in Self.shortestBitCount...Self.longestBitCount {
            let first = code
            let firstSymbol = symbols.count
            for symbol in 0...Self.endOfString where Self.bitCounts[symbol] == bitCount {
                codes[symbol] = UInt64(bitCount) << 32 | UInt64(code)
                symbols.append(UInt16(symbol))
                if bitCount <= 8 {
                    let spread = 1 << (8 - bitCount)
                    for row in Int(code) * spread..<(Int(code) + 1) * spread {
                        shortCodes[row] = UInt16(bitCount << 8 | symbol)
                    }
                }
                code += 1
            }
            if bitCount > 8, code > first {
                longCodes.append(
                    LongCodes(
                        bitCount: bitCount,
                        first: first << (32 - bitCount),
                        end: UInt64(code) << (32 - bitCount),
                        firstSymbol: firstSymbol
                    )
                )
            }
            code <<= 1
        }
        self.codes = codes
        self.shortCodes = shortCodes
        self.longCodes = longCodes
        self.symbols = symbols
    }

    /// The bytes a string takes at most when decoded.
    static func decodedByteLimit(_ byteCount: Int) -> Int { byteCount * 8 / shortestBitCount }

    /// Decodes a whole string, and returns the number of bytes it has; `nil` when it is not in the code: when it has
    /// the end-of-string symbol, or ends in anything but up to seven one bits.
    ///
    /// - Parameter output: at least ``decodedByteLimit(_:)`` bytes.
    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
        shortCodes.withUnsafeBufferPointer { shortCodes in
            var position = 0
            var count = 0
            // The next bits, from the top, and zeros below them.
            var bits: UInt64 = 0
            var available = 0
            while true {
                if available < 32 {
                    Self.refill(&bits, &available, from: input, at: &position)
                }
                var symbol = Int(shortCodes[Int(truncatingIfNeeded: bits >> 56)])
                var bitCount = symbol >> 8
                if bitCount == 0 { (symbol, bitCount) = longSymbol(UInt32(truncatingIfNeeded: bits >> 32)) }
                guard bitCount <= available else { break }
                guard symbol != Self.endOfString else { return nil }
                output[count] = UInt8(truncatingIfNeeded: symbol)
                count &+= 1
                bits <<= UInt64(truncatingIfNeeded: bitCount)
                available &-= bitCount
            }
            let padding = available == 0 ? 0 : UInt64.max << UInt64(64 - available)
            return available < 8 && bits == padding ? count : nil
        }
    }

    private static func refill(
        _ bits: inout UInt64,
        _ available: inout Int,
        from input: UnsafeRawBufferPointer,
        at position: inout Int
    ) {
        if input.count &- position >= 4 {
            let next = UInt32(bigEndian: input.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            bits |= UInt64(next) &<< UInt64(32 &- available)
            available &+= 32
            position &+= 4
        } else {
            while position < input.count {
                bits |= UInt64(input[position]) &<< UInt64(56 &- available)
                available &+= 8
                position &+= 1
            }
        }
    }

    private func longSymbol(_ bits: UInt32) -> (symbol: Int, bitCount: Int) {
        for row in longCodes where UInt64(bits) < row.end {
            let place = Int((bits &- row.first) >> UInt32(32 - row.bitCount))
            return (Int(symbols[row.firstSymbol + place]), row.bitCount)
        }
        return (Self.endOfString, Self.longestBitCount)
    }

    /// The bytes that encoding takes.
    func encodedByteCount(_ input: UnsafeRawBufferPointer) -> Int {
        Self.bitCounts.withUnsafeBufferPointer { bitCounts in
            var bitCount = 0
            for byte in input { bitCount &+= Int(bitCounts[Int(byte)]) }
            return (bitCount + 7) / 8
        }
    }

    /// - Parameter output: ``encodedByteCount(_:)`` bytes.
    func encode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) {
        var position = 0
        // The bits not yet written, from the top, and how many more there is room for.
        var bits: UInt64 = 0
        var free = 64
        codes.withUnsafeBufferPointer { codes in
            for byte in input {
                let code = codes[Int(byte)] & 0xFFFF_FFFF
                free &-= Int(truncatingIfNeeded: codes[Int(byte)] &>> 32)
                if free >= 0 {
                    bits |= code &<< UInt64(truncatingIfNeeded: free)
                } else {
                    bits |= code &>> UInt64(truncatingIfNeeded: -free)
                    output.storeBytes(of: bits.bigEndian, toByteOffset: position, as: UInt64.self)
                    position &+= 8
                    free &+= 64
                    bits = code &<< UInt64(truncatingIfNeeded: free)
                }
            }
        }
        bits |= free == 0 ? 0 : UInt64.max >> UInt64(64 - free)
        while free < 64 {
            output[position] = UInt8(truncatingIfNeeded: bits >> 56)
            bits <<= 8
            position &+= 1
            free &+= 8
        }
    }

    /// By symbol; the last is the end of the string, which never stands in one.
    private static let bitCounts: [UInt8] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ]
}
