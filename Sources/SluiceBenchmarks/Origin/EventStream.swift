/// The server-sent events that the origin offers: each says when it was sent, and is a chunk of its own.
enum EventStream {
    static let path = "/events"
    static let milliseconds = 2
    private static let start = Array("1b\r\ndata: ".utf8)
    private static let end = Array("\n\n\r\n".utf8)
    private static let digitCount = 19

    static let head = Array(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n".utf8
    )

    static let eventByteCount = start.count + digitCount + end.count

    /// An event that is sent now.
    static func event() -> [UInt8] {
        let digits = Array(String(Machine.nanoseconds).utf8)
        return start + [UInt8](repeating: 0x30, count: digitCount - digits.count) + digits + end
    }

    /// When the event was sent that these bytes are.
    static func sent(_ event: some Collection<UInt8>) -> Int? {
        Int(String(decoding: event.dropFirst(start.count).prefix(digitCount), as: UTF8.self))
    }
}
