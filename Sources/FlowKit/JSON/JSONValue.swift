/// A JSON value that keeps what JSON text says: the order of members, duplicates, and numbers as they were written.
package enum JSONValue: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    case object([Member])
    case array([JSONValue])
    /// Escapes resolved; lone surrogates and invalid UTF-8 are U+FFFD.
    case string(String)
    /// In JSON's own spelling.
    case number(String)
    case bool(Bool)
    case null

    /// Parses one JSON text.
    ///
    /// Keys and strings are copied. Costs no stack, but a value's destruction does: hence the limit.
    ///
    /// - Parameter depthLimit: how many brackets may be open; a deeper text throws `tooDeep`.
    package static func parse(_ bytes: [UInt8], depthLimit: Int = 512) throws(JSONError) -> JSONValue {
        var tokenizer = JSONTokenizer(bytes)
        var builder = JSONBuilder()
        while let token = try tokenizer.next() {
            guard tokenizer.depth <= depthLimit else {
                let message = "nested more than \(depthLimit) levels deep"
                throw JSONError(.tooDeep, message, at: token.range.lowerBound, in: bytes)
            }
            builder.add(token, of: bytes)
        }
        return builder.result
    }

    package static func parse(_ text: String, depthLimit: Int = 512) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8), depthLimit: depthLimit)
    }

    // MARK: - Access

    /// The value of that member; of the last one where the name is there twice; `nil` also for what is no object.
    package subscript(key: String) -> JSONValue? {
        members?.last { $0.key == key }?.value
    }

    /// `nil` beyond the end, and for what is no array.
    package subscript(index: Int) -> JSONValue? {
        guard let elements, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var double: Double? {
        if case .number(let spelling) = self { Double(spelling) } else { nil }
    }

    /// Numbers whose value is whole and fits, however written (`200`, `2e2`, `200.0`).
    package var int: Int? {
        guard case .number(let spelling) = self else { return nil }
        return Int(spelling) ?? Double(spelling).flatMap(Int.init(exactly:))
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var isNull: Bool { self == .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }
}

/// Puts a value together from its tokens, without recursion.
private struct JSONBuilder {
    private enum Container {
        case object([JSONValue.Member])
        case array([JSONValue])
    }

    private var open: [Container] = []
    private var keys: [String] = []
    private(set) var result = JSONValue.null

    mutating func add(_ token: JSONToken, of bytes: [UInt8]) {
        switch token.kind {
        case .objectStart: open.append(.object([]))
        case .arrayStart: open.append(.array([]))
        case .objectEnd, .arrayEnd: close()
        case .key: keys.append(text(of: token, in: bytes))
        case .string: put(.string(text(of: token, in: bytes)))
        case .number: put(.number(String(decoding: bytes[token.range], as: UTF8.self)))
        case .true: put(.bool(true))
        case .false: put(.bool(false))
        case .null: put(.null)
        }
    }

    private func text(of token: JSONToken, in bytes: [UInt8]) -> String {
        unescapingJSON(bytes[(token.range.lowerBound + 1)..<(token.range.upperBound - 1)])
    }

    private mutating func close() {
        switch open.popLast() {
        case .object(let members): put(.object(members))
        case .array(let elements): put(.array(elements))
        case nil: preconditionFailure("the tokenizer closed what was not open")
        }
    }

    private mutating func put(_ value: JSONValue) {
        switch open.popLast() {
        case .object(var members):
            members.append(JSONValue.Member(key: keys.popLast() ?? "", value: value))
            open.append(.object(members))
        case .array(var elements):
            elements.append(value)
            open.append(.array(elements))
        case nil:
            result = value
        }
    }
}
