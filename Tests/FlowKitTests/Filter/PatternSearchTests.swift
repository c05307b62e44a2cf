import TestSupport
import Testing

@testable import FlowKit

@Suite struct PatternSearchTests {
    @Test(arguments: [
        ("users/\\d+", ["users/"]), ("users|orders", ["users", "orders"]), ("(get|post)-[0-9]", ["get", "post"]),
        ("(foo|bar)x+abcd", ["xabcd"]), ("a*", []), ("a|b*", []), ("a|b|c|d|e|f|g|h|i", []),
    ])
    func `the texts that rule out most are looked for first`(pattern: String, texts: [String]) throws {
        #expect(try Pattern(pattern).prefilter.map { String(decoding: $0.bytes, as: UTF8.self) } == texts)
    }

    @Test func `looking for them changes no answer`() throws {
        var random = SeededRandom(seed: 21)
        let parts = [
            "a", "b", "ab", "B", "(?:a|b)", "(?:ab|ba)", "[ab]", ".", "a*", "b+", "(?:ab){2}", "a?", "\\b", "^", "$",
        ]
        for _ in 0..<2_000 {
            let source = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }.joined()
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Array("abAB x".utf8).randomElement(using: &random) ?? 0
            }
            var parser = PatternParser(source, options: [])
            let program = try PatternProgram(try parser.parse(), sourceByteCount: source.utf8.count)
            let outcome = text.withUnsafeBufferPointer { PatternMachine.search(program, $0, stepLimit: .max) }

            #expect(try Pattern(source).matches(text) == (outcome == .found), "\(source) in \(text)")
        }
    }

    @Test(arguments: ["(a|b|ab)*c", "(?=([ab]+)+c)[ab]+c", "([ab]+[ab]+)+c"])
    func `a search that takes too many steps is given up`(source: String) throws {
        let text = String(repeating: "ab", count: 10_000) + "c"
        let pattern = try Pattern(source)

        #expect(pattern.search(text.utf8, stepLimit: 1_000) == .gaveUp)
        #expect(pattern.search("ababc".utf8, stepLimit: 1_000) == .found)
        #expect(pattern.search(text.utf8.dropLast(), stepLimit: 1_000) == .absent, "the text it needs is not there")
    }
}
