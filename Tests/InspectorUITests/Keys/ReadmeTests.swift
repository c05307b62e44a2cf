import Foundation
import InspectorUI
import Testing

/// `UPDATE_README=1 swift test --filter ReadmeTests` writes the table anew.
@Suite struct ReadmeTests {
    private static let begin = "<!-- keys -->\n"
    private static let end = "<!-- /keys -->"

    @Test func `README shows the key table as it is`() throws {
        // Not standardized: a symbolic link on the way to this file is followed first.
        let url = URL(
            fileURLWithPath:
                "\(#filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined())/../../../README.md"
        )
        let readme = try String(contentsOf: url, encoding: .utf8)
        let parts = readme.split(separator: Self.begin, maxSplits: 1)
        let rest = try #require(parts.count == 2 ? parts[1] : nil)
        let after = try #require(rest.firstRange(of: Self.end))

        let expected = parts[0] + Self.begin + KeyMap.standard.markdown + rest[after.lowerBound...]

        if ProcessInfo.processInfo.environment["UPDATE_README"] != nil {
            try String(expected).write(to: url, atomically: false, encoding: .utf8)
        }
        #expect(readme == String(expected), "UPDATE_README=1 swift test --filter ReadmeTests writes the table anew")
    }
}
