import Foundation
import Testing

@testable import FlowKit

@Suite struct FilterArticleTests {
    /// Writes the table anew when `UPDATE_ARTICLES` is set.
    @Test func `the article's table is that of the terms`() throws {
        let head = "| term | matches | example | in rules |\n|---|---|---|---|\n"
        let article = try String(contentsOf: Self.file, encoding: .utf8)
        let start = try #require(article.range(of: head)?.upperBound)

        let table = FilterTerms.builtIn.map(Self.row).joined(separator: "\n") + "\n"

        if ProcessInfo.processInfo.environment["UPDATE_ARTICLES"] != nil {
            try (article[..<start] + table).write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(article[start...] == table, "run the tests once with UPDATE_ARTICLES=1")
        }
    }

    private static func row(_ term: FilterTerm) -> String {
        let isForRules = term.need <= .requestHead ? "yes" : ""
        return "| `\(term.usage)` | \(term.help) | `\(term.example)` | \(isForRules) |"
    }

    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../../Sources/FlowKit/FlowKit.docc/Filters.md")
}
