import TestSupport
import Testing

@testable import FlowKit

@Suite struct PatternFinderTests {
    @Test(arguments: [
        ("[0-9]+", "ab 123 45", ["123", "45"]), ("a|ab|abc", "xabcab", ["abc", "ab"]),
        ("a.*?b", "a1b2b a3b", ["a1b2b a3b"]),
        ("x*", "axxb", ["xx"]), ("", "abc", []), ("deadlock", "a Deadlock, DEADLOCK", ["Deadlock", "DEADLOCK"]),
        (#"\bcat\b"#, "cat scatter cat", ["cat", "cat"]), ("^a", "aab", ["a"]), ("b$", "ab b", ["b"]),
        ("(?<=id=)[0-9]+", "id=12 no=3 id=4", ["12", "4"]), ("é+", "caféÉ", ["éÉ"]),
        ("b[^c]*d|bc", "bcbcd", ["bc", "bc"]),
        ("(ab)+", "ababxab", ["abab", "ab"]), ("abcd|bc", "abcx", ["bc"]), (#"\xff"#, "\u{FF}", ["\u{FF}"]),
    ])
    func `the leftmost matches, and of those the longest`(pattern: String, text: String, expected: [String]) throws {
        #expect(try matches(of: pattern, in: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test func `where a pattern finds something and whether it matches agree`() throws {
        var random = SeededRandom(seed: 7)
        let letters = Array("abc")
        for _ in 0..<500 {
            let parts = ["a", "b", "c", "[ab]", "(a|bc)", "a*", "b+", "c?", "."]
            let source = (0..<3).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
            let text = String((0..<8).map { _ in letters.randomElement(using: &random) ?? "a" })
            let pattern = try Pattern(source)
            let found = try matches(of: source, in: Array(text.utf8))

            for match in found { #expect(pattern.matches(match), "\(source) in \(text)") }
            // Only empty matches are none.
            if found.isEmpty { #expect(!pattern.matches(text) || pattern.matches(""), "\(source) in \(text)") }
        }
    }

    @Test func `bytes that are no UTF-8 are searched as well`() throws {
        #expect(try matches(of: "b.c", in: [0xFF, 0x62, 0xFE, 0x63, 0xC3]) == [[0x62, 0xFE, 0x63]])
    }

    @Test func `it can be told to stop`() throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
        var asked = 0
        var looks = PatternLooks()

        let match = text.withUnsafeBufferPointer { text in
            try? Pattern("[ab]+$").firstMatch(in: text, looks: &looks) {
                asked += 1
                return asked == 2
            }
        }

        #expect(match == .some(nil) && asked == 2)
    }

    private func matches(of pattern: String, in bytes: [UInt8]) throws -> [[UInt8]] {
        let pattern = try Pattern(pattern)
        return bytes.withUnsafeBufferPointer { text in
            var found: [[UInt8]] = []
            var place = 0
            var looks = PatternLooks()
            while let match = pattern.firstMatch(in: text, from: place, looks: &looks) {
                found.append(Array(text[match]))
                place = match.upperBound
            }
            return found
        }
    }
}
