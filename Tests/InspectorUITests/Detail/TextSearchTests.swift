import FlowKit
import Testing

@testable import InspectorUI

@Suite struct TextSearchTests {
    @Test(arguments: [
        ("lock", "a deadlock, Locked", ["lock", "Lock"]),
        ("Lock", "a deadlock, Locked", ["Lock"]),
        ("aa", "aaaaa", ["aa", "aa"]),
        ("ä", "Äpfel und äpfel", ["Ä", "ä"]),
        ("İ", "İi", ["İ"]),
        ("i\u{307}x", "aİX", ["İX"]),
        ("日", "日本日", ["日", "日"]),
        ("", "abc", []),
        ("abcd", "abc", []),
        ("\u{1B}[", "x\u{1B}[31m", ["\u{1B}["]),
    ])
    func `case counts only when the search has a capital`(needle: String, text: String, found: [String]) {
        let ranges = TextSearch(needle).ranges(in: text)

        #expect(ranges.map { String(text.slice($0)) } == found)
    }

    @Test func `a hit is found across the cut of a long line`() {
        var document = DetailDocument()
        let start = DetailDocument.maximumPiece - 3
        document.append("first")
        document.append(String(repeating: "x", count: start) + "needle" + String(repeating: "y", count: 9))
        document.append("needle")

        let hits = TextSearch("needle").hits(in: document)

        #expect(hits == [.init(line: 1, range: start..<(start + 6)), .init(line: 3, range: 0..<6)])
    }

    @Test func `hits are bounded`() {
        var document = DetailDocument()
        document.append(String(repeating: "a", count: 3 * TextSearch.maximumHits))

        #expect(TextSearch("a").hits(in: document).count == TextSearch.maximumHits)
    }

    @Test func `a search looks further than the first look, within bounds, and further when more was asked for`() {
        var limits = ContentLimits.standard
        #expect(limits.forSearch.lines > limits.lines && limits.forSearch.lines < 1_000_000)

        for _ in 0..<4 { limits = limits.extended }

        #expect(limits.forSearch == limits)
    }
}
