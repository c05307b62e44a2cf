import Testing

@testable import ProxyEngine

/// The cases of h2spec's sections "generic" 1 to 5: what every server must accept.
@Suite struct H2SpecGenericTests {
    private typealias Wire = HTTP2Wire

    @Test(arguments: starting + streams + frames + exchanges + compression)
    func `what is allowed is accepted`(row: H2SpecCase) {
        row.check()
    }

    private static let starting: [H2SpecCase] = [
        .row("1", "a client's preface", expected: .accepted([]))
    ]

    private static let streams: [H2SpecCase] = [
        .row("2", "PRIORITY on an idle stream", Wire.priority(1), Wire.headers(1), expected: .accepted([])),
        .row(
            "2",
            "WINDOW_UPDATE on a half-closed (remote) stream",
            Wire.headers(1),
            Wire.windowUpdate(1, 100),
            expected: .accepted([])
        ),
        .row(
            "2",
            "PRIORITY on a half-closed (remote) stream",
            Wire.headers(1),
            Wire.priority(1, weight: 255),
            expected: .accepted([])
        ),
        .row(
            "2",
            "RST_STREAM on a half-closed (remote) stream",
            Wire.headers(1),
            Wire.reset(1),
            expected: .accepted([])
        ),
        .answered(
            "2",
            "PRIORITY on a closed stream",
            .send(Wire.headers(1)),
            .answer(1),
            .send(Wire.priority(1)),
            expected: .accepted(["HEADERS 1 END_STREAM"])
        ),
    ]

    private static let frames: [H2SpecCase] = [
        .row(
            "3.1",
            "DATA",
            Wire.headers(1, Wire.post, endStream: false),
            Wire.data(1, "test", endStream: true),
            expected: .accepted([])
        ),
        .row(
            "3.1",
            "several DATA",
            Wire.headers(1, Wire.post, endStream: false),
            Wire.data(1, "test"),
            Wire.data(1, "test", endStream: true),
            expected: .accepted([])
        ),
        .row(
            "3.1",
            "DATA with padding",
            Wire.headers(1, Wire.post, endStream: false),
            Wire.frame(0, 9, 1, [6] + Array("test".utf8) + [UInt8](repeating: 0, count: 6)),
            expected: .accepted([])
        ),
        .row("3.2", "HEADERS", Wire.headers(1), expected: .accepted([])),
        .row(
            "3.2",
            "HEADERS with padding",
            Wire.frame(1, 0xD, 1, [6] + Wire.block(Wire.get) + [UInt8](repeating: 0, count: 6)),
            expected: .accepted([])
        ),
        .row(
            "3.2",
            "HEADERS with priority",
            Wire.frame(1, 0x25, 1, Wire.bytes(0) + [255] + Wire.block(Wire.get)),
            expected: .accepted([])
        ),
        .row("3.3", "PRIORITY with weight 1", Wire.priority(1, weight: 0), expected: .accepted([])),
        .row("3.3", "PRIORITY with weight 256", Wire.priority(1, weight: 255), expected: .accepted([])),
        .row("3.3", "PRIORITY with a dependency", Wire.priority(3), Wire.priority(1, on: 3), expected: .accepted([])),
        .row("3.3", "PRIORITY, exclusive", Wire.priority(1, on: 0x8000_0003), expected: .accepted([])),
        .row(
            "3.3",
            "PRIORITY on an idle stream, then HEADERS on a lower one",
            Wire.priority(5),
            Wire.headers(3),
            expected: .accepted([])
        ),
        .row("3.4", "RST_STREAM", Wire.headers(1, Wire.post, endStream: false), Wire.reset(1), expected: .accepted([])),
        .row("3.5", "SETTINGS", Wire.settings([(3, 100)]), expected: .accepted(["SETTINGS ACK"])),
        .row("3.7", "PING", Wire.ping(), expected: .accepted(["PING ACK"])),
        .row("3.8", "GOAWAY", Wire.goAway(), expected: .accepted([])),
        .row("3.9", "WINDOW_UPDATE on stream 0", Wire.windowUpdate(0, 1), expected: .accepted([])),
        .row(
            "3.9",
            "WINDOW_UPDATE on stream 1",
            Wire.headers(1, Wire.post, endStream: false),
            Wire.windowUpdate(1, 1),
            expected: .accepted([])
        ),
        .row(
            "3.10",
            "CONTINUATION",
            Wire.headers(1, endHeaders: false),
            Wire.continuation(1, [("x-a", "b")]),
            expected: .accepted([])
        ),
        .row(
            "3.10",
            "several CONTINUATION",
            Wire.headers(1, endHeaders: false),
            Wire.continuation(1, [("x-a", "b")], endHeaders: false),
            Wire.continuation(1, [("x-a", "c")]),
            expected: .accepted([])
        ),
    ]

    private static let exchanges: [H2SpecCase] = [
        .answered("4", "GET", .send(Wire.headers(1)), .answer(1), expected: .accepted(["HEADERS 1 END_STREAM"])),
        .answered(
            "4",
            "HEAD",
            .send(Wire.headers(1, [(":method", "HEAD")] + Wire.get.dropFirst())),
            .answer(1),
            expected: .accepted(["HEADERS 1 END_STREAM"])
        ),
        .answered(
            "4",
            "POST",
            .send(Wire.headers(1, Wire.post, endStream: false) + Wire.data(1, "test", endStream: true)),
            .answer(1),
            expected: .accepted(["HEADERS 1 END_STREAM"])
        ),
        .answered(
            "4",
            "POST with trailers",
            .send(Wire.headers(1, Wire.post + [("trailer", "x-test")], endStream: false) + Wire.data(1, "test")),
            .send(Wire.headers(1, [("x-test", "ok")])),
            .answer(1),
            expected: .accepted(["HEADERS 1 END_STREAM"])
        ),
    ]

    /// Representations by their first byte; what is decoded is tested where they are.
    private static let compression: [H2SpecCase] = [
        ("indexed", [0x82, 0x86, 0x84, 0x41, 1, 0x61]),
        ("indexed, and once more from the table", [0x82, 0x86, 0x84, 0x41, 1, 0x61, 0x40, 1, 0x78, 1, 0x79, 0xBE]),
        ("literal with indexing, indexed name", [0x82, 0x86, 0x84, 0x41, 1, 0x61, 0x7A, 1, 0x61]),
        ("literal without indexing, indexed name", [0x82, 0x86, 0x84, 0x01, 1, 0x61]),
        ("literal without indexing, new name", [0x82, 0x86, 0x84, 0x01, 1, 0x61, 0x00, 1, 0x78, 1, 0x79]),
        ("literal never indexed", [0x82, 0x86, 0x84, 0x11, 1, 0x61, 0x10, 1, 0x78, 1, 0x79]),
        (
            "Huffman code",
            [0x82, 0x86, 0x84, 0x41, 0x8C, 0xF1, 0xE3, 0xC2, 0xE5, 0xF2, 0x3A, 0x6B, 0xA0, 0xAB, 0x90, 0xF4, 0xFF]
        ),
        ("a change of the table's size", [0x20, 0x82, 0x86, 0x84, 0x01, 1, 0x61]),
        ("two changes of the table's size", [0x20, 0x3F, 0xE1, 0x1F, 0x82, 0x86, 0x84, 0x01, 1, 0x61]),
    ].map { name, block in
        .answered(
            "5",
            name,
            .send(Wire.frame(1, 5, 1, block)),
            .answer(1),
            expected: .accepted(["HEADERS 1 END_STREAM"])
        )
    }
}
