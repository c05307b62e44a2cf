/// The dynamic table (RFC 7541 §2.3.2): the newest fields, as many as fit.
///
/// Fields are lines in a ring of bytes, so that one is read or added with a single copy. The ring has twice the bytes of
/// the limit: a line that does not fit behind the newest one then always fits in front of the oldest, and none is cut.
/// An entry is named by its age, 0 for the newest, or by its serial number, which stays the same while it lives.
/// Nothing is allocated before the first of them: most connections are idle most of the time, many for all of it.
struct HPACKTable: Sendable {
    /// In bytes, as RFC 7541 §4.1 counts them.
    private(set) var limit: Int
    private(set) var size = 0
    private(set) var count = 0
    /// How many entries were ever added: the serial number of the next one.
    private(set) var insertedCount = 0
    /// The lines; ``HPACKEntry`` says where.
    private(set) var bytes: [UInt8] = []
    /// By serial number, modulo their count, which is a power of two.
    private var entries: [HPACKEntry] = []
    private var end = 0

    init(limit: Int) {
        self.limit = limit
    }

    var oldestSerial: Int { insertedCount &- count }
    /// No less than the number of entries there can be; a power of two.
    var slotCount: Int {
        let mostEntries = max(limit / HPACKEntry.sizeOverhead, 1)
        return 1 << (Int.bitWidth - (mostEntries - 1).leadingZeroBitCount)
    }

    /// - Parameter age: below `count`.
    func entry(age: Int) -> HPACKEntry { entry(serial: insertedCount &- 1 &- age) }

    /// - Parameter serial: from `oldestSerial` on, below `insertedCount`.
    func entry(serial: Int) -> HPACKEntry { entries[serial & (entries.count &- 1)] }

    /// - Parameter serial: as for `entry(serial:)`.
    @inline(__always)
    func withNameAndValue<Result>(
        _ serial: Int,
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { entry(serial: serial).withNameAndValue(in: $0, body) }
    }

    /// Evicts what no longer fits (RFC 7541 §4.3).
    mutating func setLimit(_ byteCount: Int) {
        limit = byteCount
        evict(to: byteCount)
        if !entries.isEmpty, bytes.count < 2 * byteCount { grow() }
    }

    /// Evicts until there is room; a field larger than the whole table leaves it empty (RFC 7541 §4.4).
    mutating func insert(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, obstacle: HPACKObstacle? = nil) {
        var entry = HPACKEntry(nameCount: name.count, valueCount: value.count, obstacle: obstacle)
        evict(to: max(limit - entry.size, 0))
        guard entry.size <= limit else { return }
        if entries.isEmpty { grow() }
        if bytes.count - end < entry.line.count { end = 0 }
        entry.start = end
        end = entry.line.upperBound
        bytes.withUnsafeMutableBytes { ring in
            UnsafeMutableRawBufferPointer(rebasing: ring[entry.name]).copyMemory(from: name)
            ring[entry.name.upperBound] = UInt8(ascii: ":")
            ring[entry.name.upperBound + 1] = UInt8(ascii: " ")
            UnsafeMutableRawBufferPointer(rebasing: ring[entry.value]).copyMemory(from: value)
            ring[entry.value.upperBound] = 0x0D
            ring[entry.value.upperBound + 1] = 0x0A
        }
        entries[insertedCount & (entries.count - 1)] = entry
        insertedCount += 1
        count += 1
        size += entry.size
    }

    private mutating func evict(to byteCount: Int) {
        while size > byteCount {
            size -= entry(serial: oldestSerial).size
            count -= 1
        }
    }

    /// Moves what lives into storage of the limit's size.
    private mutating func grow() {
        var ring = [UInt8](repeating: 0, count: 2 * limit)
        var slots = [HPACKEntry](repeating: HPACKEntry(), count: slotCount)
        end = 0
        for serial in oldestSerial..<insertedCount {
            var entry = entry(serial: serial)
            let line = entry.line
            entry.start = end
            ring.replaceSubrange(entry.line, with: bytes[line])
            slots[serial & (slots.count - 1)] = entry
            end = entry.line.upperBound
        }
        bytes = ring
        entries = slots
    }
}
