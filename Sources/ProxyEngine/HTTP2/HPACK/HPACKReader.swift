/// Reads the primitives of a header block (RFC 7541 §5).
struct HPACKReader {
    private let block: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ block: UnsafeRawBufferPointer) {
        self.block = block
    }

    var next: UInt8? { position < block.count ? block[position] : nil }

    /// A string literal, still coded.
    struct Literal {
        let bytes: UnsafeRawBufferPointer
        let isHuffman: Bool
    }

    /// Reads an integer (RFC 7541 §5.1) of up to 35 bits: no index, size or string can be larger.
    mutating func integer(prefixBits: Int) throws(HPACKError) -> Int {
        let start = position
        guard let first = next else { throw cut("an integer") }
        let mask = 1 &<< prefixBits &- 1
        var value = Int(first) & mask
        position &+= 1
        guard value == mask else { return value }
        var shift = 0
        while let byte = next {
            position &+= 1
            value &+= Int(byte & 0x7F) &<< shift
            if byte & 0x80 == 0 { return value }
            shift &+= 7
            guard shift <= 28 else { throw error(at: start, "the integer is too large") }
        }
        throw cut("an integer")
    }

    mutating func literal() throws(HPACKError) -> Literal {
        let start = position
        guard let first = next else { throw cut("a field") }
        let count = try integer(prefixBits: 7)
        guard count <= block.count &- position else {
            throw error(at: start, "a string of \(count) bytes runs past the block's end at \(block.count)")
        }
        let bytes = UnsafeRawBufferPointer(rebasing: block[position..<(position &+ count)])
        position &+= count
        return Literal(bytes: bytes, isHuffman: first & 0x80 != 0)
    }

    func error(at position: Int, _ what: String) -> HPACKError {
        HPACKError(.compression, "byte \(position) of the header block: \(what)")
    }

    private func cut(_ what: String) -> HPACKError {
        HPACKError(.compression, "the header block ends after \(block.count) bytes, inside \(what)")
    }
}
