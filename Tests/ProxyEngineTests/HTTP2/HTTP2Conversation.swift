import FlowKit
import NIOCore

@testable import ProxyEngine

/// One connection under test and what its peer says and hears.
struct HTTP2Conversation {
    var connection: HTTP2Connection
    private var input = ByteBuffer()
    private var unparsed: [UInt8] = []
    /// What came out of it, each in a line: `request 1 END_STREAM`, `data 1 4`, `reset 1 CANCEL`.
    var events: [String] = []
    var frames: [HTTP2WireFrame] = []
    var messages: [String] = []
    var fields: [HTTP2Fields] = []
    /// Content is passed on as soon as it comes.
    var consumes = true
    var takesOutput = true
    var now = NIODeadline.uptimeNanoseconds(1)

    init(
        _ role: HTTP2Connection.Role = .server,
        settings: HTTP2Settings = .proxy,
        limits: HTTP2Limits = .standard,
        isStarted: Bool = true
    ) {
        connection = HTTP2Connection(role: role, settings: settings, limits: limits)
        guard isStarted else { return }
        takeOutput()
        frames = []
        receive(role == .server ? HTTP2Wire.start : HTTP2Wire.settings([]))
        receive(HTTP2Wire.settings([], ack: true))
        frames = []
        events = []
    }

    var frameTexts: [String] { frames.map(\.text) }

    mutating func receive(_ bytes: [UInt8]) {
        input.writeBytes(bytes)
        pull()
    }

    mutating func pull() {
        while let event = connection.nextEvent(&input, now: now) { note(event) }
        if takesOutput { takeOutput() }
    }

    mutating func takeOutput() {
        while var output = connection.takeOutput() {
            unparsed += output.readBytes(length: output.readableBytes) ?? []
        }
        if connection.role == .client, unparsed.starts(with: HTTP2Wire.preface) {
            unparsed.removeFirst(HTTP2Wire.preface.count)
        }
        frames += HTTP2WireFrame.all(&unparsed)
        while let event = connection.nextEvent(&input, now: now) { note(event) }
    }

    /// What is received and not understood yet.
    var waitingByteCount: Int { input.readableBytes }

    mutating func respond(_ id: UInt32, _ fields: [(String, String)] = [(":status", "200")], endStream: Bool = true) {
        connection.sendHeaders(Self.fields(fields), on: HTTP2StreamID(rawValue: id), endStream: endStream)
        takeOutput()
    }

    mutating func send(_ id: UInt32, byteCount: Int, endStream: Bool = false) {
        let bytes = ByteBuffer(repeating: 0x79, count: byteCount)
        connection.sendData(bytes, on: HTTP2StreamID(rawValue: id), endStream: endStream)
        takeOutput()
    }

    /// Opens a stream with a request. Role `.client`.
    mutating func request(_ fields: [(String, String)] = HTTP2Wire.get, endStream: Bool = true) -> UInt32? {
        guard let id = connection.openStream() else { return nil }
        connection.sendHeaders(Self.fields(fields), on: id, endStream: endStream)
        takeOutput()
        return id.rawValue
    }

    static func fields(_ fields: [(String, String)]) -> HTTP2Fields {
        HTTP2Fields(headers: Headers(fields), neverIndexed: [])
    }

    private mutating func note(_ event: HTTP2Connection.Event) {
        switch event {
        case .settings: events.append("settings")
        case .headers(let id, let fields, let kind, let endStream, _):
            events.append("\(kind) \(id)\(endStream ? " END_STREAM" : "")")
            self.fields.append(fields)
        case .data(let id, let bytes, let endStream):
            events.append("data \(id)\(endStream ? " END_STREAM" : "") \(bytes.readableBytes)")
            if consumes { connection.consumed(bytes.readableBytes, on: id) }
        case .reset(let id, let code): events.append("reset \(id) \(code)")
        case .streamError(let id, let code, let message, let fields):
            events.append("stream error \(id) \(code)")
            messages.append(message)
            self.fields += fields.map { [$0] } ?? []
        case .requestTooLarge(let id, let message, _, let endStream):
            events.append("too large \(id)\(endStream ? " END_STREAM" : "")")
            messages.append(message)
        case .writable(let id): events.append("writable \(id)")
        case .priority(let id, let signal): events.append("priority \(id) \(signal.text)")
        case .goAway(let last, let code, _): events.append("go away \(last) \(code)")
        case .connectionError(let code, let message):
            events.append("connection error \(code)")
            messages.append(message)
        }
    }
}

extension HTTP2PrioritySignal {
    fileprivate var text: String {
        switch self {
        case .tree(let priority): "\(priority.dependency)\(priority.isExclusive ? " exclusive" : "") \(priority.weight)"
        case .update(let value): String(decoding: value, as: UTF8.self)
        }
    }
}
