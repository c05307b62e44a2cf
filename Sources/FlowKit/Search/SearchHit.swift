/// A place where a search found something, with the line around it.
package struct SearchHit: Hashable, Sendable {
    /// A text of a flow that is searched.
    package enum Place: Hashable, Sendable {
        case head(MessageSide)
        case body(MessageSide)
        /// By its number in the stream.
        case message(Int)
    }

    package let flow: FlowID
    package let place: Place
    /// Where it begins in that text, in bytes: a body's is `SearchText`.
    package let offset: Int
    /// Of the same line; captured text, with whatever control characters it has.
    package let before: String
    package let match: String
    package let after: String

    /// What is kept of a line: more than a screen is wide.
    private static let beforeByteCount = 160
    private static let matchByteCount = 1_000
    private static let afterByteCount = 320

    init(_ flow: FlowID, _ place: Place, _ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) {
        self.flow = flow
        self.place = place
        offset = range.lowerBound
        let earliest = max(0, range.lowerBound - Self.beforeByteCount)
        let lineStart = text[earliest..<range.lowerBound].lastIndex { $0.isLineBreak }.map { $0 + 1 }
        let latest = min(text.count, range.upperBound + Self.afterByteCount)
        let lineEnd = text[range.upperBound..<latest].firstIndex { $0.isLineBreak }
        before = Self.text(
            text[(lineStart ?? earliest)..<range.lowerBound],
            isCutBefore: lineStart == nil && earliest > 0
        )
        match = Self.text(text[range.prefix(Self.matchByteCount)])
        after = Self.text(text[range.upperBound..<(lineEnd ?? latest)])
    }

    /// - Parameter isCutBefore: it may begin inside a character, which is left out.
    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, isCutBefore: Bool = false) -> String {
        var bytes = bytes
        if isCutBefore { bytes = bytes.drop { $0 & 0xC0 == 0x80 } }
        // And the last one may be cut.
        let tail = bytes.suffix(3)
        if let last = tail.lastIndex(where: { $0 & 0xC0 == 0xC0 }), tail.endIndex - last < tail[last].sequenceCount {
            bytes = bytes[..<last]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Range<Int> {
    fileprivate func prefix(_ count: Int) -> Range<Int> { lowerBound..<Swift.min(upperBound, lowerBound + count) }
}

extension UInt8 {
    fileprivate var isLineBreak: Bool { self == 0x0A || self == 0x0D }

    /// The bytes of a character that begins with this one in UTF-8.
    fileprivate var sequenceCount: Int { self >= 0xF0 ? 4 : self >= 0xE0 ? 3 : 2 }
}
