import NIOCore

/// A client of server-sent events: asks once, and counts each event as an answer to when it was sent.
struct EventDialect: LoadDialect {
    private let request: [UInt8]
    private var unread = ByteBuffer()
    private var hasHead = false

    init(_ target: LoadTarget) {
        request = target.request
    }

    mutating func begin(at now: Int, into output: inout ByteBuffer) {
        output.writeBytes(request)
    }

    mutating func consume(
        _ bytes: inout ByteBuffer,
        at now: Int,
        into output: inout ByteBuffer
    ) throws(BenchmarkError) -> [Int] {
        unread.discardReadBytes()
        unread.writeBuffer(&bytes)
        if !hasHead {
            let text = String(buffer: unread)
            guard let end = text.firstRange(of: "\r\n\r\n") else { return [] }
            guard text.hasPrefix("HTTP/1.1 200 ") else { throw BenchmarkError("no events but: \(text.prefix(200))") }
            unread.moveReaderIndex(forwardBy: text.utf8.distance(from: text.startIndex, to: end.upperBound))
            hasHead = true
        }
        var sent: [Int] = []
        while let event = unread.readBytes(length: EventStream.eventByteCount) {
            guard let time = EventStream.sent(event) else {
                throw BenchmarkError("no event but: \(String(decoding: event, as: UTF8.self))")
            }
            sent.append(time)
        }
        return sent
    }
}
