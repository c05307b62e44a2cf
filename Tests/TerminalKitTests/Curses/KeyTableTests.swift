import TerminalKit
import Testing

@testable import CursesTerminal

@Suite struct KeyTableTests {
    @Test(
        arguments: [
            (0, Key(.character(" "), .control)),
            (1, Key(.character("a"), .control)),
            (26, Key(.character("z"), .control)),
            (8, Key(.backspace)),
            (9, Key(.tab)),
            (10, Key(.character("j"), .control)),
            (13, Key(.enter)),
            (27, Key(.escape)),
            (29, Key(.character("]"), .control)),
            (32, Key(.character(" "))),
            (0x41, Key(.character("A"))),
            (127, Key(.backspace)),
            (0x65E5, Key(.character("日"))),
        ] as [(UInt32, Key)]
    )
    func `a character is a key`(value: UInt32, key: Key) {
        #expect(KeyTable.key(character: value) == key)
    }

    @Test(arguments: [0x80, 0x9B, 0xD800, 0x110000, .max] as [UInt32])
    func `what is no character is no key`(value: UInt32) {
        #expect(KeyTable.key(character: value) == nil)
    }

    @Test func `a taught code means what its sequence was taught for`() {
        let meanings = (Int32(0)..<0x4000).compactMap { KeyTable.taught(code: $0) }

        #expect(meanings.contains(.pasteStart))
        #expect(meanings.contains(.focus(false)))
        #expect(meanings.contains(.key(Key(.up, [.control, .shift]))))
        #expect(meanings.contains(.key(Key(.function(5), .shift))))
        #expect(KeyTable.taught(code: -1) == nil)
        #expect(KeyTable.taught(code: .max) == nil)
    }
}
