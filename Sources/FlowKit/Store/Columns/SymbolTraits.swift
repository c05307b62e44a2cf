/// What is true of one of some strings at least, so that each need not be asked.
struct SymbolTraits: OptionSet, Sendable {
    let rawValue: UInt8

    /// Has a byte that is not ASCII.
    static let beyondASCII = SymbolTraits(rawValue: 1)
    /// Does not begin with a slash.
    static let withoutSlash = SymbolTraits(rawValue: 2)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(of bytes: UnsafeBufferPointer<UInt8>) {
        self = bytes.reduce(0, |) >= 0x80 ? .beyondASCII : []
        if bytes.first != UInt8(ascii: "/") { insert(.withoutSlash) }
    }
}
