import NIOCore

/// So many requests at a time on one connection, without a codec: fields are not read, but that the status is good.
struct HTTP2Dialect: LoadDialect {
    private struct Pending {
        var sent: Int
        var byteCount = 0
    }

    private let streams: Int
    private let fields: FieldBlock
    private var reader = FrameReader()
    private var pending: [UInt32: Pending] = [:]
    private var nextStream: UInt32 = 1
    /// Bytes of the connection's window that were used and not given back yet.
    private var used = 0

    init(_ target: LoadTarget, streams: Int) {
        self.streams = streams
        // :method GET, :scheme https; :authority, :path, user-agent, accept, accept-language.
        fields = FieldBlock(
            indexed: [2, 7],
            named: [
                (1, "localhost:\(target.originPort)"), (4, target.path), (58, "SluiceBenchmarks/1"),
                (19, "application/json"), (17, "en"),
            ]
        )
    }

    mutating func begin(at now: Int, into output: inout ByteBuffer) {
        output.writeString(ByteBuffer.preface)
        output.writeLargeWindows()
        for _ in 0..<streams { ask(at: now, into: &output) }
    }

    private mutating func ask(at now: Int, into output: inout ByteBuffer) {
        // END_STREAM and END_HEADERS.
        let block = nextStream == 1 ? fields.first : fields.next
        output.writeFrame(Frame.Kind.headers, flags: 5, stream: nextStream, block)
        pending[nextStream] = Pending(sent: now)
        nextStream += 2
    }

    mutating func consume(
        _ bytes: inout ByteBuffer,
        at now: Int,
        into output: inout ByteBuffer
    ) throws(BenchmarkError) -> [Int] {
        var answered: [Int] = []
        reader.append(&bytes)
        while let frame = reader.next() {
            switch frame.kind {
            case Frame.Kind.headers:
                guard frame.payload.readableBytesView.first == FieldBlock.good else {
                    throw BenchmarkError("an answer whose status is not 200")
                }
            case Frame.Kind.data:
                pending[frame.stream]?.byteCount += frame.payload.readableBytes
                used += frame.payload.readableBytes
            case Frame.Kind.resetStream, Frame.Kind.goAway:
                throw BenchmarkError("the load was refused (frame of kind \(frame.kind))")
            default:
                output.writeAcknowledgement(of: frame)
                continue
            }
            guard frame.endsStream, let done = pending.removeValue(forKey: frame.stream) else { continue }
            guard done.byteCount == Answers.smallByteCount else {
                throw BenchmarkError("an answer of \(done.byteCount) bytes")
            }
            answered.append(done.sent)
            ask(at: now, into: &output)
        }
        if used >= 1 << 20 {
            output.writeFrame(Frame.Kind.windowUpdate, [0, 0x10, 0, 0])
            used -= 1 << 20
        }
        return answered
    }
}
