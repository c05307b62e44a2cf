/// Blocks of fields in HPACK (RFC 7541), written out once: the first names them, those after it refer to it.
struct FieldBlock {
    /// Puts each field into the receiver's table.
    let first: [UInt8]
    /// Takes them from there.
    let next: [UInt8]

    /// - Parameters:
    ///   - indexed: fields that the static table has whole, by their numbers in it.
    ///   - named: fields whose name it has, by its number, with values below 127 bytes.
    init(indexed: [UInt8], named: [(name: UInt8, value: String)]) {
        let start = indexed.map { 0x80 | $0 }
        first = start + named.flatMap { [0x40 | $0.name, UInt8($0.value.utf8.count)] + Array($0.value.utf8) }
        // The newest entry of the dynamic table is number 62.
        next = start + named.indices.map { 0x80 | UInt8(62 + named.count - 1 - $0) }
    }

    /// `:status 200` as it begins a block.
    static let good: UInt8 = 0x88
}
