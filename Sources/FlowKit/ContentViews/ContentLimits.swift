/// How much a rendering may hold.
package struct ContentLimits: Hashable, Sendable {
    package var lines: Int
    /// Of text, in UTF-8.
    package var bytes: Int

    package init(lines: Int, bytes: Int) {
        self.lines = lines
        self.bytes = bytes
    }

    /// What a first look needs: 10,000 lines, 4 MiB.
    package static let standard = ContentLimits(lines: 10_000, bytes: 4 << 20)

    /// Four times as much: what to ask for when a reader wants more.
    package var extended: ContentLimits {
        ContentLimits(
            lines: lines.multipliedReportingOverflow(by: 4).overflow ? .max : lines * 4,
            bytes: bytes.multipliedReportingOverflow(by: 4).overflow ? .max : bytes * 4
        )
    }
}
