/// The fields every table begins with (RFC 7541 appendix A), laid out as those of ``HPACKTable`` are.
struct HPACKStaticTable: Sendable {
    static let standard = HPACKStaticTable()

    let bytes: [UInt8]
    /// In order: index 1 is the first.
    let entries: [HPACKEntry]
    private let names: HPACKIndex
    /// By place: the one behind the last of the same name. Those of a name stand together.
    private let nameEnds: [Int]
    private let passing: [Bool]

    private init() {
        var bytes: [UInt8] = []
        var entries: [HPACKEntry] = []
        var names = HPACKIndex(slotCount: 128)
        let rows = Self.rows.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
        for row in rows {
            let value = row.count == 2 ? row[1] : ""
            entries.append(HPACKEntry(start: bytes.count, nameCount: row[0].utf8.count, valueCount: value.utf8.count))
            bytes += "\(row[0]): \(value)\r\n".utf8
        }
        // The first of a name goes in last, to be found first.
        for place in entries.indices.reversed() {
            let hash = bytes[entries[place].name].withUnsafeBytes { HPACKFieldLine.hash($0, seed: 0) }
            names.insert(place, hash: hash)
        }
        self.bytes = bytes
        self.entries = entries
        self.names = names
        nameEnds = rows.map { row in (rows.lastIndex { $0[0] == row[0] } ?? rows.count) + 1 }
        passing = rows.map { Self.passingNames.contains(String($0[0])) }
    }

    /// The places of the fields of that name.
    func places(ofName line: HPACKFieldLine) -> Range<Int>? {
        bytes.withUnsafeBytes { bytes in
            names.first(hash: line.nameHash, from: 0) { place in
                entries[place].withNameAndValue(in: bytes) { name, _ in name.hasEqualBytes(line.name) }
            }
        }.map { $0..<nameEnds[$0] }
    }

    /// - Parameter places: those of its name.
    func place(of line: HPACKFieldLine, in places: Range<Int>) -> Int? {
        bytes.withUnsafeBytes { bytes in
            places.first { place in
                entries[place].withNameAndValue(in: bytes) { _, value in value.hasEqualBytes(line.value) }
            }
        }
    }

    /// Whether fields of that name had better not be put in a table: their values are secrets, or seldom come again.
    func isPassing(_ places: Range<Int>) -> Bool { passing[places.lowerBound] }

    private static let passingNames: Set = [
        ":path", "age", "authorization", "content-length", "content-range", "date", "etag", "expires", "if-match",
        "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "location",
        "proxy-authorization", "range", "set-cookie",
    ]

    private static let rows = """
        :authority
        :method GET
        :method POST
        :path /
        :path /index.html
        :scheme http
        :scheme https
        :status 200
        :status 204
        :status 206
        :status 304
        :status 400
        :status 404
        :status 500
        accept-charset
        accept-encoding gzip, deflate
        accept-language
        accept-ranges
        accept
        access-control-allow-origin
        age
        allow
        authorization
        cache-control
        content-disposition
        content-encoding
        content-language
        content-length
        content-location
        content-range
        content-type
        cookie
        date
        etag
        expect
        expires
        from
        host
        if-match
        if-modified-since
        if-none-match
        if-range
        if-unmodified-since
        last-modified
        link
        location
        max-forwards
        proxy-authenticate
        proxy-authorization
        range
        referer
        refresh
        retry-after
        server
        set-cookie
        strict-transport-security
        transfer-encoding
        user-agent
        vary
        via
        www-authenticate
        """
}
