/// A pattern as read: the tree its program is made from.
indirect enum PatternNode: Sendable {
    case empty
    case scalar(ScalarSet)
    case assertion(PatternAssertion)
    case look(PatternNode, isAhead: Bool, isNegated: Bool)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, minimum: Int, maximum: Int?)

    /// The bytes to look for, in lower case, when the pattern is nothing but ASCII characters.
    var literal: [UInt8]? {
        switch self {
        case .empty: []
        case .scalar(let set): set.literal.map { [$0] }
        case .sequence(let nodes):
            nodes.reduce([]) { bytes, node in bytes.flatMap { bytes in node.literal.map { bytes + $0 } } }
        case .assertion, .look, .alternatives, .repeated: nil
        }
    }
}

/// A condition on a place between two characters.
enum PatternAssertion: Sendable {
    case textStart
    case textEnd
    /// `$` outside multi-line mode: the end, or before a newline that ends the text.
    case lastLineEnd
    case lineStart
    /// Before `\n` or `\r\n`, so that `$` means the end of a header line.
    case lineEnd
    case wordBoundary
    case notWordBoundary

    func holds(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        switch self {
        case .textStart: position == 0
        case .textEnd: position == bytes.count
        case .lastLineEnd: position == bytes.count || position == bytes.count - 1 && bytes[position] == 0x0A
        case .lineStart: position == 0 || bytes[position - 1] == 0x0A
        case .lineEnd: Self.isLineEnd(bytes, at: position)
        case .wordBoundary: Self.isWordBoundary(bytes, at: position)
        case .notWordBoundary: !Self.isWordBoundary(bytes, at: position)
        }
    }

    private static func isLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard position < bytes.count else { return true }
        if bytes[position] == 0x0A { return true }
        return bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
    }

    private static func isWordBoundary(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        let before = position > 0 && bytes[position - 1].isWordByte
        let after = position < bytes.count && bytes[position].isWordByte
        return before != after
    }
}

extension UInt8 {
    /// A letter, digit or underscore of ASCII.
    var isWordByte: Bool {
        switch asciiLowercased {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
