import FlowKit

/// Collects the fields of the block being decoded, and what is wrong with them.
///
/// A field over the limit, or one that cannot be a line, is not kept. When it is a literal it still is written, since it
/// may belong in the table, but the next one overwrites it.
struct HPACKFieldList: Sendable {
    /// On the sum of what each field counts for (RFC 9113 §6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE).
    let limit: Int
    /// The lines of the fields kept, and behind them those of the literal being read.
    var lines = HPACKLines()
    /// The first thing found wrong.
    private var refusal: Refusal?
    private var neverIndexed: [Int] = []
    private var keptCount = 0
    private var keptByteCount = 0
    private var seenCount = 0
    private var size = 0

    /// Without its sentence: a block may have a million of them.
    private enum Refusal {
        case tooLarge
        case malformed(number: Int, HPACKObstacle)
    }

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a field of a table.
    mutating func append(_ entry: HPACKEntry, of table: [UInt8]) {
        guard admit(entry) else { return }
        lines.append(entry.line, of: table)
        keptByteCount = lines.count
    }

    /// Adds the literal that was written behind the kept lines.
    mutating func appendLiteral(_ entry: HPACKEntry, isNeverIndexed: Bool) {
        guard admit(entry) else { return lines.rewind(to: keptByteCount) }
        keptByteCount = lines.count
        if isNeverIndexed { neverIndexed.append(keptCount &- 1) }
    }

    /// Hands out the fields kept, with the first thing found wrong, and begins anew.
    mutating func take() -> (fields: HTTP2Fields, error: HPACKError?) {
        lines.rewind(to: keptByteCount)
        let taken = (HTTP2Fields(headers: Headers(lines: lines.take()), neverIndexed: neverIndexed), error)
        refusal = nil
        neverIndexed = []
        keptCount = 0
        keptByteCount = 0
        seenCount = 0
        size = 0
        return taken
    }

    private mutating func admit(_ entry: HPACKEntry) -> Bool {
        seenCount &+= 1
        size &+= entry.size
        if let obstacle = entry.obstacle {
            refusal = refusal ?? .malformed(number: seenCount, obstacle)
            return false
        }
        guard size <= limit else {
            refusal = refusal ?? .tooLarge
            return false
        }
        keptCount &+= 1
        return true
    }

    private var error: HPACKError? {
        switch refusal {
        case nil:
            nil
        case .tooLarge:
            HPACKError(.tooLarge, "the fields are over \(limit) bytes, with 32 counted for each")
        case .malformed(let number, let obstacle):
            HPACKError(.malformed, "field \(number) cannot be relayed: \(obstacle.rawValue)")
        }
    }
}
