import TestSupport
import Testing

@testable import FlowKit

@Suite struct PatternTests {
    @Test(arguments: [
        ("", "", true), ("", "abc", true), ("b", "abc", true), ("B", "abc", true), ("d", "abc", false),
        ("a.c", "xabcx", true), ("a.c", "a\nc", false), ("a\\.c", "abc", false), ("a\\.c", "A.C", true),
        ("^b", "abc", false), ("^a", "abc", true), ("c$", "abc", true), ("b$", "abc", false), ("c$", "abc\n", true),
        ("^$", "", true), ("^$", "a", false), ("\\Aa\\Z", "a", true), ("\\Aa\\Z", "a\n", false),
        ("ab*c", "ac", true), ("ab+c", "ac", false), ("ab?c", "abbc", false), ("ab{2}c", "abbc", true),
        ("ab{2,}c", "abc", false), ("ab{,2}c", "abbbc", false), ("ab{1,2}c", "abc", true), ("ab{1,2}?c", "abbc", true),
        ("a{", "a{", true), ("a{x}", "a{x}", true), ("^(?:ab){3}$", "ababab", true), ("^(ab){3}$", "abab", false),
        ("get(a|b)", "getb", true), ("get(a|b)", "get", false), ("^(foo|bar|)$", "", true), ("a||b", "zzz", true),
        ("[a-c]x", "cx", true), ("[^a-c]x", "cx", false), ("[^a-c]x", "DX", true), ("[]x]y", "]y", true),
        ("[a-]b", "-b", true), ("[\\d_]+$", "x_12", true), ("[^\\d]", "123", false), ("[\\W]", "é", true),
        ("\\d{3}", "a404b", true), ("\\bfoo\\b", "a foo b", true), ("\\bfoo\\b", "afoo", false), ("\\Boo", "foo", true),
        ("\\x41\\u0042", "ab", true), ("\\t", "a\tb", true), ("(?i)A", "a", true), ("(?-i)A", "a", false),
        ("(?-i:A)b", "AB", true), ("(?-i:A)b", "aB", false), ("(?s).", "\n", true), ("(?m)^b$", "a\nb\nc", true),
        ("(?P<x>a)b", "ab", true), ("(?<x>a)b", "ab", true), ("a(?#note)b", "ab", true),
        ("^(?!.*google)", "https://google.com", false), ("^(?!.*google)", "https://example.com", true),
        ("foo(?=bar)", "foobar", true), ("foo(?=bar)", "foobaz", false), ("foo(?!bar)", "foobar foobaz", true),
        ("(?<=a)b", "ab", true), ("(?<=a)b", "cb", false), ("(?<!a)b", "ab", false), ("(?<!a)b", "cb", true),
        ("(?=a(?=b))..c", "abc", true), ("(?=a(?!b))..c", "abc", false), ("é", "É", true), ("[à-ü]x", "Éx", true),
        ("^.$", "é", true), ("^.$", "日", true), ("^..$", "👍🏽", true), ("(a*)*$", "aaab", true), ("(a*)+b", "aab", true),
        ("x(?=\u{e9})", "x\u{e9}", true), ("aab", "aaab", true), ("a|ab$", "zab", true), ("\\Bx|^y", "y", true),
        ("^a|b", "cb", true), ("(^|x)b", "ab", false), ("(^|\\.)b\\.c$", "a.b.c", true), ("(?:^|\\.)b", "cb", false),
    ])
    func `a pattern finds what Python's re.search would`(pattern: String, text: String, isMatch: Bool) throws {
        let pattern = try Pattern(pattern)

        #expect(pattern.matches(text) == isMatch)
    }

    @Test(arguments: [
        ("(", 0..<1), ("a)", 1..<2), ("ab(c", 2..<3), ("[a", 0..<1), ("x[b-a]", 2..<5), ("*a", 0..<1), ("a**", 2..<3),
        ("a{2}{3}", 4..<7), ("a{3,2}", 1..<6), ("a{5000}", 1..<7), ("\\", 0..<1), ("é\\q", 2..<4), ("(a)\\1", 3..<5),
        ("a*+", 1..<3), ("(?>a)", 0..<3), ("(?P=x)", 0..<3), ("\\x4", 0..<3), ("\\ud800", 0..<6), ("[a-\\d]", 1..<5),
        ("(?i", 0..<1), ("(?x)a", 0..<3), ("[]", 0..<1), ("(?#", 0..<1),
    ])
    func `what cannot be read is refused with its place`(pattern: String, range: Range<Int>) {
        let error = #expect(throws: FilterError.self) { try Pattern(pattern) }

        #expect(error?.range == range)
    }

    @Test func `a byte outside UTF-8 is its Latin-1 character`() throws {
        let bytes: [UInt8] = [0x63, 0xE9, 0x21]

        #expect(try Pattern("c\u{e9}!").matches(bytes))
        #expect(try Pattern("^c.!$").matches(bytes))
        #expect(try !Pattern("c\u{e8}").matches(bytes))
    }

    @Test func `patterns that make backtracking explode take time in proportion to the input`() throws {
        let input = String(repeating: "a", count: 100_000)

        #expect(try !Pattern("(a+)+$b").matches(input))
        #expect(try !Pattern("(a|a)*b").matches(input))
        #expect(try !Pattern("^(?=(a+)+b)a").matches(input))
    }

    @Test(arguments: [
        "((a{100}){100}){100}", "(?:(?:){1000}){1000}", String(repeating: "(", count: 100_000),
        String(repeating: "(?=", count: 99) + String(repeating: ")", count: 99), String(repeating: "a|", count: 5_000),
        String(repeating: "[", count: 10_000), "(((a{1000}){1000}){1000}){1000}",
    ])
    func `a hostile pattern is refused or compiled, quickly`(pattern: String) {
        let compiled = try? Pattern(pattern)

        #expect(compiled?.matches("b") ?? true)
    }

    @Test func `escaped text matches itself and nothing else`() throws {
        let text = #"a.b*c+d?e^f$g{1}h(i)[j]|k\l"#

        let pattern = try Pattern("^" + Pattern.escape(text) + "$")

        #expect(pattern.matches(text))
        #expect(!pattern.matches("aXb*c+d?e^f$g{1}h(i)[j]|k\\l"))
    }

    @Test func `a plain text and a program agree on random input`() throws {
        var generator = SeededRandom(seed: 7)
        for _ in 0..<2_000 {
            let alphabet = Array("abA.")
            let needle = String(
                (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                }
            )
            let text = String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                }
            )
            let literal = try Pattern(Pattern.escape(needle))
            let program = try Pattern("(?:" + Pattern.escape(needle) + ")(?:)|" + Pattern.escape(needle) + "x{0}$")

            #expect(literal.isLiteral && !program.isLiteral)
            #expect(literal.matches(text) == program.matches(text), "\(needle) in \(text)")
        }
    }

    @Test func `a fixed pattern and a program agree on random bytes`() throws {
        var random = SeededRandom(seed: 3)
        let parts = ["a", "b", "A", "/", ".", "[ab]", "[^b]", "\\w", "\\.", "é"]
        let text = [UInt8]("aabbA/.".utf8) + [0xC3, 0xA9, 0xC3, 0xE2, 0x82, 0xAC, 0x0A]
        var quickCount = 0
        for _ in 0..<20_000 {
            let source = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? "a"
            }.joined()
            let bytes = (0..<Int.random(in: 0...14, using: &random)).map { _ in
                text.randomElement(using: &random) ?? 0
            }
            let (pattern, program) = (try Pattern(source), try Pattern("(?:\(source)|\(source))"))
            if pattern.isLiteral || pattern.fixed != nil { quickCount += 1 }

            #expect(!program.isLiteral && program.fixed == nil)
            #expect(pattern.matches(bytes) == program.matches(bytes), "\(source) in \(bytes)")
        }
        #expect(quickCount > 10_000)
    }

    @Test func `random patterns never trap`() {
        var generator = SeededRandom(seed: 11)
        let alphabet = Array("ab|()[]{}*+?.^$\\d-,1é:=!<P#i")
        for _ in 0..<5_000 {
            let source = String(
                (0..<Int.random(in: 0...10, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                }
            )
            do {
                _ = try Pattern(source).matches("aab1é{b}")
            } catch {
                #expect(error.range.lowerBound >= 0 && error.range.upperBound <= source.utf8.count, "\(source)")
            }
        }
    }
}
