import FlowKit
import TestSupport
import Testing

@Suite struct PayloadNotationTests {
    @Test(arguments: [
        (PayloadNotation.text, Array("a\\n\nß".utf8), "a\\n\nß"),
        (
            .escapes, [0x61, 0, 0x0A, 0x0D, 0x09, 0x5C, 0x7F, 0xFF, 0xC3, 0x9F, 0xC3],
            #"a\0"# + "\n" + #"\r\t\\\x7f\xffß\xc3"#
        ),
        (.hexadecimal, [0, 0xFF, 0x7B], "00 ff 7b"),
        (.hexadecimal, Array(0...16), "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10"),
        (.text, [], ""), (.escapes, [], ""), (.hexadecimal, [], ""),
    ])
    func `bytes are written and read back`(notation: PayloadNotation, bytes: [UInt8], text: String) throws {
        #expect(notation.text(of: bytes) == text)
        #expect(try notation.bytes(of: text) == bytes)
    }

    @Test(arguments: PayloadNotation.allCases, 0..<20 as Range<UInt64>)
    func `any bytes that can be written come back the same`(notation: PayloadNotation, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }

        guard let text = notation.text(of: bytes) else {
            #expect(notation == .text)
            return
        }
        #expect(try notation.bytes(of: text) == bytes)
    }

    @Test func `what is not UTF-8 has no form as text`() {
        #expect(PayloadNotation.text.text(of: [0xFF]) == nil)
    }

    @Test(arguments: [
        (PayloadNotation.escapes, "ok\nbad \\q", 1, 4..<6), (.escapes, "\\", 0, 0..<2), (.escapes, "\\x4", 0, 0..<2),
        (.escapes, "\\xzz", 0, 0..<2), (.hexadecimal, "00 0g", 0, 4..<5), (.hexadecimal, "00\n0", 1, 0..<1),
        (.hexadecimal, "é", 0, 0..<1),
    ])
    func `what cannot be read says where`(notation: PayloadNotation, text: String, line: Int, range: Range<Int>) {
        #expect { try notation.bytes(of: text) } throws: { error in
            let error = error as? EditTextError
            return error?.line == line && error?.range == range
        }
    }

    @Test func `hexadecimal takes white space anywhere and capitals`() throws {
        #expect(try PayloadNotation.hexadecimal.bytes(of: " 7B\t2\n2 fF ") == [0x7B, 0x22, 0xFF])
    }
}
