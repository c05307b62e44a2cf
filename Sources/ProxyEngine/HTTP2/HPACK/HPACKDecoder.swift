/// Decodes the header blocks of one direction of a connection (RFC 7541), in the order they came.
struct HPACKDecoder: Sendable {
    private let fixed = HPACKStaticTable.standard
    private(set) var table: HPACKTable
    private var list: HPACKFieldList
    /// What we allow the table, and the peer has agreed to.
    private var tableLimit: Int
    /// After the limit was lowered below the table's size: what the next block must begin by going down to.
    private var requiredLimit: Int?

    /// Its table begins with the 4,096 bytes that both sides of a connection assume, or `tableLimit` if that is less.
    ///
    /// - Parameter tableLimit: in bytes; what the peer may raise its table to.
    /// - Parameter fieldsLimit: in bytes, on the sum of names and values and 32 for each field.
    init(tableLimit: Int, fieldsLimit: Int) {
        self.tableLimit = max(tableLimit, 0)
        table = HPACKTable(limit: min(self.tableLimit, 4096))
        list = HPACKFieldList(limit: fieldsLimit)
    }

    /// Takes the limit on the table that the peer has acknowledged (SETTINGS_HEADER_TABLE_SIZE).
    mutating func setTableLimit(_ byteCount: Int) {
        tableLimit = max(byteCount, 0)
        // RFC 7541 §4.2: of several changes between two blocks, the encoder must signal the smallest, then the last.
        if tableLimit < requiredLimit ?? table.limit { requiredLimit = tableLimit }
    }

    /// Decodes one whole block.
    ///
    /// Costs time in proportion to the block and to `fieldsLimit`, and memory of at most `fieldsLimit` bytes and twice
    /// the block.
    ///
    /// - Throws: ``HPACKError``. But for `.compression`, the block was read to its end and the decoder can go on.
    mutating func decode(_ block: UnsafeRawBufferPointer) throws(HPACKError) -> HTTP2Fields {
        var reader = HPACKReader(block)
        var failure: HPACKError?
        do {
            try decodeLimits(&reader)
            while let first = reader.next { try decodeField(first, &reader) }
        } catch {
            failure = error
        }
        let (fields, fault) = list.take()
        guard var error = failure ?? fault else { return fields }
        error.fields = fields
        throw error
    }

    /// The changes of the table's size that a block may begin with (RFC 7541 §4.2, §6.3).
    private mutating func decodeLimits(_ reader: inout HPACKReader) throws(HPACKError) {
        var changeCount = 0
        while let first = reader.next, first & 0xE0 == 0x20 {
            let start = reader.position
            let limit = try reader.integer(prefixBits: 5)
            changeCount += 1
            guard changeCount <= 2 else { throw reader.error(at: start, "a third change of the table's size") }
            guard limit <= requiredLimit ?? tableLimit else {
                throw reader.error(at: start, "table size \(limit) is over the limit of \(requiredLimit ?? tableLimit)")
            }
            requiredLimit = nil
            table.setLimit(limit)
        }
        if let requiredLimit, reader.next != nil {
            throw reader.error(at: 0, "no change of the table's size to \(requiredLimit) or less, as agreed")
        }
    }

    private mutating func decodeField(_ first: UInt8, _ reader: inout HPACKReader) throws(HPACKError) {
        switch first.leadingZeroBitCount {
        case 0:
            try decodeIndexed(&reader)
        case 1:
            try decodeLiteral(&reader, prefixBits: 6, isIndexed: true)
        case 2:
            throw reader.error(at: reader.position, "a change of the table's size behind a field")
        case 3:
            try decodeLiteral(&reader, prefixBits: 4, isNeverIndexed: true)
        default:
            try decodeLiteral(&reader, prefixBits: 4)
        }
    }

    private mutating func decodeIndexed(_ reader: inout HPACKReader) throws(HPACKError) {
        let start = reader.position
        let index = try reader.integer(prefixBits: 7)
        guard index > 0 else { throw reader.error(at: start, "index 0") }
        if index <= fixed.entries.count {
            list.append(fixed.entries[index &- 1], of: fixed.bytes)
        } else {
            list.append(try dynamicEntry(index, reader, start), of: table.bytes)
        }
    }

    private mutating func decodeLiteral(
        _ reader: inout HPACKReader,
        prefixBits: Int,
        isIndexed: Bool = false,
        isNeverIndexed: Bool = false
    ) throws(HPACKError) {
        var entry = HPACKEntry(start: list.lines.count)
        let start = reader.position
        let index = try reader.integer(prefixBits: prefixBits)
        if index == 0 {
            try decodeString(&reader)
        } else if index <= fixed.entries.count {
            list.lines.append(fixed.entries[index &- 1].name, of: fixed.bytes)
        } else {
            list.lines.append(try dynamicEntry(index, reader, start).name, of: table.bytes)
        }
        entry.nameCount = list.lines.count &- entry.start
        list.lines.append(UInt8(ascii: ":"), UInt8(ascii: " "))
        try decodeString(&reader)
        entry.valueCount = list.lines.count &- entry.value.lowerBound
        list.lines.append(0x0D, 0x0A)
        list.lines.withNameAndValue(of: entry) { name, value in
            entry.obstacle = HPACKObstacle(name: name, value: value)
            if isIndexed { table.insert(name: name, value: value, obstacle: entry.obstacle) }
        }
        list.appendLiteral(entry, isNeverIndexed: isNeverIndexed)
    }

    private mutating func decodeString(_ reader: inout HPACKReader) throws(HPACKError) {
        let start = reader.position
        guard list.lines.append(try reader.literal()) else {
            throw reader.error(at: start, "the Huffman code of a string is wrong or wrongly padded")
        }
    }

    private func dynamicEntry(_ index: Int, _ reader: HPACKReader, _ start: Int) throws(HPACKError) -> HPACKEntry {
        let age = index &- fixed.entries.count &- 1
        guard age < table.count else {
            throw reader.error(
                at: start,
                "index \(index) is past the table's \(fixed.entries.count + table.count) fields"
            )
        }
        return table.entry(age: age)
    }
}
