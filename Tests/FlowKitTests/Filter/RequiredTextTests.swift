import TestSupport
import Testing

@testable import FlowKit

@Suite struct RequiredTextTests {
    @Test(arguments: [
        ("deadlock", RequiredText.text("deadlock")), ("Dead.?Lock", .all([.text("dead"), .text("lock")])),
        ("ab+c", .all([.text("ab"), .text("bc")])), ("(ab){2,}c", .all([.text("ab"), .text("abc")])),
        ("a(b|cd)e", .all([.text("a"), .any([.text("b"), .text("cd")]), .text("e")])),
        ("a|b*", .anything), ("x?y*", .anything), (#"\bfoo\b"#, .text("foo")), ("foo(?=x)bar", .text("foobar")),
        ("[Ee]rror", .text("error")), ("[er]ror", .text("ror")), ("[^e]rror", .text("rror")),
        ("日本", .text("日本")), ("é!", .text("!")), ("(?-i)Ω1", .text("Ω1")), ("Ω1", .text("1")),
        ("(?:ab){1}c", .text("abc")), ("", .anything),
    ])
    func `a pattern tells what must be there`(pattern: String, expected: RequiredText) throws {
        #expect(try Pattern(pattern).required == expected)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `what a pattern matches always has what it requires`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var matchCount = 0
        for _ in 0..<400 {
            let source = source(depth: 3, &random)
            guard let pattern = try? Pattern(source) else { continue }  // a repetition of a repetition
            for _ in 0..<8 {
                let text = String((0..<Int.random(in: 0...7, using: &random)).map { _ in letter(&random) })
                guard pattern.matches(text) else { continue }
                matchCount += 1
                let bytes = text.utf8.map(\.asciiLowercased)
                #expect(has(pattern.required, bytes), "\(source) in \(text)")
            }
        }
        #expect(matchCount > 100)
    }

    @Test func `letters that only Unicode calls the same as an ASCII letter are not`() throws {
        #expect(try !Pattern("k.?").matches("\u{212A}"))
        #expect(try !Pattern("k").matches("\u{212A}"))
        #expect(try Pattern("é.?").matches("É"))
    }

    private func letter(_ random: inout SeededRandom) -> Character {
        Array("abABké日K").randomElement(using: &random) ?? "a"
    }

    private func source(depth: Int, _ random: inout SeededRandom) -> String {
        let left = depth > 0 ? Int.random(in: 0..<8, using: &random) : 0
        func part() -> String { source(depth: depth - 1, &random) }
        switch left {
        case 1: return "(\(part())|\(part()))"
        case 2: return "(?:\(part()))" + (["*", "+", "?", "{2}", "{1,3}"].randomElement(using: &random) ?? "")
        case 3: return "[\(letter(&random))b]" + part()
        case 4: return "(?-i)" + part()
        case 5: return part() + part()
        case 6: return [".", "^", #"\b"#, "(?=a)"].randomElement(using: &random) ?? "." + part()
        default: return String(letter(&random))
        }
    }

    private func has(_ required: RequiredText, _ bytes: [UInt8]) -> Bool {
        switch required {
        case .anything: true
        case .text(let text): LiteralNeedle(text).isFound(in: bytes)
        case .all(let parts): parts.allSatisfy { has($0, bytes) }
        case .any(let parts): parts.contains { has($0, bytes) }
        }
    }
}

extension RequiredText {
    fileprivate static func text(_ text: String) -> RequiredText { .text(Array(text.utf8)) }
}
