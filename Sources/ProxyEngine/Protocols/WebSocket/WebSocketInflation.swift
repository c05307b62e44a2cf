import FlowKit

/// Inflates the messages of one direction (RFC 7692 §7.2.2), and gives up on data made to blow up.
struct WebSocketInflation {
    private let inflater: RawInflater
    private let hasNoContextTakeover: Bool
    private var takenByteCount = 0
    private var givenByteCount = 0
    /// Why nothing can be inflated any more.
    private(set) var failure: Failure?

    enum Failure {
        /// Not what the sender may send.
        case damaged(String)
        /// More than is worth the work.
        case bomb
    }

    /// A stream may grow to a hundred times its size, and somewhat more: no real one does that for long.
    private static let growthLimit = 100
    private static let growthAllowance = 64 << 20

    /// - Returns: `nil` when there is no memory.
    init?(_ deflate: WebSocketExtensions.Deflate) {
        guard let inflater = RawInflater(windowBits: deflate.windowBits) else { return nil }
        self.inflater = inflater
        hasNoContextTakeover = deflate.hasNoContextTakeover
    }

    /// Inflates a piece of a message.
    mutating func inflate(_ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) -> Void) {
        guard failure == nil else { return }
        takenByteCount &+= bytes.count
        let limit =
            takenByteCount.multipliedReportingOverflow(by: Self.growthLimit).partialValue
            &+ Self.growthAllowance
        var given = givenByteCount
        let problem = inflater.inflate(bytes) { block in
            given &+= block.count
            receive(block)
            return given <= limit
        }
        givenByteCount = given
        if let problem {
            failure = .damaged(problem)
        } else if given > limit {
            failure = .bomb
        }
    }

    /// The message is over: gives what was left of it.
    mutating func endMessage(_ receive: (UnsafeRawBufferPointer) -> Void) {
        // What senders cut off the end of each message.
        let tail: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
        tail.withUnsafeBytes { inflate($0, receive) }
        if hasNoContextTakeover { inflater.reset() }
    }
}
