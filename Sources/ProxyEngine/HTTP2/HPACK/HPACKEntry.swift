/// Where a field stands in a block of lines `name: value\r\n`.
struct HPACKEntry: Equatable, Sendable {
    /// What a line has around name and value: a colon, a space, a carriage return, a line feed.
    static let lineOverhead = 4
    /// What a field counts for in a table or a list, over its name and value (RFC 7541 §4.1).
    static let sizeOverhead = 32

    var start = 0
    var nameCount = 0
    var valueCount = 0
    /// Why it cannot stand on a line of its own, and is kept only so that the table stays in step.
    var obstacle: HPACKObstacle?

    var size: Int { nameCount &+ valueCount &+ Self.sizeOverhead }
    var name: Range<Int> { start..<(start &+ nameCount) }
    var value: Range<Int> { (start &+ nameCount &+ 2)..<(start &+ nameCount &+ 2 &+ valueCount) }
    var line: Range<Int> { start..<(start &+ nameCount &+ valueCount &+ Self.lineOverhead) }

    /// - Parameter lines: what `start` counts from.
    @inline(__always)
    func withNameAndValue<Result>(
        in lines: UnsafeRawBufferPointer,
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Result
    ) -> Result {
        body(UnsafeRawBufferPointer(rebasing: lines[name]), UnsafeRawBufferPointer(rebasing: lines[value]))
    }
}
