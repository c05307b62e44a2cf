import NIOCore

/// Small pieces that wait to leave as one: a head and a short body are then one write, and one record of TLS.
struct JoinedOutput {
    private var bytes = ByteBuffer()
    /// What is in there has been taken; its memory is used again once the channel has written it.
    private var isTaken = true

    /// Larger pieces are not copied.
    static let pieceLimit = 4 << 10
    private static let limit = 16 << 10

    var isFull: Bool { bytes.readableBytes >= Self.limit }

    mutating func append(_ write: (inout ByteBuffer) -> Void) {
        if isTaken {
            // An idle connection holds no more memory than a head takes.
            if bytes.capacity > Self.pieceLimit { bytes = ByteBuffer() } else { bytes.clear() }
            isTaken = false
        }
        write(&bytes)
    }

    /// What is to be written; `nil`: nothing.
    mutating func take() -> ByteBuffer? {
        guard !isTaken else { return nil }
        isTaken = true
        return bytes
    }
}

/// The last handler of a channel, which writes bytes. On its event loop.
protocol BytesWriter: ChannelOutboundHandler where OutboundOut == ByteBuffer {
    var context: ChannelHandlerContext? { get }
    var output: JoinedOutput { get set }
}

extension BytesWriter {
    /// Writes what `body` appends, which is little; it leaves with the next flush.
    func write(_ body: (inout ByteBuffer) -> Void) {
        output.append(body)
        if output.isFull { handOn() }
    }

    func write(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > JoinedOutput.pieceLimit else { return write { $0.writeImmutableBuffer(bytes) } }
        handOn()
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    func flush() {
        handOn()
        context?.flush()
    }

    /// Gives the channel what was joined so far.
    func handOn() {
        guard let bytes = output.take() else { return }
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }
}
