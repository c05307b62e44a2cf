import NIOCore

/// The origin's side of HTTP/2: answers each request alike, without reading its fields.
final class HTTP2OriginConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// `:status 200`; content-type, content-length, cache-control, server, date.
    private static let fields = FieldBlock(
        indexed: [8],
        named: [
            (31, "application/json"), (28, "\(Answers.smallByteCount)"), (24, "no-store"), (54, "origin"),
            (33, "Mon, 23 Nov 2026 10:42:07 GMT"),
        ]
    )

    private var reader = FrameReader()
    private var hasSeenPreface = false
    private var hasAnswered = false
    /// What the other side lets us send on the connection (RFC 9113 §6.9); its windows for streams hold an answer.
    private var window = 65_535
    /// Streams whose answers wait for it.
    private var waiting: [UInt32] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        var output = context.channel.allocator.buffer(capacity: 8 << 10)
        reader.append(&bytes)
        if !hasSeenPreface {
            guard reader.skipPreface() else { return }
            hasSeenPreface = true
            output.writeLargeWindows()
        }
        while let frame = reader.next() {
            switch frame.kind {
            case Frame.Kind.headers: waiting.append(frame.stream)
            case Frame.Kind.windowUpdate where frame.stream == 0:
                window += frame.payload.getInteger(at: frame.payload.readerIndex, as: UInt32.self).map { Int($0) } ?? 0
            default: output.writeAcknowledgement(of: frame)
            }
        }
        let count = min(waiting.count, window / Answers.smallByteCount)
        for stream in waiting.prefix(count) { answer(stream, into: &output) }
        waiting.removeFirst(count)
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }

    private func answer(_ stream: UInt32, into output: inout ByteBuffer) {
        window -= Answers.smallByteCount
        let block = hasAnswered ? Self.fields.next : Self.fields.first
        hasAnswered = true
        output.writeFrame(Frame.Kind.headers, flags: 4, stream: stream, block)
        output.writeFrame(Frame.Kind.data, flags: 1, stream: stream, Answers.smallBody)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

@available(*, unavailable) extension HTTP2OriginConnection: Sendable {}
