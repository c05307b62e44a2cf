import NIOCore
import Testing

@testable import ProxyEngine

/// The side that speaks to a server.
@Suite struct HTTP2ClientRoleTests {
    private typealias Wire = HTTP2Wire
    private static let ok = [(":status", "200")]

    @Test func `it begins with the preface, its settings and an open window`() {
        var connection = HTTP2Connection(role: .client)
        var output = connection.takeOutput() ?? ByteBuffer()

        #expect(output.readBytes(length: 24) == Wire.preface)
        var rest = output.readBytes(length: output.readableBytes) ?? []
        let frames = HTTP2WireFrame.all(&rest)
        #expect(frames.map(\.text) == ["SETTINGS", "WINDOW_UPDATE 0 33488897"])
        #expect(frames[0].payload == [0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 1, 0, 0, 4, 0, 0x10, 0, 0, 0, 6, 0, 4, 0, 0])
    }

    @Test func `a response with what may come before and behind it is told in order`() {
        var conversation = HTTP2Conversation(.client)
        _ = conversation.request()

        conversation.receive(Wire.headers(1, [(":status", "103"), ("link", "</a>")], endStream: false))
        conversation.receive(Wire.headers(1, Self.ok, endStream: false) + Wire.data(1, "hello"))
        conversation.receive(Wire.headers(1, [("grpc-status", "0")]))

        #expect(conversation.events == ["informational 1", "response 1", "data 1 5", "trailers 1 END_STREAM"])
        #expect(conversation.connection.openStreamCount == 0)
    }

    @Test(arguments: [
        ("DATA before the head", Wire.data(1, "x"), "before the head"),
        ("an informational response at the end", Wire.headers(1, [(":status", "100")]), "informational"),
        ("no status", Wire.headers(1, [("a", "b")]), ":status"),
        ("101", Wire.headers(1, [(":status", "101")], endStream: false), ":status"),
        ("a status of letters", Wire.headers(1, [(":status", "2xx")]), ":status"),
        ("a long status", Wire.headers(1, [(":status", "2000")]), ":status"),
        ("a request", Wire.headers(1), "pseudo-field"),
        ("an early end", Wire.headers(1, ok + [("content-length", "5")]), "content-length"),
        (
            "trailers that go on", Wire.headers(1, ok, endStream: false) + Wire.headers(1, ok, endStream: false),
            "trailers"
        ),
        (
            "too much content", Wire.headers(1, ok + [("content-length", "1")], endStream: false) + Wire.data(1, "xy"),
            "content"
        ),
        ("content of a 304", Wire.headers(1, [(":status", "304")], endStream: false) + Wire.data(1, "x"), "content"),
        ("content of a 204", Wire.headers(1, [(":status", "204")], endStream: false) + Wire.data(1, "x"), "content"),
        ("a connection's field", Wire.headers(1, ok + [("connection", "close")]), "connection"),
    ])
    func `a malformed response is an error of its stream`(name: String, bytes: [UInt8], problem: String) {
        var conversation = HTTP2Conversation(.client)
        _ = conversation.request()

        conversation.receive(bytes)

        #expect(conversation.events.last == "stream error 1 PROTOCOL_ERROR")
        #expect(conversation.frameTexts.last == "RST_STREAM 1 PROTOCOL_ERROR")
        #expect(conversation.messages.last?.contains(problem) == true, "\(conversation.messages)")
        #expect(conversation.request() == 3)
    }

    @Test func `content-length of an answer to HEAD, and of a 304, promises nothing`() {
        var conversation = HTTP2Conversation(.client)
        _ = conversation.request([(":method", "HEAD")] + Wire.get.dropFirst())
        _ = conversation.request()
        _ = conversation.request([(":method", "CONNECT"), (":authority", "a:443")], endStream: false)

        conversation.receive(Wire.headers(1, Self.ok + [("content-length", "5")]))
        conversation.receive(Wire.headers(3, [(":status", "304"), ("content-length", "5")]))
        conversation.receive(Wire.headers(5, Self.ok + [("content-length", "0")], endStream: false) + Wire.data(5, "x"))

        #expect(conversation.events == ["response 1 END_STREAM", "response 3 END_STREAM", "response 5", "data 5 1"])
    }

    @Test(arguments: [
        ("PUSH_PROMISE", Wire.frame(5, 4, 1, Wire.bytes(2) + Wire.block(Wire.get)), "PROTOCOL_ERROR"),
        ("HEADERS on a stream of the server", Wire.headers(2, ok), "PROTOCOL_ERROR"),
        ("HEADERS on an idle stream", Wire.headers(3, ok), "PROTOCOL_ERROR"),
        ("WINDOW_UPDATE on an idle stream", Wire.windowUpdate(3, 1), "PROTOCOL_ERROR"),
        ("ENABLE_PUSH", Wire.settings([(2, 1)]), "PROTOCOL_ERROR"),
        ("PRIORITY_UPDATE", Wire.frame(0x10, 0, 0, Wire.bytes(1)), "PROTOCOL_ERROR"),
        ("a compression error", Wire.frame(1, 5, 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "COMPRESSION_ERROR"),
    ])
    func `what a server must not send ends the connection`(name: String, bytes: [UInt8], code: String) {
        var conversation = HTTP2Conversation(.client)
        _ = conversation.request()

        conversation.receive(bytes)

        #expect(conversation.events.last == "connection error \(code)")
        #expect(conversation.frameTexts.last == "GOAWAY 0 \(code)")
        #expect(conversation.request() == nil)
    }

    @Test func `no more streams are opened than the server allows`() {
        var conversation = HTTP2Conversation(.client, isStarted: false)
        let early = (0..<150).compactMap { _ in conversation.request(endStream: true) }

        conversation.receive(Wire.settings([(3, 2)]))
        for id in early { conversation.receive(Wire.headers(id, Self.ok)) }
        let later = (0..<5).compactMap { _ in conversation.request() }

        #expect(early.count == 100)
        #expect(later == [201, 203])
        #expect(!conversation.connection.canOpenStream)
    }

    @Test func `a GOAWAY hands back the streams it does not cover, and lets the others finish`() {
        var conversation = HTTP2Conversation(.client)
        for _ in 0..<3 { _ = conversation.request() }

        conversation.receive(Wire.goAway(3, 0))
        conversation.receive(Wire.headers(1, Self.ok) + Wire.headers(3, Self.ok))

        #expect(
            conversation.events == [
                "go away 3 NO_ERROR", "reset 5 REFUSED_STREAM", "response 1 END_STREAM", "response 3 END_STREAM",
            ]
        )
        #expect(conversation.request() == nil)
        #expect(conversation.connection.openStreamCount == 0)
    }

    @Test func `a server that answers early can be told the rest`() {
        var conversation = HTTP2Conversation(.client)
        _ = conversation.request(Wire.post, endStream: false)

        conversation.receive(Wire.headers(1, Self.ok))
        conversation.send(1, byteCount: 3)
        conversation.receive(Wire.reset(1, 0))
        conversation.send(1, byteCount: 3)

        #expect(conversation.events == ["response 1 END_STREAM", "reset 1 NO_ERROR"])
        #expect(conversation.frameTexts == ["HEADERS 1", "DATA 1 3"])
    }

    @Test func `a stream given up before its head leaves no trace`() {
        var conversation = HTTP2Conversation(.client)
        let id = conversation.connection.openStream()

        if let id { conversation.connection.sendReset(id, .cancel) }
        conversation.takeOutput()

        #expect(conversation.frameTexts.isEmpty)
        #expect(conversation.request() == 3)
    }
}
