/// The number of a stream; 0 is the connection itself (RFC 9113 §5.1.1).
struct HTTP2StreamID: Hashable, Sendable, RawRepresentable {
    let rawValue: UInt32

    /// The highest bit is reserved and dropped.
    init(rawValue: UInt32) {
        self.rawValue = rawValue & 0x7FFF_FFFF
    }

    static let connection = HTTP2StreamID(rawValue: 0)
    static let max = HTTP2StreamID(rawValue: 0x7FFF_FFFF)

    /// Streams of clients are odd, those of servers (pushes) even.
    var isClientInitiated: Bool { rawValue & 1 == 1 }
}

extension HTTP2StreamID: Comparable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    init(integerLiteral value: UInt32) {
        self.init(rawValue: value)
    }

    static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    var description: String { String(rawValue) }
}
