import FlowKit
import NIOCore

@testable import ProxyEngine

/// One end of an HTTP/2 connection over a blocking socket, for tests that say which frames go and come.
final class HTTP2Peer {
    let socket: Socket
    var http2: HTTP2Connection
    private var bytes = ByteBuffer()
    /// Content that came is given back to the window at once.
    var consumes = true

    init(_ socket: Socket, role: HTTP2Connection.Role, settings: HTTP2Settings = .proxy) {
        self.socket = socket
        http2 = HTTP2Connection(role: role, settings: settings)
        flush()
    }

    /// A client that knows that the proxy, or the server behind a tunnel through it, speaks HTTP/2.
    convenience init(through proxy: TestProxy, tunnelTo port: Int? = nil, settings: HTTP2Settings = .proxy) throws {
        let socket = try proxy.connect()
        if let port {
            socket.send("CONNECT 127.0.0.1:\(port) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
            _ = socket.receive(until: "\r\n\r\n")
        }
        self.init(socket, role: .client, settings: settings)
    }

    func flush() {
        while let output = http2.takeOutput() { socket.send(Array(output.readableBytesView)) }
    }

    /// The next event; `nil` when the connection has ended, or after a minute.
    func next() -> HTTP2Connection.Event? {
        while true {
            if let event = http2.nextEvent(&bytes, now: .now()) {
                if consumes, case .data(let id, let content, _) = event {
                    http2.consumed(content.readableBytes, on: id)
                }
                flush()
                return event
            }
            flush()
            guard let more = socket.receive(), !more.isEmpty else { return nil }
            bytes.writeBytes(more)
        }
    }

    /// Passes over what no test asks for.
    func nextMessage() -> HTTP2Connection.Event? {
        while let event = next() {
            if case .settings = event { continue }
            return event
        }
        return nil
    }

    // MARK: - As a client

    /// Opens a stream for a request to `http://127.0.0.1:port`.
    @discardableResult
    func request(
        _ method: String = "GET",
        _ path: String = "/",
        port: Int,
        fields: [(String, String)] = [],
        endStream: Bool = true
    ) -> HTTP2StreamID {
        let pseudo = [
            (":method", method), (":scheme", "http"), (":authority", "127.0.0.1:\(port)"), (":path", path),
        ]
        return send(pseudo + fields, endStream: endStream)
    }

    func send(_ fields: [(String, String)], endStream: Bool) -> HTTP2StreamID {
        guard let id = http2.openStream() else { return 0 }
        http2.sendHeaders(HTTP2Fields(headers: Headers(fields), neverIndexed: []), on: id, endStream: endStream)
        flush()
        return id
    }

    func send(_ text: String, on id: HTTP2StreamID, endStream: Bool) {
        http2.sendData(ByteBuffer(string: text), on: id, endStream: endStream)
        flush()
    }

    /// Reads until the streams have ended.
    func responses(_ ids: HTTP2StreamID...) -> [HTTP2StreamID: HTTP2Answer] {
        var answers: [HTTP2StreamID: HTTP2Answer] = [:]
        var open = Set(ids)
        while !open.isEmpty, let event = nextMessage() {
            switch event {
            case .headers(let id, let fields, let kind, let endStream, _):
                answers[id, default: HTTP2Answer()].take(fields.headers, kind)
                if endStream { open.remove(id) }
            case .data(let id, let content, let endStream):
                answers[id, default: HTTP2Answer()].body += String(buffer: content)
                if endStream { open.remove(id) }
            case .reset(let id, let code):
                answers[id, default: HTTP2Answer()].reset = code
                open.remove(id)
            case .goAway(_, let code, _):
                for id in open { answers[id, default: HTTP2Answer()].goAway = code }
            default:
                continue
            }
        }
        return answers
    }

    func response(_ id: HTTP2StreamID) -> HTTP2Answer { responses(id)[id] ?? HTTP2Answer() }

    // MARK: - As a server

    func answer(_ id: HTTP2StreamID, _ fields: [(String, String)], body: String? = nil, trailers: Headers? = nil) {
        let isWhole = body == nil && trailers == nil
        http2.sendHeaders(HTTP2Fields(headers: Headers(fields), neverIndexed: []), on: id, endStream: isWhole)
        if let body { http2.sendData(ByteBuffer(string: body), on: id, endStream: trailers == nil) }
        if let trailers { http2.sendHeaders(HTTP2Fields(headers: trailers, neverIndexed: []), on: id, endStream: true) }
        flush()
    }
}

/// What came back on one stream.
struct HTTP2Answer {
    var informational: [Headers] = []
    var headers = Headers()
    var body = ""
    var trailers: Headers?
    var reset: HTTP2ErrorCode?
    var goAway: HTTP2ErrorCode?

    var status: String? { headers[":status"] }

    mutating func take(_ fields: Headers, _ kind: HTTP2HeadersKind) {
        switch kind {
        case .informational: informational.append(fields)
        case .trailers: trailers = fields
        case .request, .response: headers = fields
        }
    }
}
