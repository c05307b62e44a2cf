/// Text of nothing but printable ASCII, as texts of one column each: what most of a screen is, drawn without reading it
/// glyph by glyph.
struct PlainText: RandomAccessCollection {
    private static let texts = (UInt8.min...UInt8.max).map { String(Unicode.Scalar($0)) }

    private let bytes: UnsafeBufferPointer<UInt8>

    /// Calls `body` with the first `limit` characters of `text` and whether that is all of it.
    ///
    /// - Returns: `nil`, without a call, where one of them or the one after them is not printable ASCII.
    static func reading<Result>(
        _ text: some StringProtocol,
        upTo limit: Int,
        _ body: (PlainText, _ isWhole: Bool) -> Result
    ) -> Result? {
        let result = text.utf8.withContiguousStorageIfAvailable { bytes -> Result? in
            // What follows might be a mark on the last character.
            let looked = UnsafeBufferPointer(rebasing: bytes.prefix(limit + 1))
            guard looked.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
            let shown = UnsafeBufferPointer(rebasing: looked.prefix(limit))
            return body(PlainText(bytes: shown), looked.count <= limit)
        }
        return result ?? nil
    }

    var startIndex: Int { 0 }
    var endIndex: Int { bytes.count }
    subscript(index: Int) -> String { Self.texts[Int(bytes[index])] }
}
