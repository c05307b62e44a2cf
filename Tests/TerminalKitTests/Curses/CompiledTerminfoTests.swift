import Testing

@testable import CursesTerminal

@Suite struct CompiledTerminfoTests {
    @Test func `a description is laid out as term(5) says`() {
        var entry = CompiledTerminfo(name: "x")
        entry.flags = [true, false, true]
        entry.numbers = [-1, 1 << 24]
        entry.strings = [Array("ab".utf8), nil, []]
        entry.extendedFlags = [("RGB", true)]
        entry.extendedStrings = [("XM", Array("m".utf8))]

        let header: [UInt8] = [0x1E, 0x02, 2, 0, 3, 0, 2, 0, 3, 0, 4, 0]
        let names: [UInt8] = [0x78, 0]
        let flags: [UInt8] = [1, 0, 1, 0]  // The last aligns.
        let numbers: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1]
        let offsets: [UInt8] = [0, 0, 0xFF, 0xFF, 3, 0]
        let table = Array("ab\0\0".utf8)
        let extendedHeader: [UInt8] = [1, 0, 0, 0, 1, 0, 3, 0, 9, 0]
        let extendedFlags: [UInt8] = [1, 0]
        let extendedOffsets: [UInt8] = [0, 0, 0, 0, 4, 0]
        let extendedTable = Array("m\0RGB\0XM\0".utf8)
        #expect(
            entry.bytes == header + names + flags + numbers + offsets + table
                + extendedHeader + extendedFlags + extendedOffsets + extendedTable
        )
    }

    @Test func `a description that is too large is none`() {
        var entry = CompiledTerminfo(name: "x")

        entry.strings = [Array(repeating: 0x61, count: 40_000)]

        #expect(entry.bytes == nil)
    }
}
