/// Writes compact JSON into a byte array: values one after the other, commas and escapes put in by itself.
///
/// Any order of calls is accepted; that brackets match and members have names is the caller's part.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.object {
///     $0.member("status", 200)
///     $0.member("error", String?.none)
///     $0.key("headers")
///     $0.array { for field in headers { $0.array { $0.string(field.name); $0.string(field.value) } } }
/// }
/// ```
package struct JSONWriter: Sendable {
    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    /// Gives what was written and goes on empty: for output that streams.
    package mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    // MARK: - Containers

    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        beginObject()
        try body(&self)
        endObject()
    }

    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        beginArray()
        try body(&self)
        endArray()
    }

    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    package mutating func endObject() { end(UInt8(ascii: "}")) }
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Ends a line of JSON lines: the next value begins a new text.
    package mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    // MARK: - Values

    package mutating func key(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func string(_ text: String) { scalar { $0.appendQuoted(text) } }
    package mutating func number(_ value: some BinaryInteger) { scalar { $0.bytes += String(value).utf8 } }

    /// What JSON has no number for (infinity, NaN) is written as `null`.
    package mutating func number(_ value: Double) {
        scalar { $0.bytes += (value.isFinite ? "\(value)" : "null").utf8 }
    }

    package mutating func bool(_ value: Bool) { scalar { $0.bytes += (value ? "true" : "false").utf8 } }
    package mutating func null() { scalar { $0.bytes += "null".utf8 } }

    /// Bytes that are JSON already, put in as they are.
    package mutating func raw(_ json: some Sequence<UInt8>) { scalar { $0.bytes += json } }

    /// Recursive, as deep as the value is nested.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .object(let members):
            object { writer in
                for member in members {
                    writer.key(member.key)
                    writer.value(member.value)
                }
            }
        case .array(let elements): array { writer in elements.forEach { writer.value($0) } }
        case .string(let text): string(text)
        case .number(let spelling): raw(spelling.utf8)
        case .bool(let value): bool(value)
        case .null: null()
        }
    }

    // MARK: - Members; `nil` is written as `null`

    package mutating func member(_ name: String, _ text: String?) {
        key(name)
        if let text { string(text) } else { null() }
    }

    package mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Double?) {
        key(name)
        if let value { number(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    package mutating func member(_ name: String, _ value: JSONValue) {
        key(name)
        self.value(value)
    }

    // MARK: - Bytes

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func scalar(_ write: (inout JSONWriter) -> Void) {
        separate()
        write(&self)
    }

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        var copied = 0
        for (index, byte) in utf8.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
            bytes += utf8[copied..<index]
            copied = index + 1
            if let letter = Self.shortEscapes[byte] {
                bytes += [0x5C, letter]
            } else {
                bytes += "\\u00\(byte.hexadecimal)".utf8
            }
        }
        bytes += utf8[copied...]
    }

    private static let shortEscapes: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x08: UInt8(ascii: "b"), 0x0C: UInt8(ascii: "f"), 0x0A: UInt8(ascii: "n"),
        0x0D: UInt8(ascii: "r"), 0x09: UInt8(ascii: "t"),
    ]
}

extension JSONValue {
    /// As compact JSON text.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
