import Testing

@testable import ProxyEngine

/// The cases of h2spec's sections "http2" 3 to 5, and "hpack": frames and streams in general.
@Suite struct H2SpecTests {
    private typealias Wire = HTTP2Wire
    private static let open = Wire.headers(1, Wire.post, endStream: false)
    private static let protocolError = H2SpecCase.Expected.connectionError(["PROTOCOL_ERROR"])
    private static let frameSizeError = H2SpecCase.Expected.connectionError(["FRAME_SIZE_ERROR"])

    @Test(arguments: format + compression)
    func `frames are checked`(row: H2SpecCase) {
        row.check()
    }

    @Test(arguments: streamStates + identifiers + dependencies)
    func `streams are checked`(row: H2SpecCase) {
        row.check()
    }

    @Test func `3_5 the server's preface is the first it sends`() {
        var conversation = HTTP2Conversation(isStarted: false)

        conversation.receive(HTTP2Wire.start)

        #expect(conversation.frameTexts.first == "SETTINGS")
        #expect(conversation.frameTexts.contains("SETTINGS ACK"))
    }

    @Test(arguments: [
        "INVALID CONNECTION PREFACE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX",
    ])
    func `3_5 another preface ends the connection`(text: String) {
        var conversation = HTTP2Conversation(isStarted: false)

        conversation.receive(Array(text.utf8))

        #expect(conversation.connection.isClosed)
        #expect(conversation.frameTexts.last == "GOAWAY 0 PROTOCOL_ERROR")
    }

    @Test func `5_1_2 streams over the limit are refused, and the others go on`() {
        var settings = HTTP2Settings.proxy
        settings.maxConcurrentStreams = 10
        var conversation = HTTP2Conversation(settings: settings)

        conversation.receive((0...10).flatMap { Wire.headers(UInt32($0 * 2 + 1)) })
        conversation.respond(1)
        conversation.receive(Wire.headers(23))

        #expect(conversation.frameTexts == ["RST_STREAM 21 REFUSED_STREAM", "HEADERS 1 END_STREAM"])
        #expect(conversation.events.last == "request 23 END_STREAM")
    }

    private static let format: [H2SpecCase] = [
        .row("4.1", "a frame of unknown type", Wire.frame(0x16, 0, 0, [1, 2, 3]), expected: .accepted([])),
        .row(
            "4.1",
            "a frame with an undefined flag",
            Wire.frame(6, 0x16, 0, [UInt8](repeating: 0, count: 8)),
            expected: .accepted([])
        ),
        .row(
            "4.1",
            "a frame with the reserved bit",
            Wire.frame(6, 0, 0x8000_0000, [UInt8](repeating: 0, count: 8)),
            expected: .accepted(["PING ACK"])
        ),
        .row(
            "4.2",
            "DATA of 2^14 octets",
            open,
            Wire.data(1, byteCount: 16_384, endStream: true),
            expected: .accepted([])
        ),
        .row(
            "4.2",
            "DATA over the maximum",
            open,
            Wire.data(1, byteCount: 16_385, endStream: true),
            expected: frameSizeError
        ),
        .row(
            "4.2",
            "HEADERS over the maximum",
            Wire.frame(1, 5, 1, [UInt8](repeating: 0x82, count: 16_385)),
            expected: frameSizeError
        ),
        .row("5.5", "an unknown extension frame", Wire.frame(0xFF, 0, 1, [1]), expected: .accepted([])),
        .row(
            "5.5",
            "an unknown frame inside a header block",
            Wire.headers(1, endHeaders: false),
            Wire.frame(0xFF, 0, 0),
            expected: protocolError
        ),
    ]

    private static let compression: [H2SpecCase] = [
        .row(
            "4.3",
            "an invalid header block",
            Wire.frame(1, 5, 1, [0xFF, 0xFF, 0xFF, 0xFF]),
            expected: .connectionError(["COMPRESSION_ERROR"])
        ),
        .row(
            "4.3",
            "PRIORITY inside a header block",
            Wire.headers(1, endHeaders: false),
            Wire.priority(1),
            expected: protocolError
        ),
        .row(
            "4.3",
            "HEADERS of another stream inside a header block",
            Wire.headers(1, endHeaders: false),
            Wire.headers(3),
            expected: protocolError
        ),
        .row(
            "hpack 2.3.3",
            "an index past the table, indexed",
            Wire.frame(1, 5, 1, [0xC6]),
            expected: .connectionError(["COMPRESSION_ERROR"])
        ),
        .row(
            "hpack 4.2",
            "a table size update at the end of a block",
            Wire.frame(1, 5, 1, [0x82, 0x20]),
            expected: .connectionError(["COMPRESSION_ERROR"])
        ),
        .row(
            "hpack 5.2",
            "wrong padding of Huffman code",
            Wire.frame(1, 5, 1, [0x41, 0x81, 0x00]),
            expected: .connectionError(["COMPRESSION_ERROR"])
        ),
        .row("hpack 6.1", "index 0", Wire.frame(1, 5, 1, [0x80]), expected: .connectionError(["COMPRESSION_ERROR"])),
        .row(
            "hpack 6.3",
            "a table size over the limit",
            Wire.frame(1, 5, 1, [0x3F, 0xE2, 0x1F, 0x82]),
            expected: .connectionError(["COMPRESSION_ERROR"])
        ),
    ]

    private static let streamStates: [H2SpecCase] = [
        .row("5.1", "idle: DATA", Wire.data(1, "test", endStream: true), expected: protocolError),
        .row("5.1", "idle: RST_STREAM", Wire.reset(1), expected: protocolError),
        .row("5.1", "idle: WINDOW_UPDATE", Wire.windowUpdate(1, 100), expected: protocolError),
        .row("5.1", "idle: CONTINUATION", Wire.continuation(1, Wire.get), expected: protocolError),
        .row(
            "5.1",
            "half-closed (remote): DATA",
            Wire.headers(1),
            Wire.data(1, "test", endStream: true),
            expected: .streamError(1, ["STREAM_CLOSED"])
        ),
        .row(
            "5.1",
            "half-closed (remote): HEADERS",
            Wire.headers(1),
            Wire.headers(1),
            expected: .streamError(1, ["STREAM_CLOSED"])
        ),
        .row(
            "5.1",
            "half-closed (remote): CONTINUATION",
            Wire.headers(1),
            Wire.continuation(1, Wire.get),
            expected: protocolError
        ),
        .row(
            "5.1",
            "closed: DATA after RST_STREAM",
            open,
            Wire.reset(1),
            Wire.data(1, "test", endStream: true),
            expected: .streamError(1, ["STREAM_CLOSED"])
        ),
        .row(
            "5.1",
            "closed: HEADERS after RST_STREAM",
            open,
            Wire.reset(1),
            Wire.headers(1),
            expected: .streamError(1, ["STREAM_CLOSED"])
        ),
        .row(
            "5.1",
            "closed: CONTINUATION after RST_STREAM",
            open,
            Wire.reset(1),
            Wire.continuation(1, Wire.get),
            expected: protocolError
        ),
        .answered(
            "5.1",
            "closed: DATA",
            .send(Wire.headers(1)),
            .answer(1),
            .send(Wire.data(1, "test")),
            expected: .connectionError(["STREAM_CLOSED"])
        ),
        .answered(
            "5.1",
            "closed: HEADERS",
            .send(Wire.headers(1)),
            .answer(1),
            .send(Wire.headers(1)),
            expected: .connectionError(["STREAM_CLOSED"])
        ),
        .answered(
            "5.1",
            "closed: CONTINUATION",
            .send(Wire.headers(1)),
            .answer(1),
            .send(Wire.continuation(1, Wire.get)),
            expected: protocolError
        ),
    ]

    private static let identifiers: [H2SpecCase] = [
        .row("5.1.1", "an even stream identifier", Wire.headers(2), expected: protocolError),
        .row("5.1.1", "a stream identifier below the last", Wire.headers(5), Wire.headers(3), expected: protocolError),
        .row(
            "5.4.1",
            "an invalid PING ends the connection",
            Wire.frame(6, 0, 3, [0, 0, 0, 0, 0, 0, 0, 0]),
            expected: protocolError
        ),
    ]

    private static let dependencies: [H2SpecCase] = [
        .row(
            "5.3.1",
            "HEADERS that depend on their own stream",
            Wire.frame(1, 0x25, 1, Wire.bytes(1) + [255] + Wire.block(Wire.get)),
            expected: .streamError(1, ["PROTOCOL_ERROR"])
        ),
        .row(
            "5.3.1",
            "PRIORITY that depends on its own stream, idle",
            Wire.priority(1, on: 1),
            expected: protocolError
        ),
        .row(
            "5.3.1",
            "PRIORITY that depends on its own stream, open",
            open,
            Wire.priority(1, on: 1),
            expected: .streamError(1, ["PROTOCOL_ERROR"])
        ),
    ]
}
