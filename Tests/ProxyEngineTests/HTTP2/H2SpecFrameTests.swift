import Testing

@testable import ProxyEngine

/// The cases of h2spec's sections "http2" 6 and 7: each type of frame.
@Suite struct H2SpecFrameTests {
    private typealias Wire = HTTP2Wire
    private static let open = Wire.headers(1, Wire.post, endStream: false)
    private static let protocolError = H2SpecCase.Expected.connectionError(["PROTOCOL_ERROR"])
    private static let frameSizeError = H2SpecCase.Expected.connectionError(["FRAME_SIZE_ERROR"])

    @Test(arguments: data + headers + controls)
    func `each type of frame is checked`(row: H2SpecCase) {
        row.check()
    }

    @Test(arguments: settings + windows)
    func `settings and windows are checked`(row: H2SpecCase) {
        row.check()
    }

    private static let data: [H2SpecCase] = [
        .row("6.1", "DATA on stream 0", Wire.data(0, "test"), expected: protocolError),
        .row(
            "6.1",
            "DATA on a stream that is not open",
            Wire.headers(1, Wire.post),
            Wire.data(1, "test"),
            expected: .streamError(1, ["STREAM_CLOSED"])
        ),
        .row(
            "6.1",
            "DATA with more padding than payload",
            open,
            Wire.frame(0, 9, 1, [6, 0x54, 0x65, 0x73, 0x74]),
            expected: protocolError
        ),
        .row("6.1", "padded DATA without a payload", open, Wire.frame(0, 9, 1), expected: frameSizeError),
    ]

    private static let headers: [H2SpecCase] = [
        .row(
            "6.2",
            "PRIORITY after HEADERS without END_HEADERS",
            Wire.headers(1, endHeaders: false),
            Wire.priority(1),
            expected: protocolError
        ),
        .row(
            "6.2",
            "HEADERS of another stream after HEADERS without END_HEADERS",
            Wire.headers(1, endHeaders: false),
            Wire.headers(3, endHeaders: false),
            expected: protocolError
        ),
        .row("6.2", "HEADERS on stream 0", Wire.headers(0), expected: protocolError),
        .row(
            "6.2",
            "HEADERS with more padding than payload",
            Wire.frame(1, 0xD, 1, [200] + Wire.block(Wire.get)),
            expected: protocolError
        ),
        .row("6.2", "HEADERS too short for its priority", Wire.frame(1, 0x25, 1, [0, 0, 0]), expected: frameSizeError),
        .row(
            "6.10",
            "several CONTINUATION after HEADERS",
            Wire.headers(1, endHeaders: false),
            Wire.continuation(1, [("a", "b")], endHeaders: false),
            Wire.continuation(1, [("c", "d")]),
            expected: .accepted([])
        ),
        .row(
            "6.10",
            "DATA after CONTINUATION without END_HEADERS",
            Wire.headers(1, endHeaders: false),
            Wire.continuation(1, [("a", "b")], endHeaders: false),
            Wire.data(1, "test"),
            expected: protocolError
        ),
        .row(
            "6.10",
            "CONTINUATION on stream 0",
            Wire.headers(1, endHeaders: false),
            Wire.continuation(0, [("a", "b")]),
            expected: protocolError
        ),
        .row(
            "6.10",
            "CONTINUATION after HEADERS with END_HEADERS",
            Wire.headers(1),
            Wire.continuation(1, [("a", "b")]),
            expected: protocolError
        ),
        .row(
            "6.10",
            "CONTINUATION after CONTINUATION with END_HEADERS",
            Wire.headers(1, endHeaders: false),
            Wire.continuation(1, [("a", "b")]),
            Wire.continuation(1, [("a", "b")]),
            expected: protocolError
        ),
        .row(
            "6.10",
            "CONTINUATION after DATA",
            open,
            Wire.data(1, "test"),
            Wire.continuation(1, [("a", "b")]),
            expected: protocolError
        ),
        .row("8.2", "PUSH_PROMISE", Wire.frame(5, 4, 1, Wire.bytes(2) + Wire.block(Wire.get)), expected: protocolError),
    ]

    private static let controls: [H2SpecCase] = [
        .row("6.3", "PRIORITY on stream 0", Wire.priority(0), expected: protocolError),
        .row(
            "6.3",
            "PRIORITY of another size than 5",
            open,
            Wire.frame(2, 0, 1, [0x80, 0, 0, 1]),
            expected: .streamError(1, ["FRAME_SIZE_ERROR"])
        ),
        .row(
            "6.3",
            "PRIORITY of another size than 5, idle",
            Wire.frame(2, 0, 1, [0x80, 0, 0, 1]),
            expected: frameSizeError
        ),
        .row("6.4", "RST_STREAM on stream 0", Wire.reset(0), expected: protocolError),
        .row("6.4", "RST_STREAM on an idle stream", Wire.reset(1), expected: protocolError),
        .row(
            "6.4",
            "RST_STREAM of another size than 4",
            open,
            Wire.frame(3, 0, 1, [0, 0, 0]),
            expected: frameSizeError
        ),
        .row("6.7", "PING", Wire.ping("h2spec\u{0}\u{0}"), expected: .accepted(["PING ACK"])),
        .row("6.7", "PING with ACK", Wire.ping("invalid!", ack: true), expected: .accepted([])),
        .row("6.7", "PING on a stream", Wire.frame(6, 0, 1, [UInt8](repeating: 0, count: 8)), expected: protocolError),
        .row("6.7", "PING of another size than 8", Wire.frame(6, 0, 0, [0, 0, 0, 0, 0, 0]), expected: frameSizeError),
        .row("6.8", "GOAWAY on a stream", Wire.goAway(on: 1), expected: protocolError),
        .row("6.8", "GOAWAY too short", Wire.frame(7, 0, 0, [0, 0, 0, 0]), expected: frameSizeError),
        .row("7", "GOAWAY with an unknown code", Wire.goAway(0, 0xFF), expected: .accepted([])),
        .row("7", "RST_STREAM with an unknown code", open, Wire.reset(1, 0xFF), expected: .accepted([])),
    ]

    private static let settings: [H2SpecCase] = [
        .row("6.5", "SETTINGS with ACK and payload", Wire.frame(4, 1, 0, [0]), expected: frameSizeError),
        .row("6.5", "SETTINGS on a stream", Wire.frame(4, 0, 1, [0, 3, 0, 0, 0, 100]), expected: protocolError),
        .row("6.5", "SETTINGS of no multiple of 6", Wire.frame(4, 0, 0, [0, 3, 0]), expected: frameSizeError),
        .row("6.5.2", "ENABLE_PUSH of 2", Wire.settings([(2, 2)]), expected: protocolError),
        .row(
            "6.5.2",
            "INITIAL_WINDOW_SIZE over the maximum",
            Wire.settings([(4, 0x8000_0000)]),
            expected: .connectionError(["FLOW_CONTROL_ERROR"])
        ),
        .row("6.5.2", "MAX_FRAME_SIZE below the initial value", Wire.settings([(5, 16_383)]), expected: protocolError),
        .row("6.5.2", "MAX_FRAME_SIZE over the maximum", Wire.settings([(5, 16_777_216)]), expected: protocolError),
        .row("6.5.2", "an unknown setting", Wire.settings([(0xFF, 1)]), expected: .accepted(["SETTINGS ACK"])),
        .row("6.5.2", "ENABLE_CONNECT_PROTOCOL of 2", Wire.settings([(8, 2)]), expected: protocolError),
        .row(
            "6.5.2",
            "ENABLE_CONNECT_PROTOCOL taken back",
            Wire.settings([(8, 1)]),
            Wire.settings([(8, 0)]),
            expected: protocolError
        ),
        .row("6.5.3", "SETTINGS without ACK", Wire.settings([(2, 0)]), expected: .accepted(["SETTINGS ACK"])),
    ]

    private static let windows: [H2SpecCase] = [
        .row("6.9", "WINDOW_UPDATE of 0", Wire.windowUpdate(0, 0), expected: protocolError),
        .row(
            "6.9",
            "WINDOW_UPDATE of 0 on a stream",
            open,
            Wire.windowUpdate(1, 0),
            expected: .streamError(1, ["PROTOCOL_ERROR"])
        ),
        .row("6.9", "WINDOW_UPDATE of another size than 4", Wire.frame(8, 0, 0, [0, 0, 1]), expected: frameSizeError),
        .row(
            "6.9.1",
            "a window over 2^31-1",
            Wire.windowUpdate(0, 0x7FFF_FFFF),
            Wire.windowUpdate(0, 0x7FFF_FFFF),
            expected: .connectionError(["FLOW_CONTROL_ERROR"])
        ),
        .row(
            "6.9.1",
            "a stream's window over 2^31-1",
            open,
            Wire.windowUpdate(1, 0x7FFF_FFFF),
            Wire.windowUpdate(1, 0x7FFF_FFFF),
            expected: .streamError(1, ["FLOW_CONTROL_ERROR"])
        ),
        .row(
            "6.9.2",
            "an initial window over 2^31-1",
            Wire.settings([(4, 0xFFFF_FFFF)]),
            expected: .connectionError(["FLOW_CONTROL_ERROR"])
        ),
        .row(
            "6.9.2",
            "an initial window that takes an open stream's over 2^31-1",
            open,
            Wire.windowUpdate(1, 0x7FFF_0000),
            Wire.settings([(4, 0x7FFF_FFFF)]),
            expected: .connectionError(["FLOW_CONTROL_ERROR"])
        ),
    ]
}
