/// Writes the primitives of a header block (RFC 7541 §5) in storage that is large enough.
struct HPACKWriter {
    /// What an integer of up to 32 bits takes at most.
    static let mostIntegerBytes = 6

    private let output: UnsafeMutableRawBufferPointer
    private(set) var position = 0

    init(_ output: UnsafeMutableRawBufferPointer) {
        self.output = output
    }

    /// - Parameter flags: the bits above the prefix.
    mutating func integer(_ value: Int, flags: UInt8, prefixBits: Int) {
        let mask = 1 &<< prefixBits &- 1
        guard value >= mask else { return byte(flags | UInt8(truncatingIfNeeded: value)) }
        byte(flags | UInt8(truncatingIfNeeded: mask))
        var rest = value &- mask
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    /// In the Huffman code, unless that is no shorter.
    mutating func string(_ bytes: UnsafeRawBufferPointer) {
        let codedCount = HPACKHuffman.standard.encodedByteCount(bytes)
        let isCoded = codedCount < bytes.count
        let count = isCoded ? codedCount : bytes.count
        integer(count, flags: isCoded ? 0x80 : 0, prefixBits: 7)
        let target = UnsafeMutableRawBufferPointer(rebasing: output[position..<(position &+ count)])
        if isCoded {
            HPACKHuffman.standard.encode(bytes, into: target)
        } else {
            target.copyMemory(from: bytes)
        }
        position &+= count
    }

    private mutating func byte(_ byte: UInt8) {
        output[position] = byte
        position &+= 1
    }
}
