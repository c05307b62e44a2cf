/// The fields of a message as they were sent: order, case, repetition, spacing and bytes.
///
/// Kept as one block of `name: value\r\n` lines, which is what HTTP/1 puts on the wire; fields of HTTP/2 are laid out the
/// same way, pseudo-fields (`:method`) first. Reading is a scan, which for the size of real heads is cheaper than keeping
/// an array of pairs for each of a million flows.
package struct Headers: Hashable, Sendable {
    /// The lines, each ended by CRLF; empty when there are no fields.
    package private(set) var bytes: [UInt8]

    package init() {
        bytes = []
    }

    /// Takes lines that a codec has validated: each has a colon after its first byte and ends in CRLF.
    package init(lines bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(lines bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    package init(_ fields: [(String, String)]) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }

    /// One field line, in place: slices of the block.
    package struct Field: Sendable {
        package let nameBytes: ArraySlice<UInt8>
        /// Without the optional white space around it.
        package let valueBytes: ArraySlice<UInt8>

        package var name: String { WireText.decode(nameBytes) }
        package var value: String { WireText.decode(valueBytes) }

        /// Field names are compared without regard to case (RFC 9110 §5.1).
        package func isNamed(_ name: String) -> Bool {
            nameBytes.equalsIgnoringASCIICase(name.utf8)
        }
    }

    package mutating func append(_ name: String, _ value: String) {
        append(name: Array(name.utf8), value: Array(value.utf8))
    }

    package mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        bytes.reserveCapacity(bytes.count + name.count + value.count + 4)
        bytes += name
        bytes += [UInt8(ascii: ":"), UInt8(ascii: " ")]
        bytes += value
        bytes += [0x0D, 0x0A]
    }

    /// Removes every field of that name.
    package mutating func remove(_ name: String) {
        removeAll { $0.isNamed(name) }
    }

    package mutating func removeAll(where shouldRemove: (Field) -> Bool) {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        for (field, line) in lines where !shouldRemove(field) { kept += bytes[line] }
        bytes = kept
    }

    /// Puts the value where the first field of that name stands, and drops further ones; appends when there is none.
    package mutating func replace(_ name: String, with value: String) {
        replace(name, with: Array(value.utf8))
    }

    /// The same for a value that may not be UTF-8.
    package mutating func replace(_ name: String, with value: [UInt8]) {
        var result = Headers()
        result.bytes.reserveCapacity(bytes.count + value.count)
        var isPlaced = false
        for (field, line) in lines {
            guard field.isNamed(name) else {
                result.bytes += bytes[line]
                continue
            }
            guard !isPlaced else { continue }
            isPlaced = true
            result.append(name: field.nameBytes, value: value)
        }
        if !isPlaced { result.append(name: Array(name.utf8), value: value) }
        self = result
    }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        for field in self where field.isNamed(name) { return field.value }
        return nil
    }

    package func values(_ name: String) -> [String] {
        filter { $0.isNamed(name) }.map(\.value)
    }

    /// The Cookie fields of HTTP/2 as the one field that HTTP/1 has of them (RFC 9113 §8.2.3); `nil`: there are not several.
    package var joinedCookies: [UInt8]? {
        let cookies = filter { $0.isNamed("Cookie") }.map(\.valueBytes)
        return cookies.count > 1 ? Array(cookies.joined(separator: "; ".utf8)) : nil
    }

    package func contains(_ name: String) -> Bool {
        contains { $0.isNamed(name) }
    }

    /// The members of a comma-separated list field, over all its lines, trimmed and lower-cased; empty members dropped.
    package func tokens(_ name: String) -> [String] {
        values(name).flatMap { value in
            value.split(separator: ",").map { part in
                String(decoding: part.utf8.trimmingWhitespace(), as: UTF8.self).lowercased()
            }
        }.filter { !$0.isEmpty }
    }
}

extension Headers: Sequence {
    package struct Iterator: IteratorProtocol {
        fileprivate var lines: LineIterator

        package mutating func next() -> Field? { lines.next()?.field }
    }

    package func makeIterator() -> Iterator { Iterator(lines: LineIterator(bytes: bytes)) }

    package var underestimatedCount: Int { 0 }
    package var isEmpty: Bool { bytes.isEmpty }

    /// Calls `body` with each field and the range of its whole line in `bytes`, CRLF included.
    package func forEachLine(_ body: (Field, Range<Int>) -> Void) {
        for (field, line) in lines { body(field, line) }
    }

    /// Each field with the range of its whole line in `bytes`, CRLF included.
    package var lines: some Sequence<(field: Field, line: Range<Int>)> {
        IteratorSequence(LineIterator(bytes: bytes))
    }

    fileprivate struct LineIterator: IteratorProtocol {
        let bytes: [UInt8]
        var position = 0

        mutating func next() -> (field: Field, line: Range<Int>)? {
            guard position < bytes.count else { return nil }
            let start = position
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count - 1
            position = end + 1
            let lineEnd = end > start && bytes[end - 1] == 0x0D ? end - 1 : end
            let line = bytes[start..<Swift.max(lineEnd, start)]
            // A pseudo-field's name begins with a colon: look for the one that ends the name.
            let colon = line.dropFirst().firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
            let value = colon < line.endIndex ? line[(colon + 1)...] : line[line.endIndex...]
            return (Field(nameBytes: line[..<colon], valueBytes: value.trimmingWhitespace()), start..<(end + 1))
        }
    }
}

extension Headers: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: (String, String)...) {
        self.init(elements)
    }
}

extension BidirectionalCollection where Element == UInt8 {
    /// Without the spaces and tabs at both ends (RFC 9110 §5.6.3, OWS).
    @inlinable
    package func trimmingWhitespace() -> SubSequence {
        var slice = self[...]
        while let first = slice.first, first == 0x20 || first == 0x09 { slice = slice.dropFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice = slice.dropLast() }
        return slice
    }
}

extension Collection where Element == UInt8 {
    @inlinable
    package func equalsIgnoringASCIICase(_ other: some Collection<UInt8>) -> Bool {
        count == other.count && elementsEqual(other) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    @inlinable
    package var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
