import FlowKit
import TestSupport
import Testing

/// Lines of a message without a schema.
private func shown(_ bytes: [UInt8]) -> [String] {
    rendering(of: bytes, type: "application/x-protobuf").text
}

@Suite struct ProtobufWithoutSchemaTests {
    private static let readings: [(bytes: [UInt8], lines: [String])] = [
        ([0x08, 0x00], ["1: 0  (false)"]), ([0x08, 0x01], ["1: 1  (true, zigzag -1)"]),
        ([0x18, 0x96, 0x01], ["3: 150  (zigzag 75)"]), ([0x18, 0x95, 0x01], ["3: 149  (zigzag -75)"]),
        (
            [0x08] + Array(repeating: 0xFF, count: 9) + [0x01],
            ["1: -1  (unsigned 18446744073709551615, zigzag -9223372036854775808)"]
        ),
        (
            [0x0D, 0, 0, 0xC0, 0x3F, 0x15, 7, 0, 0, 0, 0x1D, 0xFF, 0xFF, 0xFF, 0xFF],
            [
                "1: 1.5  (float, or fixed32 1069547520)", "2: 7  (fixed32, float 1e-44)",
                "3: -1  (fixed32, unsigned 4294967295, float nan)",
            ]
        ),
        (
            [0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0x11, 7, 0, 0, 0, 0, 0, 0, 0],
            ["1: 1.5  (double, or fixed64 4609434218613702656)", "2: 7  (fixed64, double 3.5e-323)"]
        ),
        ([0x0A, 5] + Array("hello".utf8), ["1: \"hello\"  (or packed 104, 101, 108, 108, 111)"]),
        ([0x0A, 11] + Array("日本 \"a\"\n".utf8), ["1: \"日本 \\\"a\\\"\\n\""]),
        ([0x0A, 0], ["1: \"\"  (or an empty message)"]),
        ([0x0A, 3, 0x08, 0x96, 0x01], ["1: {  (or packed 8, 150)", "  1: 150  (zigzag 75)", "}"]),
        ([0x0A, 4, 0x20, 0x30, 0x28, 0x31], ["1: \" 0(1\"  (or a message of 2 fields, or packed 32, 48, 40, 49)"]),
        ([0x0A, 6, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05], ["1: [3, 270, 86942]  (packed, or bytes 038e029ea705)"]),
        ([0x0A, 3, 0xFF, 0xD8, 0x00], ["1: ffd800  (3 bytes)"]),
        (
            [0x0A, 16] + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0x04, 0x40],
            ["1: [1.0, 2.5]  (packed double, or bytes 000000000000f03f0000000000000440)"]
        ),
        ([0x0B, 0x10, 0x03, 0x0C], ["1: {  (group)", "  2: 3  (zigzag -2)", "}"]),
        ([0x0B, 0x0B, 0x0C, 0x0C], ["1: {  (group)", "  1: {}  (group)", "}"]),
    ]

    @Test(arguments: readings)
    func `a field shows its likeliest reading and the others`(bytes: [UInt8], lines: [String]) {
        #expect(shown(bytes) == lines)
    }

    private static let faults: [(bytes: [UInt8], line: String)] = [
        ([0x08, 0x01, 0x0E], "not protobuf at byte 2: field 1 has the unknown wire type 6"),
        ([0x08, 0x01, 0x0F], "not protobuf at byte 2: field 1 has the unknown wire type 7"),
        ([0x08, 0x01, 0x0C], "not protobuf at byte 2: field 1 ends a group that was not begun"),
        ([0x08, 0x01, 0x00], "not protobuf at byte 2: field number 0 is out of range"),
        ([0x08, 0x01, 0x0A, 0x05, 0x61], "not protobuf at byte 2: field 1 should have 5 bytes, and 1 are left"),
        ([0x08, 0x01, 0x0B, 0x08], "not protobuf at byte 4: the data ends inside a number"),
        ([0x08, 0x01, 0x0B, 0x14], "not protobuf at byte 3: the group 1 is ended as 2"),
        ([0x08, 0x01, 0x0B], "not protobuf at byte 2: the group 1 has no end"),
        ([0x08, 0x01, 0x0D, 1, 2, 3], "not protobuf at byte 3: the data ends inside a number of 4 bytes"),
        (
            [0x08, 0x01, 0x08] + Array(repeating: 0xFF, count: 10),
            "not protobuf at byte 3: a number is longer than 64 bits"
        ),
        (
            [0x08, 0x01, 0x0A] + Array(repeating: 0xFF, count: 9) + [0x01],
            "not protobuf at byte 2: field 1 should have 18446744073709551615 bytes, and 0 are left"
        ),
    ]

    @Test(arguments: faults)
    func `what cannot be read is told with its place, after what could`(bytes: [UInt8], line: String) {
        let lines = shown(bytes)

        #expect(lines.prefix(2) == ["1: 1  (true, zigzag -1)", line])
        #expect(rendering(of: Array(bytes.dropFirst(2)), type: "application/x-protobuf").viewName != "protobuf")
    }

    @Test(arguments: ["application/protobuf", "application/vnd.google.protobuf", "application/proto", "a/b+proto"])
    func `every type in use for it is known`(type: String) {
        #expect(rendering(of: [0x08, 1], type: type).viewName == "protobuf")
    }

    @Test func `nesting beyond the limit is shown as bytes`() {
        var bytes: [UInt8] = [0x08, 0x01]
        // Each level once as a group and once as a message.
        for level in 0..<120 {
            bytes = level % 2 == 0 ? [0x0B] + bytes + [0x0C] : ProtobufBytes.field(1, bytes)
        }

        let lines = shown(bytes)

        #expect(lines.count <= 202)
        #expect(lines.contains { $0.contains("nested too deeply") || $0.contains("bytes") })
    }

    @Test func `a million open groups and a huge flat message make bounded output`() {
        let groups = [UInt8](repeating: 0x0B, count: 1_000_000)
        let flat = [UInt8]((0..<1_000_000).map { $0 % 2 == 0 ? 0x08 : 0x01 })

        #expect(rendering(of: groups, type: "application/x-protobuf").viewName == "hex")
        #expect(rendering(of: flat, type: "application/x-protobuf").hasMore)
    }

    @Test func `random bytes and damaged messages never trap`() {
        var random = SeededRandom(seed: 7)
        for round in 0..<1000 {
            var bytes = (0..<(round % 60)).map { _ in UInt8.random(in: 0...255, using: &random) }
            if round % 2 == 0 { bytes = ShopSchema.item }
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            #expect(!rendering(of: bytes, type: "application/x-protobuf").viewName.isEmpty)
            #expect(!ShopSchema.rendering(of: bytes, as: "shop.v1.Item").viewName.isEmpty)
        }
    }
}

/// Writes the wire format.
enum ProtobufBytes {
    static func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    static func field(_ number: Int, _ content: some Collection<UInt8>) -> [UInt8] {
        varint(UInt64(number) << 3 | 2) + varint(UInt64(content.count)) + content
    }

    static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, text.utf8) }

    static func field(_ number: Int, _ value: UInt64) -> [UInt8] { varint(UInt64(number) << 3) + varint(value) }
}
