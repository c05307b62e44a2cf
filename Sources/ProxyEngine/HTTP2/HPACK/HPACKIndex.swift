/// Finds entries of a table by a hash, the newest first.
///
/// Chains of serial numbers, one for each slot. They are never mended when an entry is evicted: a chain ends at the first
/// entry that is older than the table.
struct HPACKIndex: Sendable {
    /// By hash; empty before the first entry.
    private var heads: [Int] = []
    /// By serial number.
    private var links: [Link] = []
    private let slotCount: Int

    private struct Link {
        var hash: UInt64
        /// The next older entry in the same slot.
        var next: Int
    }

    /// - Parameter slotCount: a power of two, no less than the table ever has entries.
    init(slotCount: Int) {
        self.slotCount = slotCount
    }

    mutating func insert(_ serial: Int, hash: UInt64) {
        if heads.isEmpty {
            heads = [Int](repeating: -1, count: slotCount)
            links = [Link](repeating: Link(hash: 0, next: -1), count: slotCount)
        }
        let slot = slot(hash)
        links[serial & (links.count &- 1)] = Link(hash: hash, next: heads[slot])
        heads[slot] = serial
    }

    /// - Parameter oldest: the serial number of the oldest entry still in the table.
    @inline(__always)
    func first(hash: UInt64, from oldest: Int, where isMatch: (_ serial: Int) -> Bool) -> Int? {
        guard !heads.isEmpty else { return nil }
        var serial = heads[slot(hash)]
        while serial >= oldest {
            let link = links[serial & (links.count &- 1)]
            if link.hash == hash, isMatch(serial) { return serial }
            serial = link.next
        }
        return nil
    }

    private func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (heads.count &- 1) }
}
