import FlowKit
import NIOCore

/// Encodes the header blocks of one direction of a connection (RFC 7541).
///
/// The table is kept to ``largestTable`` bytes, however much the peer would hold, and to fields that are likely to come
/// again.
struct HPACKEncoder: Sendable {
    /// What most encoders hold to: more saves few bytes, and costs memory on every connection.
    static let largestTable = 4096

    private let fixed = HPACKStaticTable.standard
    private var table = HPACKTable(limit: HPACKEncoder.largestTable)
    private var fields: HPACKIndex
    private var names: HPACKIndex
    /// The size of the table that the peer knows of.
    private var agreedLimit: Int
    /// What the next block is encoded with, and the least it was set to since the last one.
    private var limit: Int
    private var leastLimit: Int

    /// - Parameter tableLimit: the size of the peer's table now, in bytes.
    init(tableLimit: Int = 4096) {
        fields = HPACKIndex(slotCount: table.slotCount)
        names = HPACKIndex(slotCount: table.slotCount)
        agreedLimit = max(tableLimit, 0)
        limit = min(agreedLimit, Self.largestTable)
        leastLimit = limit
        table.setLimit(limit)
    }

    /// Takes the peer's SETTINGS_HEADER_TABLE_SIZE. The next block begins with what the peer must know of it.
    mutating func setTableLimit(_ byteCount: Int) {
        limit = min(max(byteCount, 0), Self.largestTable)
        leastLimit = min(leastLimit, limit)
    }

    /// Appends one whole block. Names are written as they are: they must be in lower case already.
    mutating func encode(_ part: HTTP2Fields, into buffer: inout ByteBuffer) {
        let neverIndexed = Set(part.neverIndexed)
        part.headers.bytes.withUnsafeBytes { lines in
            // No line takes more than twice its bytes: the shortest is a letter and a line feed, which takes four.
            let mostBytes = 2 * lines.count + 2 * HPACKWriter.mostIntegerBytes
            _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: mostBytes) { output in
                var writer = HPACKWriter(output)
                writeLimits(&writer)
                var start = 0
                var index = 0
                while let line = HPACKFieldLine(lines, at: &start) {
                    if !line.name.isEmpty {
                        write(line, isNeverIndexed: neverIndexed.contains(index), &writer)
                    }
                    index &+= 1
                }
                return writer.position
            }
        }
    }

    /// The smallest size of the table since the last block, if something was evicted by it, and the last (RFC 7541 §4.2).
    private mutating func writeLimits(_ writer: inout HPACKWriter) {
        guard leastLimit != agreedLimit || limit != agreedLimit else { return }
        let least = leastLimit < agreedLimit ? [leastLimit, limit] : [limit]
        for byteCount in least where byteCount != agreedLimit {
            writer.integer(byteCount, flags: 0x20, prefixBits: 5)
            table.setLimit(byteCount)
            agreedLimit = byteCount
        }
        leastLimit = limit
    }

    private mutating func write(_ line: HPACKFieldLine, isNeverIndexed: Bool, _ writer: inout HPACKWriter) {
        let places = fixed.places(ofName: line)
        guard !isNeverIndexed else { return writeLiteral(line, .neverIndexed, places, &writer) }
        if let places, let place = fixed.place(of: line, in: places) {
            return writer.integer(place &+ 1, flags: 0x80, prefixBits: 7)
        }
        if let places, fixed.isPassing(places) { return writeLiteral(line, .notIndexed, places, &writer) }
        let hash = line.hash
        if let serial = serial(of: line, hash) {
            return writer.integer(index(serial), flags: 0x80, prefixBits: 7)
        }
        // One that would drive out most others is not worth its place.
        guard line.size <= table.limit / 4 * 3 else { return writeLiteral(line, .notIndexed, places, &writer) }
        writeLiteral(line, .indexed, places, &writer)
        fields.insert(table.insertedCount, hash: hash)
        names.insert(table.insertedCount, hash: line.nameHash)
        table.insert(name: line.name, value: line.value)
    }

    /// How a literal is marked, and how many bits beside the mark are the index of its name (RFC 7541 §6.2).
    private struct LiteralForm {
        let flags: UInt8
        let prefixBits: Int

        static let indexed = LiteralForm(flags: 0x40, prefixBits: 6)
        static let notIndexed = LiteralForm(flags: 0x00, prefixBits: 4)
        static let neverIndexed = LiteralForm(flags: 0x10, prefixBits: 4)
    }

    private func writeLiteral(
        _ line: HPACKFieldLine,
        _ form: LiteralForm,
        _ places: Range<Int>?,
        _ writer: inout HPACKWriter
    ) {
        let nameIndex = places.map { $0.lowerBound &+ 1 } ?? serial(ofName: line).map(index) ?? 0
        writer.integer(nameIndex, flags: form.flags, prefixBits: form.prefixBits)
        if nameIndex == 0 { writer.string(line.name) }
        writer.string(line.value)
    }

    private func serial(of line: HPACKFieldLine, _ hash: UInt64) -> Int? {
        fields.first(hash: hash, from: table.oldestSerial) { serial in
            table.withNameAndValue(serial) { $0.hasEqualBytes(line.name) && $1.hasEqualBytes(line.value) }
        }
    }

    private func serial(ofName line: HPACKFieldLine) -> Int? {
        names.first(hash: line.nameHash, from: table.oldestSerial) { serial in
            table.withNameAndValue(serial) { name, _ in name.hasEqualBytes(line.name) }
        }
    }

    private func index(_ serial: Int) -> Int { fixed.entries.count &+ table.insertedCount &- serial }
}
