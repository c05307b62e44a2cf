/// Where the lines of a block are written, in storage that serves one block after another.
struct HPACKLines: Sendable {
    private(set) var count = 0
    private var bytes: [UInt8] = []

    /// Storage larger than this is given back after the block that needed it.
    private static let keptCapacity = 4096

    mutating func append(_ range: Range<Int>, of source: [UInt8]) {
        makeRoom(range.count)
        source.withUnsafeBytes { source in
            bytes.withUnsafeMutableBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
            }
        }
        count &+= range.count
    }

    /// Returns `false`, and appends nothing, when the literal is not in the Huffman code.
    mutating func append(_ literal: HPACKReader.Literal) -> Bool {
        let source = literal.bytes
        makeRoom(literal.isHuffman ? HPACKHuffman.decodedByteLimit(source.count) : source.count)
        let written: Int? = bytes.withUnsafeMutableBytes { bytes in
            let free = UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
            if literal.isHuffman { return HPACKHuffman.standard.decode(source, into: free) }
            free.copyMemory(from: source)
            return source.count
        }
        count &+= written ?? 0
        return written != nil
    }

    mutating func append(_ first: UInt8, _ second: UInt8) {
        makeRoom(2)
        bytes[count] = first
        bytes[count &+ 1] = second
        count &+= 2
    }

    /// Drops what was appended since `count` was `mark`.
    mutating func rewind(to mark: Int) {
        count = mark
    }

    func withNameAndValue(of entry: HPACKEntry, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { entry.withNameAndValue(in: $0, body) }
    }

    /// Hands out the lines, and begins anew.
    mutating func take() -> [UInt8] {
        let lines = Array(bytes[..<count])
        count = 0
        if bytes.count > Self.keptCapacity { bytes = [] }
        return lines
    }

    private mutating func makeRoom(_ byteCount: Int) {
        let needed = count &+ byteCount
        guard needed > bytes.count else { return }
        bytes += [UInt8](repeating: 0, count: max(needed &- bytes.count, bytes.count, 1024))
    }
}
