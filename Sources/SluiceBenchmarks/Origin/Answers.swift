/// What the origin says: a JSON document of 1 KiB, or as many bytes as the path asks for.
enum Answers {
    static let smallPath = "/v1/users/42"
    /// Answered like the small one, and the connection is closed.
    static let lastPath = "/v1/last"

    static func largePath(byteCount: Int) -> String { "/bytes/\(byteCount)" }

    static let smallByteCount = 1024

    static let smallBody: [UInt8] = {
        let start = #"{"id":42,"name":"Ada Lovelace","note":""#
        let end = #""}"#
        let fillerByteCount = smallByteCount - start.utf8.count - end.utf8.count
        let filler = String(repeating: "lorem ipsum ", count: 100).prefix(fillerByteCount)
        return Array((start + filler + end).utf8)
    }()

    /// Head and body, in HTTP/1.1.
    static let small = head(contentType: "application/json", byteCount: smallByteCount) + smallBody
    static let last = head(contentType: "application/json", byteCount: smallByteCount, isLast: true) + smallBody

    static func head(contentType: String, byteCount: Int, isLast: Bool = false) -> [UInt8] {
        let lines = [
            "HTTP/1.1 200 OK", "Date: Mon, 23 Nov 2026 10:42:07 GMT", "Content-Type: \(contentType)",
            "Content-Length: \(byteCount)", "Cache-Control: no-store", "Server: origin",
        ]
        let ending = isLast ? ["Connection: close", "", ""] : ["", ""]
        return Array((lines + ending).joined(separator: "\r\n").utf8)
    }

    /// What large bodies are made of, again and again.
    static let block: [UInt8] = {
        var generator = SystemRandomNumberGenerator()
        return (0..<32_768).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
    }()

    private static let lastStart = Array("GET \(lastPath) ".utf8)
    private static let largeStart = Array("GET /bytes/".utf8)
    private static let echoStart = Array("GET \(EchoFrames.path) ".utf8)
    private static let eventStart = Array("GET \(EventStream.path) ".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    /// What a request asks for.
    enum Question {
        case small
        /// The last one on its connection.
        case last
        case large(byteCount: Int)
        case webSocket
        case events
    }

    /// - Returns: `nil` while the request's head is not whole.
    static func question(_ request: some BidirectionalCollection<UInt8>) -> Question? {
        guard request.suffix(4).elementsEqual(headEnd) else { return nil }
        if request.starts(with: lastStart) { return .last }
        if request.starts(with: echoStart) { return .webSocket }
        if request.starts(with: eventStart) { return .events }
        guard request.starts(with: largeStart) else { return .small }
        let digits = request.dropFirst(largeStart.count).prefix { $0 != 0x20 }
        return .large(byteCount: Int(String(decoding: digits, as: UTF8.self)) ?? 0)
    }
}
