import TestSupport
import Testing

@testable import FlowKit

@Suite struct JSONPathErrorTests {
    /// The part to underline between `‹` and `›`, and a part of what is said.
    @Test(arguments: [
        ("‹›", "ends too early"),
        ("‹a›", "unexpected a"),
        ("‹ ›$", "unexpected space"),
        ("$.a‹ ›", "unexpected space"),
        ("$.‹›", "a name, *"),
        ("$.‹1›a", "unexpected 1"),
        ("$. ‹›", ""),
        ("$‹[›", "[ is not closed"),
        ("$‹[›'a'", "[ is not closed"),
        ("$[‹'a›", "the quote is not closed"),
        ("$['‹\\x›']", "unknown escape"),
        ("$['‹\\\"›']", "unknown escape"),
        ("$['‹\\ud800›']", "surrogate"),
        ("$['‹\n›']", "control character"),
        ("$[‹01›]", "begins with a zero"),
        ("$[‹-0›]", "-0"),
        ("$[‹9007199254740992›]", "out of range"),
        ("$[1:2:‹-9007199254740992›]", "out of range"),
        ("$[1‹ ›2]", ""),
        ("$['a' ‹'›b']", "] or a comma"),
        ("$[?@.a == ‹E›42]", "unexpected E"),
        ("$[?@.a == ‹blue›]", "texts stand in quotes"),
        ("$[?‹1›]", "a literal is no condition"),
        ("$[?@.a == ‹@..b›]", "may find several values"),
        ("$[?‹@[0, 1]› == 1]", "may find several values"),
        ("$[?‹length(@.a)›]", "gives a value"),
        ("$[?length(‹@.*›) == 1]", "may find several values"),
        ("$[?count(‹1›) == 1]", "not a path"),
        ("$[?‹match(@.a, 'a')› == true]", "gives yes or no"),
        ("$[?‹match(@.a)›]", "takes 2 arguments"),
        ("$[?‹size›(@.a) == 1]", "unknown function size"),
        ("$[?length ‹(›@.a) == 1]", ""),
        ("$[?!@.a‹ ==› 1]", "! does not reach"),
        ("$[?@.a = ‹›1]", ""),
        ("$[?‹(›@.a]", ""),
        ("$[?match(@.a, 'x‹(›y')]", "( is not closed"),
        ("$[?match(@.a, 'x‹\\\\d›')]", "RFC 9485"),
        ("$[?match(@.a, '‹*›')]", "nothing to repeat"),
        ("$[?match(@.a, 'a{3,2}')]", ""),
        ("$[?search(@.a, '[a‹-›]b-]')]", ""),
    ])
    func `what is wrong is refused, and shown where it stands`(marked: String, said: String) {
        let text = marked.replacing("‹", with: "").replacing("›", with: "")
        let start = marked.utf8.firstIndex(of: 0xE2).map { marked.utf8.distance(from: marked.startIndex, to: $0) }

        do throws(FilterError) {
            _ = try JSONPath(text)
            Issue.record("\(text) was accepted")
        } catch {
            #expect(error.range.upperBound <= text.utf8.count)
            guard !said.isEmpty else { return }
            let bytes = Array(text.utf8)
            let underlined = String(decoding: bytes[error.range], as: UTF8.self)
            let expected = marked.split(separator: "‹", omittingEmptySubsequences: false).dropFirst().first
                .map { String($0.prefix { $0 != "›" }) }
            #expect(error.message.contains(said) || error.expected.contains(said), "\(error)")
            #expect(error.range.lowerBound == start && underlined == expected, "\(error) underlines \(underlined)")
        }
    }

    @Test func `deep nesting and endless paths are refused`() {
        let nested = "$[?" + String(repeating: "(", count: 5_000) + "@.a" + String(repeating: ")", count: 5_000) + "]"
        let filters = "$" + String(repeating: "[?@", count: 500) + String(repeating: "]", count: 500)
        let calls =
            "$[?" + String(repeating: "length(", count: 5_000) + "@" + String(repeating: ")", count: 5_000) + "==1]"
        let long = "$" + String(repeating: ".a", count: 100_000)

        for text in [nested, filters, calls, long] {
            #expect(throws: FilterError.self) { try JSONPath(text) }
        }
    }

    @Test func `no text makes reading fail otherwise than with a place inside of it`() {
        var random = SeededRandom(seed: 9535)
        let pieces = [
            "$", "@", ".", "..", "[", "]", "*", "?", "(", ")", "'", "\"", "a", "é", "0", "-", "1e5", ":", ",", " ",
            "==", "<", "&&", "||", "!", "length(", "match(", "\\", "\\u00e9", "\u{0}", "{", "}",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            do throws(FilterError) {
                _ = try JSONCondition(text)
            } catch {
                #expect(error.range.lowerBound >= 0 && error.range.upperBound <= text.utf8.count)
            }
        }
    }
}
